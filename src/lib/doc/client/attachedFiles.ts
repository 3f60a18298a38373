// Which files are attached to what is being written on this device and was not sent yet. The drafts' texts follow their writer to
// every device; the files stay on this one until they are sent.

import * as Y from 'yjs';
import type { Attachment } from '../../rules/conversation.ts';
import type { AttachmentId } from '../../rules/ids.ts';
import type { Environment } from './environment.ts';

interface Attached {
  attachments: Attachment[];
  /** By the device's clock. */
  at: number;
}

const ROOT = 'attached';
const LIST = 'list';
/** Nobody goes on after that; the bytes would stay for ever. */
const KEPT_MS = 30 * 86_400_000;

export class AttachedFiles {
  readonly #environment: Pick<Environment, 'stores' | 'clock'>;
  readonly #prefix: string;
  /** One after the other: two copies of one list that are written at once have no order. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(environment: Pick<Environment, 'stores' | 'clock'>, prefix: string) {
    this.#environment = environment;
    this.#prefix = `${prefix}attached/`;
  }

  /** @param draft a name for what is being written */
  async of(draft: string): Promise<readonly Attachment[]> {
    await this.#writing;
    return (await this.#read(this.#prefix + draft))?.attachments ?? [];
  }

  /** Resolves when it is on the disk, or cannot be. */
  keep(draft: string, attachments: readonly Attachment[]): Promise<void> {
    const writing = this.#writing.then(() => this.#write(this.#prefix + draft, attachments));
    this.#writing = writing;
    return writing;
  }

  /** All of them; what is too old is not any more. */
  async all(): Promise<Set<AttachmentId>> {
    await this.#writing;
    const ids = new Set<AttachmentId>();
    const { stores, clock } = this.#environment;
    for (const name of await stores.names(this.#prefix)) {
      const kept = await this.#read(name);
      if (!kept || clock.wall() - kept.at > KEPT_MS) await stores.erase(name);
      else for (const { id } of kept.attachments) ids.add(id);
    }
    return ids;
  }

  async #read(name: string): Promise<Attached | null> {
    const doc = new Y.Doc();
    for (const update of await this.#environment.stores.read(name)) Y.applyUpdate(doc, update);
    const kept = doc.getMap<Attached>(ROOT).get(LIST);
    doc.destroy();
    return kept ?? null;
  }

  async #write(name: string, attachments: readonly Attachment[]): Promise<void> {
    const { stores, clock } = this.#environment;
    if (attachments.length === 0) return await stores.erase(name);
    const doc = new Y.Doc();
    const store = stores.open(name, doc, true);
    await store.loaded;
    doc.getMap<Attached>(ROOT).set(LIST, { attachments: [...attachments], at: clock.wall() });
    await store.stored();
    await store.close();
    doc.destroy();
  }
}
