// Commands that were being decided when the process ended. Outboxes are read again after a restart, so one that ends the
// process would do so again and again. Before a command is decided it is noted, and the note is emptied when its turn is
// over: a note that is found at the start names a suspect. Nothing of this waits for the disk: what the system was given
// outlives the process, and after a power cut there is nothing to count.

import * as v from 'valibot';
import type { CommandId, WorkspaceId } from '#lib/rules/ids.ts';
import { checkedLine, readCheckedLine } from './log/checkedLine.ts';

/**
 * So often a command may fail, or end the process, before it is set aside. An end during the commit counts half: there a busy process
 * spends its time, so that whoever kills it finds it there, and not because of the command.
 */
export const TRIES = 3;
/** Decided alone after a start with suspects. Should the suspect never come again, the relay is not slow for ever. */
const ALONE_MAX = 1_000;
/** Each has ended a process at least once. */
const KNOWN_MAX = 1_000;

/** Two small files. What cannot be read is '', and what cannot be written is let go: deciding does not depend on it. */
export interface SuspectDisk {
  readonly deciding: string;
  readonly suspects: string;
  /** In place, from the beginning of the file: what an earlier note had more of stays behind the end of the line. */
  note(line: string): void;
  keep(suspects: string): void;
  close(): void;
}

/** What a workspace asks and tells. */
export interface Suspecting {
  /** A process ended on it. */
  isSuspect(workspace: WorkspaceId, command: CommandId): boolean;
  /** So many did that it is not tried again. */
  isPoison(workspace: WorkspaceId, command: CommandId): boolean;
  /** True where each command has to be decided and committed alone. */
  readonly isCareful: boolean;
  deciding(workspace: WorkspaceId, command: CommandId): void;
  /** What was decided last is being committed, with all of its turn. */
  committing(): void;
  /** Nothing is being decided or committed any more. */
  over(): void;
  /** It has its verdict. */
  forget(workspace: WorkspaceId, command: CommandId): void;
}

export const noSuspects: Suspecting = {
  isSuspect: () => false,
  isPoison: () => false,
  isCareful: false,
  deciding: () => undefined,
  committing: () => undefined,
  over: () => undefined,
  forget: () => undefined,
};

const named = { workspace: v.string(), command: v.string() };
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
// What an earlier version wrote says nothing of commits.
const Note = v.strictObject({ ...named, committing: v.optional(v.boolean(), false) });
const Suspect = v.strictObject({ ...named, crashes: count, inCommit: v.optional(count, 0) });
/** `inCommit`: how many of the crashes were during the commit. */
export type Suspect = v.InferOutput<typeof Suspect>;

export class Suspects implements Suspecting {
  /** Whom the process before this one ended on. */
  readonly newest: Suspect | null;
  readonly #disk: SuspectDisk;
  readonly #known: Map<string, Suspect>;
  #alone = ALONE_MAX;
  #noted: { workspace: WorkspaceId; command: CommandId } | null = null;

  constructor(disk: SuspectDisk) {
    this.#disk = disk;
    this.#known = new Map(
      (parseLine(v.array(Suspect), disk.suspects) ?? []).map((each) => [keyOf(each), each]),
    );
    const note = parseLine(Note, disk.deciding);
    this.newest = note && this.#crashedOn(note);
    if (this.newest) this.#add(this.newest);
    // Kept first: a process that ends in between counts once too often, and not never.
    disk.note('\n');
  }

  isSuspect(workspace: WorkspaceId, command: CommandId): boolean {
    return this.#known.size > 0 && this.#known.has(keyOf({ workspace, command }));
  }

  isPoison(workspace: WorkspaceId, command: CommandId): boolean {
    const suspect = this.#known.size === 0 ? undefined : this.#known.get(keyOf({ workspace, command }));
    return suspect !== undefined && isProven(suspect);
  }

  get isCareful(): boolean {
    return this.#alone > 0 && [...this.#known.values()].some((suspect) => !isProven(suspect));
  }

  deciding(workspace: WorkspaceId, command: CommandId): void {
    this.#noted = { workspace, command };
    this.#note(false);
    if (this.#known.size > 0) this.#alone -= 1;
  }

  committing(): void {
    this.#note(true);
  }

  over(): void {
    if (!this.#noted) return;
    this.#noted = null;
    this.#disk.note('\n');
  }

  forget(workspace: WorkspaceId, command: CommandId): void {
    if (this.#known.delete(keyOf({ workspace, command }))) this.#keep();
  }

  close(): void {
    this.#disk.close();
  }

  #note(committing: boolean): void {
    if (this.#noted) this.#disk.note(`${checkedLine(JSON.stringify({ ...this.#noted, committing }))}\n`);
  }

  #crashedOn({ workspace, command, committing }: v.InferOutput<typeof Note>): Suspect {
    const { crashes = 0, inCommit = 0 } = this.#known.get(keyOf({ workspace, command })) ?? {};
    return { workspace, command, crashes: crashes + 1, inCommit: inCommit + Number(committing) };
  }

  #add(suspect: Suspect): void {
    // The one that was seen last is the last to be forgotten.
    this.#known.delete(keyOf(suspect));
    this.#known.set(keyOf(suspect), suspect);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KNOWN_MAX) break;
      this.#known.delete(oldest);
    }
    this.#keep();
  }

  #keep(): void {
    this.#disk.keep(`${checkedLine(JSON.stringify([...this.#known.values()]))}\n`);
  }
}

function isProven({ crashes, inCommit }: Suspect): boolean {
  return crashes - inCommit / 2 >= TRIES;
}

function keyOf({ workspace, command }: { workspace: WorkspaceId; command: CommandId }): string {
  return JSON.stringify([workspace, command]);
}

/** Null for what is torn, empty or something else. */
function parseLine<S extends v.GenericSchema>(schema: S, content: string): v.InferOutput<S> | null {
  const body = readCheckedLine(content.slice(0, Math.max(0, content.indexOf('\n'))));
  if (body === null) return null;
  try {
    const parsed = v.safeParse(schema, JSON.parse(body));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
