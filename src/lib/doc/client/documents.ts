// The documents that are open on this device: each once, however many views look at it, and for a while after the last has
// gone, so that going back and forth between conversations waits for nothing.

import * as Y from 'yjs';
import { isMerged, parseDocumentName, type DocumentName } from '../names.ts';
import { Listeners } from './listeners.ts';
import type { Ended } from './views.ts';
import { folderOf, OpenDocument, type Connected, type OpenOptions } from './open.ts';

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

  /** @param linger false where nobody looked at it */
  release(name: DocumentName, linger = true): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    entry.users -= 1;
    if (entry.users > 0) return;
    if (!linger || entry.document.ended) return void this.#close(name);
    this.#lingering.push(name);
    if (this.#lingering.length > LINGERING_MAX) void this.#close(this.#lingering[0]);
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

  /** Names of the documents of which this device has a copy; of decided ones, a copy of the current epoch. */
  async kept(prefix: DocumentName): Promise<DocumentName[]> {
    const { stores } = this.#connected.environment;
    const folders = [this.#folder(false), this.#folder(true)].filter((folder) => folder !== null);
    const names = folders.map(async (folder) =>
      (await stores.names(folder + prefix)).map((name) => name.slice(folder.length)),
    );
    return (await Promise.all(names)).flat();
  }

  /** Names of those that are open. */
  names(): DocumentName[] {
    return [...this.#entries.keys()];
  }

  /** A document to look into once: the open one, or what this device has of it. Null if it has nothing, or may not any more. */
  async read(name: DocumentName): Promise<Y.Doc | null> {
    const open = this.get(name);
    if (open) return open.ended ? null : open.doc;
    const kind = parseDocumentName(name)?.kind;
    const folder = this.#folder(kind !== undefined && isMerged(kind));
    if (folder === null) return null;
    const updates = await this.#connected.environment.stores.read(folder + name);
    if (updates.length === 0) return null;
    const doc = new Y.Doc();
    doc.transact(() => updates.forEach((update) => Y.applyUpdate(doc, update)));
    return doc;
  }

  /** Removes the copy of a document that is not open. */
  async forget(name: DocumentName): Promise<void> {
    const kind = parseDocumentName(name)?.kind;
    const folder = this.#folder(kind !== undefined && isMerged(kind));
    if (folder !== null && !this.#entries.has(name)) {
      await this.#connected.environment.stores.erase(folder + name);
    }
  }

  /** Removes the copies of all documents, of every epoch, but those that are to stay. */
  async forgetAll(stays: (name: DocumentName) => boolean): Promise<void> {
    const { environment, prefix } = this.#connected;
    for (const copy of await environment.stores.names(prefix)) {
      const [, folder, name] = /^([^/]*)\/(.*)$/.exec(copy.slice(prefix.length)) ?? [];
      const isDocument = folder !== undefined && name !== undefined && parseDocumentName(name) !== null;
      if (isDocument && !stays(name)) await environment.stores.erase(copy);
    }
  }

  /** Access is over: shown to whoever looks at it, and removed from the device. */
  async end(name: DocumentName, ended: Ended): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry) await entry.document.end(ended);
    else await this.forget(name);
  }

  #folder(merged: boolean): string | null {
    return folderOf(this.#connected, merged);
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
    const current = this.#folder(false);
    for (const name of await environment.stores.names(prefix)) {
      const isDecided = /^\d/.test(name.slice(prefix.length));
      if (isDecided && current !== null && !name.startsWith(current)) await environment.stores.erase(name);
    }
  }
}
