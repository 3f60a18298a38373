// Files as views see them: those on their way, and those that the relay has.

import { createSubscriber } from 'svelte/reactivity';
import type { Attachment } from '../../rules/conversation.ts';
import type { FilePort } from './filePort.ts';
import type { LocalFiles } from './localFiles.ts';

export interface FilesOptions {
  local: LocalFiles;
  port: Pick<FilePort, 'get'>;
  /** What shows who asks, where the browser does not do it by itself. */
  headers: Record<string, string>;
}

export class Files {
  readonly #options: FilesOptions;
  readonly #moved: () => void;

  constructor(options: FilesOptions) {
    this.#options = options;
    this.#moved = createSubscriber((update) => options.local.subscribe(update));
  }

  /** Keeps a file on this device, to be shown by a command. Rejects if it cannot be read. */
  async keep(file: File): Promise<Attachment> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return (await this.#options.local.keep(file.name, bytes)).attachment;
  }

  /** The files that are attached on this device to what is being written under that name. */
  attachedTo(draft: string): Promise<readonly Attachment[]> {
    return this.#options.local.attached.of(draft);
  }

  keepAttached(draft: string, attachments: readonly Attachment[]): Promise<void> {
    return this.#options.local.attached.keep(draft, attachments);
  }

  /** How much of it is with the relay, from 0 to 1; null while it is not on its way. */
  progress(attachment: Attachment): number | null {
    this.#moved();
    return this.#options.local.progress(attachment);
  }

  /** The bytes, of this device or from the relay's address; null if they cannot be had now. */
  async load({ id }: Attachment, address: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const { local, port, headers } = this.#options;
    return (await local.read(id)) ?? (await port.get(address, headers));
  }
}
