// What a browser keeps of a site: documents and notes. A write takes a moment and is whole or not at all; what was not
// written when the browser was ended is lost from its end; the disk can be full. A profile can be copied, put back, or cleared.

import * as Y from 'yjs';
import type { DocumentStore, Stores } from '#lib/doc/client/stores.ts';
import { Listeners } from '#lib/doc/client/listeners.ts';
import type { Clock } from '../../server/clock.ts';
import type { Dice } from './dice.ts';

/** A write is on the disk after at most so long. */
const WRITTEN_WITHIN_MS = 400;
/** Writes of one document before they are made one. */
const MERGE_AFTER = 100;

export interface DiskOptions {
  clock: Clock;
  dice: Dice;
  /** Client code is about to run: somebody may wait for a write. */
  clientRuns(): void;
  /** Something was on its way to the disk when the browser was ended. */
  lost: () => void;
  /** A write failed for want of room. */
  full(): void;
}

/** Everything that a profile folder holds. */
export interface Profile {
  documents: Map<string, Uint8Array[]>;
  notes: Map<string, string>;
}

export class DeviceDisk {
  readonly options: DiskOptions;
  readonly documents = new Map<string, Uint8Array[]>();
  readonly notes = new Map<string, string>();
  isFull = false;

  constructor(options: DiskOptions) {
    this.options = options;
  }

  copy(): Profile {
    const documents = [...this.documents].map(
      ([name, updates]) => [name, [...updates]] satisfies [string, Uint8Array[]],
    );
    return { documents: new Map(documents), notes: new Map(this.notes) };
  }

  /** Not while a page is open. */
  putBack({ documents, notes }: Profile): void {
    this.clear('all');
    for (const [name, updates] of documents) this.documents.set(name, [...updates]);
    for (const [key, value] of notes) this.notes.set(key, value);
  }

  /** Browsers clear documents and notes together or apart. Not while a page is open. */
  clear(what: 'all' | 'documents' | 'notes'): void {
    if (what !== 'notes') this.documents.clear();
    if (what !== 'documents') this.notes.clear();
  }

  write(name: string, update: Uint8Array): void {
    const updates = [...(this.documents.get(name) ?? []), update];
    this.documents.set(name, updates.length > MERGE_AFTER ? [Y.mergeUpdates(updates)] : updates);
  }
}

/** The disk as one page has it. Once the page has died, nothing of it is written any more. */
export class PageDisk implements Stores {
  readonly #disk: DeviceDisk;
  readonly #problems: Listeners;
  readonly #open = new Set<PageDocument>();
  #problem: string | null = null;
  #alive = true;

  constructor(disk: DeviceDisk, report: (error: unknown) => void) {
    this.#disk = disk;
    this.#problems = new Listeners(report);
  }

  get problem(): string | null {
    return this.#problem;
  }

  onProblem(listener: () => void): () => void {
    return this.#problems.add(listener);
  }

  open(name: string, doc: Y.Doc): DocumentStore {
    if (!this.#alive) return NOWHERE;
    const store = new PageDocument(this.#disk, name, doc, (problem) => this.#outcome(problem));
    this.#open.add(store);
    return store;
  }

  async read(name: string): Promise<Uint8Array[]> {
    return [...(this.#disk.documents.get(name) ?? [])];
  }

  async names(prefix: string): Promise<string[]> {
    return [...this.#disk.documents.keys()].filter((name) => name.startsWith(prefix));
  }

  async erase(name: string): Promise<void> {
    if (!this.#alive) return;
    for (const store of this.#open) if (store.name === name) store.forget();
    this.#disk.documents.delete(name);
  }

  /** The browser is ended. */
  letGo(): void {
    this.#alive = false;
    for (const store of this.#open) store.die();
  }

  #outcome(problem: string | null): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#problems.emit();
  }
}

class PageDocument implements DocumentStore {
  readonly name: string;
  readonly loaded: Promise<void>;
  readonly #disk: DeviceDisk;
  readonly #doc: Y.Doc;
  readonly #outcome: (problem: string | null) => void;
  /** On their way to the disk, in order. */
  #writing: Uint8Array[] = [];
  #waiting: ((stored: boolean) => void)[] = [];
  #cancel: (() => void) | null = null;
  /** A write has failed: the next one stores everything. */
  #behind = false;
  #over = false;

  constructor(disk: DeviceDisk, name: string, doc: Y.Doc, outcome: (problem: string | null) => void) {
    this.name = name;
    this.#disk = disk;
    this.#doc = doc;
    this.#outcome = outcome;
    this.loaded = new Promise((resolve) => disk.options.clock.soon(() => this.#load(resolve)));
    if (doc.store.clients.size > 0) this.#put(Y.encodeStateAsUpdate(doc));
    doc.on('update', this.#follow);
  }

  stored(): Promise<boolean> {
    if (this.#over) return Promise.resolve(false);
    if (this.#behind) this.#put(Y.encodeStateAsUpdate(this.#doc));
    if (this.#writing.length === 0) return Promise.resolve(!this.#behind);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.#flush();
    this.forget();
  }

  /** What is on its way is not written any more. */
  forget(): void {
    this.#over = true;
    this.#doc.off('update', this.#follow);
    this.#writing = [];
    this.#answer(false);
  }

  /** Some of what is on its way is on the disk all the same, from its beginning. */
  die(): void {
    if (this.#over) return;
    const { dice, lost } = this.#disk.options;
    const kept = this.#writing.slice(0, dice.between(0, this.#writing.length));
    if (kept.length < this.#writing.length) lost();
    if (!this.#disk.isFull) for (const update of kept) this.#disk.write(this.name, update);
    this.forget();
  }

  readonly #follow = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this) this.#put(update);
  };

  #load(resolve: () => void): void {
    if (!this.#over) {
      this.#disk.options.clientRuns();
      for (const update of this.#disk.documents.get(this.name) ?? []) Y.applyUpdate(this.#doc, update, this);
    }
    resolve();
  }

  #put(update: Uint8Array): void {
    if (this.#over) return;
    this.#writing.push(update);
    const { clock, dice } = this.#disk.options;
    this.#cancel ??= clock.after(dice.between(0, WRITTEN_WITHIN_MS), () => this.#flush());
  }

  #flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#over || this.#writing.length === 0) return;
    const { isFull, options } = this.#disk;
    options.clientRuns();
    if (isFull) options.full();
    else if (this.#behind) this.#disk.write(this.name, Y.encodeStateAsUpdate(this.#doc));
    else for (const update of this.#writing) this.#disk.write(this.name, update);
    this.#behind = isFull;
    this.#writing = [];
    this.#outcome(isFull ? 'no room left' : null);
    this.#answer(!isFull);
  }

  #answer(stored: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(stored);
  }
}

const NOWHERE: DocumentStore = {
  loaded: Promise.resolve(),
  stored: () => Promise.resolve(false),
  close: () => Promise.resolve(),
};
