// The Y.Docs of one workspace that are in memory. A cold document is bytes in the log; it is built when somebody opens or
// changes it and dropped, least recently used first, when nobody uses it and memory is short.

import * as Y from 'yjs';
import { isMerged, parseDocumentName } from '#lib/doc/names.ts';
import type { Log } from './log/log.ts';

interface Loaded {
  doc: Y.Doc;
  /** Bytes of the snapshot, and of the updates behind it. */
  snapshotBytes: number;
  tailBytes: number;
}

/** Encoded bytes kept as Y.Docs. A Y.Doc takes about four times its encoded size (measured: 1.7 MB, 7 MB of heap). */
const BYTES_MAX = 64 * 1024 * 1024;
/** A tail shorter than this is not worth a snapshot. */
const TAIL_MIN = 64 * 1024;

export class Documents {
  readonly #log: Pick<Log, 'document' | 'compact'>;
  /** In the order of last use. */
  readonly #loaded = new Map<string, Loaded>();
  /** Documents that rooms have open; they are not dropped for want of memory. */
  readonly #used = new Set<string>();
  /** What this turn changed, and is not committed yet. */
  #changes = new Map<string, Uint8Array[]>();
  /** Documents whose changes are being committed. */
  #committing: string[] = [];
  #bytes = 0;
  #client: number;

  /** @param client the epoch's Yjs client id, under which the relay writes decided documents */
  constructor(log: Pick<Log, 'document' | 'compact'>, client: number) {
    this.#log = log;
    this.#client = client;
  }

  /** The document as it is, with whatever this turn changed. */
  get(name: string): Y.Doc {
    const loaded = this.#loaded.get(name) ?? this.#load(name);
    this.#loaded.delete(name);
    this.#loaded.set(name, loaded);
    return loaded.doc;
  }

  /** Changes a document in one transaction. What it becomes is committed and published with this turn. */
  change(name: string, write: (doc: Y.Doc) => void): void {
    const doc = this.get(name);
    doc.transact(() => write(doc));
  }

  /** A room has the document open, or no longer has. */
  use(name: string, used: boolean): void {
    if (used) this.#used.add(name);
    else this.#used.delete(name);
  }

  /** What changed since the last call, one update a document, in the order of first change. `settled` or `discard` follows. */
  takeChanges(): { document: string; update: Uint8Array }[] {
    const changes = [...this.#changes];
    this.#committing = [...this.#changes.keys()];
    this.#changes = new Map();
    return changes.map(([document, updates]) => ({ document, update: merged(updates) }));
  }

  /** Puts what a document is now in place of how it came to be: of what was deleted in it, nothing is left. */
  compact(name: string): void {
    this.get(name);
    const loaded = this.#loaded.get(name);
    if (loaded) this.#rewrite(name, loaded);
  }

  /** The turn's changes are durable: lets go of what nobody uses. */
  settled(changes: { document: string; update: Uint8Array }[]): void {
    this.#committing = [];
    for (const { document, update } of changes) {
      const loaded = this.#loaded.get(document);
      if (!loaded) continue;
      loaded.tailBytes += update.length;
      this.#bytes += update.length;
    }
    for (const [name, loaded] of this.#loaded) {
      if (this.#bytes <= BYTES_MAX) break;
      if (!this.#used.has(name)) this.#drop(name, loaded);
    }
  }

  /** The turn failed: documents that it touched are not what is on disk, and are read again when they are needed. */
  discard(): void {
    for (const name of [...this.#committing, ...this.#changes.keys()]) {
      const loaded = this.#loaded.get(name);
      if (loaded) this.#drop(name, loaded);
    }
    this.#committing = [];
    this.#changes = new Map();
  }

  #load(name: string): Loaded {
    const doc = new Y.Doc();
    const [first, ...rest] = this.#log.document(name);
    doc.transact(() => {
      if (first) Y.applyUpdate(doc, first);
      for (const update of rest) Y.applyUpdate(doc, update);
    });
    const ref = parseDocumentName(name);
    // After loading: Yjs takes a new id when it sees its own in an update. What the relay does in a merged document is
    // delete, and a delete is written under no id.
    if (ref && !isMerged(ref.kind)) doc.clientID = this.#client;
    doc.on('update', (update: Uint8Array) => {
      const ofDocument = this.#changes.get(name);
      if (ofDocument) ofDocument.push(update);
      else this.#changes.set(name, [update]);
    });
    const loaded = { doc, snapshotBytes: first?.length ?? 0, tailBytes: sum(rest) };
    this.#loaded.set(name, loaded);
    this.#bytes += loaded.snapshotBytes + loaded.tailBytes;
    return loaded;
  }

  /**
   * Puts one update in place of many where they have grown long. To be called once everybody has heard of them: what fails here
   * (a disk without room) has nothing to do with what was committed, and is tried again when the document grows further.
   */
  shorten(changes: { document: string }[], failed: (cause: unknown) => void): void {
    try {
      for (const { document } of changes) this.#shorten(document);
    } catch (cause) {
      failed(cause);
    }
  }

  #shorten(name: string): void {
    const loaded = this.#loaded.get(name);
    if (!loaded || loaded.tailBytes < Math.max(TAIL_MIN, loaded.snapshotBytes)) return;
    this.#rewrite(name, loaded);
  }

  #rewrite(name: string, loaded: Loaded): void {
    const snapshot = Y.encodeStateAsUpdate(loaded.doc);
    this.#log.compact(name, snapshot);
    this.#bytes += snapshot.length - loaded.snapshotBytes - loaded.tailBytes;
    loaded.snapshotBytes = snapshot.length;
    loaded.tailBytes = 0;
  }

  #drop(name: string, loaded: Loaded): void {
    this.#loaded.delete(name);
    this.#bytes -= loaded.snapshotBytes + loaded.tailBytes;
    loaded.doc.destroy();
  }
}

function merged(updates: Uint8Array[]): Uint8Array {
  const [only, ...more] = updates;
  return only && more.length === 0 ? only : Y.mergeUpdates(updates);
}

function sum(updates: Uint8Array[]): number {
  return updates.reduce((bytes, update) => bytes + update.length, 0);
}
