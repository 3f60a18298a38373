// The documents that are open on this device: each once, however many views look at it, and for a while after the last has
// gone, so that going back and forth between conversations waits for nothing.

import type { DocumentName } from '../names.ts';
import { Listeners } from './listeners.ts';
import type { Ended } from './views.ts';
import { OpenDocument, type Connected, type OpenOptions } from './open.ts';

/** Documents that nobody looks at any more but that stay up to date: as many as somebody goes back and forth between. */
const LINGERING_MAX = 8;

interface Entry {
  document: OpenDocument;
  users: number;
  off: () => void;
}

export class Documents {
  readonly #connected: Connected;
  readonly #entries = new Map<DocumentName, Entry>();
  readonly #changed: Listeners<[DocumentName]>;
  #lingering: DocumentName[] = [];

  constructor(connected: Connected) {
    this.#connected = connected;
    this.#changed = new Listeners((error) => connected.environment.report(error));
    connected.epochs.onBegun(() => void this.#eraseOtherEpochs());
  }

  /** Calls after any change in any open document. */
  subscribe(listener: (name: DocumentName) => void): () => void {
    return this.#changed.add(listener);
  }

  /** Opens a document, or shares the open one; `release` it once for each `acquire`. */
  acquire(name: DocumentName, options?: OpenOptions): OpenDocument {
    const entry = this.#entries.get(name) ?? this.#open(name, options);
    // Nobody looked at it when it ended; whoever looks now has a reason to ask again.
    if (entry.users === 0) entry.document.reopen();
    entry.users += 1;
    this.#lingering = this.#lingering.filter((other) => other !== name);
    return entry.document;
  }

  release(name: DocumentName): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    entry.users -= 1;
    if (entry.users > 0) return;
    this.#lingering.push(name);
    if (entry.document.ended || this.#lingering.length > LINGERING_MAX) {
      void this.#close(entry.document.ended ? name : this.#lingering[0]);
    }
  }

  /** The document if it is open. */
  get(name: DocumentName): OpenDocument | null {
    return this.#entries.get(name)?.document ?? null;
  }

  all(): OpenDocument[] {
    return [...this.#entries.values()].map((entry) => entry.document);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((name) => this.#close(name)));
  }

  /** Names of the documents of which this device has a copy of the current epoch. */
  async kept(prefix: DocumentName): Promise<DocumentName[]> {
    const folder = this.#folder();
    if (folder === null) return [];
    const names = await this.#connected.environment.stores.names(`${folder}${prefix}`);
    return names.map((name) => name.slice(folder.length));
  }

  /** Removes the copy of a decided document that is not open. */
  async forget(name: DocumentName): Promise<void> {
    const folder = this.#folder();
    if (folder !== null && !this.#entries.has(name))
      await this.#connected.environment.stores.erase(folder + name);
  }

  /** Access is over: shown to whoever looks at it, and removed from the device. */
  async end(name: DocumentName, ended: Ended): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry) await entry.document.end(ended);
    else await this.forget(name);
  }

  #folder(): string | null {
    const { prefix, epochs } = this.#connected;
    return epochs.current === null ? null : `${prefix}${epochs.current}/`;
  }

  #open(name: DocumentName, options?: OpenOptions): Entry {
    const document = new OpenDocument(this.#connected, name, options);
    const entry = { document, users: 0, off: document.subscribe(() => this.#changed.emit(name)) };
    this.#entries.set(name, entry);
    return entry;
  }

  async #close(name: DocumentName | undefined): Promise<void> {
    const entry = name === undefined ? undefined : this.#entries.get(name);
    if (name === undefined || !entry) return;
    this.#lingering = this.#lingering.filter((other) => other !== name);
    this.#entries.delete(name);
    entry.off();
    await entry.document.close();
  }

  /** Copies of another epoch will never be shown again. */
  async #eraseOtherEpochs(): Promise<void> {
    const { prefix, environment } = this.#connected;
    const current = this.#folder();
    for (const name of await environment.stores.names(prefix)) {
      const isDecided = /^\d/.test(name.slice(prefix.length));
      if (isDecided && current !== null && !name.startsWith(current)) await environment.stores.erase(name);
    }
  }
}
