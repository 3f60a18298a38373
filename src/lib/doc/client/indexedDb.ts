// Documents in IndexedDB, by y-indexeddb: one database each, in its form. Reading and trimming are its own; writing is not,
// since it throws into whoever edits when the database has been closed, says nothing when a write fails, and nothing when
// one has succeeded.

import { IndexeddbPersistence, storeState } from 'y-indexeddb';
import * as Y from 'yjs';
import { Listeners } from './listeners.ts';
import type { DocumentStore, Stores } from './stores.ts';

/** Where y-indexeddb keeps updates. */
const UPDATES = 'updates';
/** Rows (y-indexeddb adds one at each opening and each edit) after which they are merged into one. */
const TRIM_AFTER = 100;

export class IndexedDbStores implements Stores {
  readonly #problems: Listeners;
  readonly #report: (error: unknown) => void;
  readonly #open = new Map<string, Set<IndexedDbStore>>();
  /** Why a document cannot be stored, by what it is stored through: one that can says nothing about the others. */
  readonly #failing = new Map<object, string>();
  #problem: string | null = null;

  constructor(report: (error: unknown) => void) {
    this.#problems = new Listeners(report);
    this.#report = report;
  }

  get problem(): string | null {
    return this.#problem;
  }

  onProblem(listener: () => void): () => void {
    return this.#problems.add(listener);
  }

  open(name: string, doc: Y.Doc, durable: boolean): DocumentStore {
    const durability = durable ? 'strict' : 'relaxed';
    const key = {};
    const store = new IndexedDbStore({ name, doc, durability }, (error) => this.#outcome(key, error));
    const ofName = this.#open.get(name) ?? new Set();
    this.#open.set(name, ofName.add(store));
    return store;
  }

  async names(prefix: string): Promise<string[]> {
    try {
      const databases = await indexedDB.databases();
      return databases.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : []));
    } catch (error) {
      this.#report(error);
      return [];
    }
  }

  async read(name: string): Promise<Uint8Array[]> {
    try {
      return await readUpdates(name);
    } catch (error) {
      this.#report(error);
      return [];
    }
  }

  async erase(name: string): Promise<void> {
    await Promise.all([...(this.#open.get(name) ?? [])].map((store) => store.close()));
    this.#open.delete(name);
    await new Promise<void>((resolve) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => resolve();
      request.onerror = () => {
        this.#report(request.error);
        resolve();
      };
      // Another tab has it open; y-indexeddb closes it there, and the deletion goes on by itself.
      request.onblocked = () => resolve();
    });
  }

  /** @param error null after a write that succeeded, and once there is nothing more to store */
  #outcome(store: object, error: unknown): void {
    if (error === null) this.#failing.delete(store);
    else this.#failing.set(store, error instanceof Error ? error.message : 'unknown');
    const [problem = null] = this.#failing.values();
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (error !== null) this.#report(error);
    this.#problems.emit();
  }
}

/** Looks into a database without making one, or a row in it, as y-indexeddb would. */
function readUpdates(name: string): Promise<Uint8Array[]> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    // It is not there: this is what would make it.
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = () => {
      if (request.error?.name === 'AbortError') resolve([]);
      else reject(request.error ?? new Error('the database could not be opened'));
    };
    request.onsuccess = () => {
      const db = request.result;
      db.onversionchange = () => db.close();
      if (!db.objectStoreNames.contains(UPDATES)) {
        db.close();
        return resolve([]);
      }
      const rows = db.transaction(UPDATES).objectStore(UPDATES).getAll();
      rows.onsuccess = () => {
        db.close();
        resolve(rows.result.filter((row): row is Uint8Array => row instanceof Uint8Array));
      };
      rows.onerror = () => {
        db.close();
        reject(rows.error ?? new Error('the database could not be read'));
      };
    };
  });
}

interface StoreOptions {
  name: string;
  doc: Y.Doc;
  durability: IDBTransactionDurability;
}

class IndexedDbStore implements DocumentStore {
  readonly loaded: Promise<void>;
  readonly #options: StoreOptions;
  readonly #doc: Y.Doc;
  readonly #outcome: (error: unknown) => void;
  readonly #writing = new Set<Promise<boolean>>();
  #persistence: IndexeddbPersistence | null = null;
  #rows = 0;
  #trimming: Promise<void> = Promise.resolve();
  /** A write has failed: what comes after it is of no use without it, so the next one stores everything. */
  #behind = false;
  #closed = false;

  constructor(options: StoreOptions, outcome: (error: unknown) => void) {
    this.#options = options;
    this.#doc = options.doc;
    this.#outcome = outcome;
    this.#doc.on('afterTransactionCleanup', this.#early);
    this.loaded = this.#load().then(() => this.#begin());
  }

  async stored(): Promise<boolean> {
    if (!this.#persistence?.db) return false;
    if (this.#behind) void this.#write();
    const written = await Promise.all(this.#writing);
    return written.every(Boolean);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#doc.off('afterTransactionCleanup', this.#early);
    this.#doc.off('update', this.#follow);
    await Promise.all([...this.#writing, this.#trimming]);
    this.#outcome(null);
    // Not awaited: a database that never opened never closes.
    void this.#persistence?.destroy().catch(() => undefined);
  }

  /** Until it is loaded. Nobody listens to 'update' before: Yjs would write all of it again that is only being read. */
  readonly #early = ({ origin, changed }: Y.Transaction): void => {
    if (origin !== this.#persistence && changed.size > 0) this.#behind = true;
  };

  #begin(): void {
    this.#doc.off('afterTransactionCleanup', this.#early);
    if (this.#closed) return;
    this.#doc.on('update', this.#follow);
    if (this.#behind) void this.stored();
  }

  readonly #follow = (update: Uint8Array, origin: unknown): void => {
    if (origin === this.#persistence) return;
    if (this.#persistence?.db) void this.#write(update);
    else this.#behind = true;
  };

  async #load(): Promise<void> {
    try {
      const persistence = new IndexeddbPersistence(this.#options.name, this.#doc);
      this.#persistence = persistence;
      this.#doc.off('update', persistence._storeUpdate);
      const db = await persistence._db;
      // The browser closed it (iOS does on its own): open it again. After a deletion by another tab it stays closed.
      db.addEventListener('close', () => void this.#reopen());
      await persistence.whenSynced;
      this.#rows = await countOf(db);
      if (this.#rows > TRIM_AFTER) this.#trim();
    } catch (error) {
      this.#behind = true;
      this.#outcome(error);
    }
  }

  async #reopen(): Promise<void> {
    if (this.#closed) return;
    this.#behind = true;
    this.#persistence = null;
    await this.#load();
    await this.stored();
  }

  /** @param update what is new; all there is, if the store is behind or none is given */
  #write(update: Uint8Array | null = null): Promise<boolean> {
    const row = this.#behind || update === null ? Y.encodeStateAsUpdate(this.#doc) : update;
    this.#behind = false;
    const writing = this.#put(row).then(
      () => {
        this.#outcome(null);
        this.#rows += 1;
        if (this.#rows > TRIM_AFTER) this.#trim();
        return true;
      },
      (error: unknown) => {
        this.#behind = true;
        this.#outcome(error);
        return false;
      },
    );
    this.#writing.add(writing);
    void writing.then(() => this.#writing.delete(writing));
    return writing;
  }

  /** Resolves when the row is on disk; rejects if the transaction came to nothing. */
  #put(update: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const db = this.#persistence?.db;
      if (!db) throw new Error(`no database for ${this.#options.name}`);
      const { durability } = this.#options;
      const transaction = db.transaction([UPDATES], 'readwrite', { durability });
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
      transaction.objectStore(UPDATES).add(update);
    });
  }

  #trim(): void {
    if (!this.#persistence?.db || this.#closed) return;
    this.#rows = 0;
    this.#trimming = storeState(this.#persistence, true).catch((error: unknown) => this.#outcome(error));
  }
}

/** How many rows a document has: y-indexeddb itself counts only after it has said that it is synced. */
function countOf(db: IDBDatabase): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = db.transaction([UPDATES], 'readonly').objectStore(UPDATES).count();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not counted'));
  });
}
