// Stores without a disk: what "device" means in tests, and what is left to a browser that forbids storage.

import * as Y from 'yjs';
import { Listeners } from './listeners.ts';
import type { DocumentStore, Stores } from './stores.ts';

/** Updates kept one by one before they are merged. */
const MERGE_AFTER = 200;

export class MemoryStores implements Stores {
  readonly #copies = new Map<string, { updates: Uint8Array[] }>();
  readonly #problems: Listeners;
  readonly #why: string | null;

  /** @param why set where it stands in for a real store: then nothing is kept, and everybody is told */
  constructor(report: (error: unknown) => void, why: string | null = null) {
    this.#problems = new Listeners(report);
    this.#why = why;
  }

  get problem(): string | null {
    return this.#why;
  }

  onProblem(listener: () => void): () => void {
    return this.#problems.add(listener);
  }

  open(name: string, doc: Y.Doc): DocumentStore {
    const copy = this.#copies.get(name) ?? { updates: [] };
    this.#copies.set(name, copy);
    for (const update of copy.updates) Y.applyUpdate(doc, update, this);
    const follow = (update: Uint8Array, origin: unknown): void => {
      if (origin === this || this.#copies.get(name) !== copy) return;
      copy.updates.push(update);
      if (copy.updates.length > MERGE_AFTER) copy.updates = [Y.mergeUpdates(copy.updates)];
    };
    if (doc.store.clients.size > 0) follow(Y.encodeStateAsUpdate(doc), null);
    doc.on('update', follow);
    return {
      loaded: Promise.resolve(),
      stored: () => Promise.resolve(this.#why === null),
      close: () => Promise.resolve(doc.off('update', follow)),
    };
  }

  async names(prefix: string): Promise<string[]> {
    return [...this.#copies.keys()].filter((name) => name.startsWith(prefix));
  }

  async read(name: string): Promise<Uint8Array[]> {
    return [...(this.#copies.get(name)?.updates ?? [])];
  }

  async erase(name: string): Promise<void> {
    this.#copies.delete(name);
  }
}
