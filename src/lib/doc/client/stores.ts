// Where documents are kept on a device, as a port. indexedDb.ts is the browser's; memoryStores.ts is for tests and for
// browsers that have none.

import type * as Y from 'yjs';

/** One document's copy on the device. It follows the document by itself. */
export interface DocumentStore {
  /** What was kept is in the document. Resolves also where nothing could be read; never rejects. */
  readonly loaded: Promise<void>;
  /** True once everything the document holds now is on disk; false if it could not be stored. Never rejects. */
  stored(): Promise<boolean>;
  /** Stops following, after what is on its way is written. */
  close(): Promise<void>;
}

export interface Stores {
  /**
   * Reads the copy of that name into the document, and keeps it up to date from then on.
   *
   * @param durable for what exists nowhere else: `stored` then means on the disk, not on its way there
   */
  open(name: string, doc: Y.Doc, durable: boolean): DocumentStore;
  /** Names of all copies that begin with `prefix`. */
  names(prefix: string): Promise<string[]>;
  /** The updates of a copy, without following it; none if there is no such copy. Never rejects. */
  read(name: string): Promise<Uint8Array[]>;
  /** Removes a copy; whoever has it open, in any tab, stops following. Never rejects. */
  erase(name: string): Promise<void>;
  /** Why nothing can be kept, for logs; null while all is well. */
  readonly problem: string | null;
  onProblem(listener: () => void): () => void;
}
