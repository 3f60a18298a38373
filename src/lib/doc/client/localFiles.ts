// Files that were attached on this device and are not with the relay yet. Their bytes are kept beside the outbox, each in a
// document of its own that no relay ever sees, until they have been brought; the commands that show them wait for that.

import * as Y from 'yjs';
import { FILE_HEAD, fileKind } from '../../rules/fileKind.ts';
import { safeFileName } from '../../rules/fileName.ts';
import type { Attachment } from '../../rules/conversation.ts';
import type { AttachmentId } from '../../rules/ids.ts';
import { AttachedFiles } from './attachedFiles.ts';
import type { Environment } from './environment.ts';
import type { FilePort } from './filePort.ts';
import { Listeners } from './listeners.ts';
import type { Kept } from './views.ts';

export interface LocalFilesOptions {
  environment: Environment;
  /** Before the names of everything that is kept on the device for this account. */
  prefix: string;
  /** Where this account brings a file, and what shows that it is this account. */
  uploads: string;
  headers: Record<string, string>;
}

const ROOT = 'file';
const BYTES = 'bytes';
/** A line that breaks so often within one file is left alone for a while. */
const TRIES = 5;

export class LocalFiles {
  readonly attached: AttachedFiles;
  readonly #options: LocalFilesOptions;
  readonly #listeners: Listeners;
  /** What was attached since this page was opened. */
  readonly #attached = new Map<AttachmentId, Uint8Array<ArrayBuffer>>();
  readonly #sent = new Map<AttachmentId, number>();

  constructor(options: LocalFilesOptions) {
    this.#options = options;
    this.attached = new AttachedFiles(options.environment, options.prefix);
    this.#listeners = new Listeners((error) => options.environment.report(error));
  }

  /** Calls when a file is further on its way. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** How much of a file is on the other side, from 0 to 1; null while it is not on its way. */
  progress({ id, size }: Attachment): number | null {
    const sent = this.#sent.get(id);
    return sent === undefined ? null : Math.min(1, sent / Math.max(1, size));
  }

  /** Keeps the bytes on the device. */
  async keep(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<{ attachment: Attachment; kept: Kept }> {
    const id = await this.#port.hash(bytes);
    const { type } = fileKind(bytes.subarray(0, FILE_HEAD));
    this.#attached.set(id, bytes);
    const doc = new Y.Doc();
    const store = this.#options.environment.stores.open(this.#nameOf(id), doc, true);
    await store.loaded;
    if (!doc.getMap(ROOT).has(BYTES)) doc.getMap(ROOT).set(BYTES, bytes);
    const stored = await store.stored();
    await store.close();
    doc.destroy();
    const attachment = { id, name: safeFileName(name), type, size: bytes.length };
    return { attachment, kept: stored ? 'kept' : 'memory' };
  }

  /** Null if it is not here (any more). */
  async read(id: AttachmentId): Promise<Uint8Array<ArrayBuffer> | null> {
    const attached = this.#attached.get(id);
    if (attached) return attached;
    const doc = new Y.Doc();
    for (const update of await this.#options.environment.stores.read(this.#nameOf(id)))
      Y.applyUpdate(doc, update);
    const bytes = doc.getMap(ROOT).get(BYTES);
    doc.destroy();
    return bytes instanceof Uint8Array ? Uint8Array.from(bytes) : null;
  }

  /** What is shown meanwhile stays in this page's memory. */
  async forget(id: AttachmentId): Promise<void> {
    await this.#options.environment.stores.erase(this.#nameOf(id));
  }

  /** Removes what no command names any more and nothing is to go with, unless another tab is here. Never rejects. */
  async tidy(needed: ReadonlySet<AttachmentId>): Promise<void> {
    const { environment, prefix } = this.#options;
    await environment.whileAlone(`${prefix}files`, async () => {
      const waiting = await this.attached.all();
      for (const name of await environment.stores.names(this.#nameOf(''))) {
        const id = name.slice(this.#nameOf('').length);
        if (needed.has(id) || waiting.has(id) || this.#attached.has(id)) continue;
        await environment.stores.erase(name);
      }
    });
  }

  /**
   * Brings a file to the relay, from where it broke off before. `lost`: the bytes are nowhere, or the relay will not have
   * them; only the relay's own answer to the command can say so to its writer.
   */
  async bring({ id }: Attachment): Promise<'brought' | 'lost' | 'later'> {
    const { uploads, headers } = this.#options;
    const path = `${uploads}/${id}`;
    const state = await this.#port.ask(path, headers);
    const here = received(state?.body);
    if (state?.status !== 200 || here === null) return 'later';
    if (here.stored) return 'brought';
    const bytes = await this.read(id);
    if (!bytes) return 'lost';
    const outcome = await this.#send(path, id, bytes, here.received);
    this.#sent.delete(id);
    this.#listeners.emit();
    return outcome;
  }

  async #send(
    path: string,
    id: AttachmentId,
    bytes: Uint8Array<ArrayBuffer>,
    from: number,
  ): Promise<'brought' | 'lost' | 'later'> {
    let offset = from;
    for (let tried = 0; tried < TRIES; tried += 1) {
      const headers = {
        ...this.#options.headers,
        'Content-Type': 'application/octet-stream',
        'Upload-Length': String(bytes.length),
        'Upload-Offset': String(offset),
      };
      const answer = await this.#port.put(path, headers, bytes.slice(offset), (sent) => {
        this.#sent.set(id, offset + sent);
        this.#listeners.emit();
      });
      if (answer?.status === 200) return 'brought';
      if (answer?.status === 413 || answer?.status === 422) return 'lost';
      const here = answer?.status === 202 ? received(answer.body) : null;
      if (!here) return 'later';
      offset = here.received;
    }
    return 'later';
  }

  get #port(): FilePort {
    return this.#options.environment.files;
  }

  #nameOf(id: AttachmentId): string {
    return `${this.#options.prefix}file/${id}`;
  }
}

function received(body: unknown): { stored: boolean; received: number } | null {
  if (typeof body !== 'object' || body === null || !('stored' in body) || !('received' in body)) return null;
  const { stored, received: bytes } = body;
  return typeof stored === 'boolean' && typeof bytes === 'number' ? { stored, received: bytes } : null;
}
