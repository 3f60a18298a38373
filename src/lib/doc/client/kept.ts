// What the background remembers of the copies on this device, between sessions.

import type { ConversationId } from '../../rules/ids.ts';
import type { Notes } from './environment.ts';
import type { Link } from './link.ts';

/** What it is noted under. */
const KEPT = 'threads';

interface Memory {
  /** Of which epoch the copies are. */
  epoch: number | null;
  /** Up to which seq each thread was brought. */
  threads: Record<ConversationId, number>;
  /** Conversations whose contact note was open without a connection. */
  notes: ConversationId[];
  /** Those of them in which something was written then. */
  edited: ConversationId[];
}

export class Kept {
  readonly #link: Link;
  readonly #key: string;

  constructor(link: Link) {
    this.#link = link;
    this.#key = link.prefix + KEPT;
  }

  /** 0 if there is no copy of this epoch. */
  seq(id: ConversationId): number {
    const { threads } = this.#read();
    return Object.hasOwn(threads, id) ? (threads[id] ?? 0) : 0;
  }

  has(id: ConversationId, seq: number): void {
    const memory = this.#read();
    this.#write({ ...memory, threads: { ...memory.threads, [id]: seq } });
  }

  forget(id: ConversationId): void {
    const memory = this.#read();
    const { [id]: _gone, ...threads } = memory.threads;
    this.#write({ ...memory, threads });
  }

  unsentNotes(): ConversationId[] {
    return this.#read().notes;
  }

  isUnsent(note: ConversationId): boolean {
    return this.#read().notes.includes(note);
  }

  unsent(note: ConversationId): void {
    const memory = this.#read();
    if (!memory.notes.includes(note)) this.#write({ ...memory, notes: [...memory.notes, note] });
  }

  edited(note: ConversationId): void {
    const memory = this.#read();
    if (!memory.edited.includes(note)) this.#write({ ...memory, edited: [...memory.edited, note] });
  }

  get editedNotes(): number {
    return this.#read().edited.length;
  }

  sent(note: ConversationId): void {
    const memory = this.#read();
    const others = (notes: ConversationId[]): ConversationId[] => notes.filter((other) => other !== note);
    if (memory.notes.includes(note) || memory.edited.includes(note)) {
      this.#write({ ...memory, notes: others(memory.notes), edited: others(memory.edited) });
    }
  }

  /** Several tabs write here; what one of them overwrites is only done once more. */
  #read(): Memory {
    const { epoch } = this.#link;
    const memory = parse(this.#link.environment.notes.get(this.#key));
    return memory.epoch === epoch ? memory : { ...memory, epoch, threads: {} };
  }

  #write(memory: Memory): void {
    this.#link.environment.notes.set(this.#key, JSON.stringify(memory));
  }
}

/** How many contact notes of an account that is not open here have something that no relay has. @param prefix of its device */
export function countEditedNotes(notes: Notes, prefix: string): number {
  return parse(notes.get(prefix + KEPT)).edited.length;
}

function parse(text: string | null): Memory {
  const nothing: Memory = { epoch: null, threads: {}, notes: [], edited: [] };
  if (text === null) return nothing;
  try {
    return { ...nothing, ...(JSON.parse(text) as Partial<Memory>) };
  } catch {
    return nothing;
  }
}
