// A witness of the newest records, in a file of its own. A WAL that was cut, or an old backup put in the database's
// place, is a correct database that ends earlier: only somebody who saw more can tell. The file is not synced, and need
// not be: it is written after the commit is durable, so it may know less than the log and never rightly more.

import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import * as v from 'valibot';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import { checkedLine, readCheckedLine } from './checkedLine.ts';

const Seen = v.strictObject({ workspace: v.string(), epoch: v.number(), seq: v.number(), hash: v.string() });
/** The newest confirmed record of a workspace, and in which epoch it was written; seq 0: none yet. */
export type Seen = v.InferOutput<typeof Seen>;

/** Bytes for each workspace: its longest line fits, and no slot lies across two sectors of a disk. */
const SLOT = 256;

export class Witness {
  readonly #file: number;
  /** Of each slot, whose it is; null: nobody's, or not readable. */
  readonly #slots: (WorkspaceId | null)[];

  private constructor(file: number, slots: (WorkspaceId | null)[]) {
    this.#file = file;
    this.#slots = slots;
  }

  /** Opens or makes the file. What is not readable in it was not seen. */
  static open(path: string): { witness: Witness; seen: Seen[] } {
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const seen = parseSlots(readFileSync(file, 'latin1'));
    const witness = new Witness(
      file,
      seen.map((each) => each?.workspace ?? null),
    );
    return { witness, seen: seen.filter((each) => each !== null) };
  }

  saw(seen: Seen): void {
    const slot = this.#slotOf(seen.workspace);
    const line = `${checkedLine(JSON.stringify(seen)).padEnd(SLOT - 1)}\n`;
    try {
      writeSync(this.#file, line, slot * SLOT, 'latin1');
    } catch {
      // The commit is durable whether or not somebody saw it.
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #slotOf(workspace: WorkspaceId): number {
    const known = this.#slots.indexOf(workspace);
    if (known >= 0) return known;
    const free = this.#slots.indexOf(null);
    const slot = free < 0 ? this.#slots.length : free;
    this.#slots[slot] = workspace;
    return slot;
  }
}

/** What a relay that may be running has seen; nothing where it saw nothing yet. */
export function readSeen(path: string): Seen[] {
  return existsSync(path) ? parseSlots(readFileSync(path, 'latin1')).filter((each) => each !== null) : [];
}

function parseSlots(content: string): (Seen | null)[] {
  const count = Math.ceil(content.length / SLOT);
  return Array.from({ length: count }, (_, slot) => parseSeen(content.slice(slot * SLOT, (slot + 1) * SLOT)));
}

function parseSeen(line: string): Seen | null {
  const body = readCheckedLine(line);
  if (body === null) return null;
  const parsed = v.safeParse(Seen, JSON.parse(body));
  return parsed.success ? parsed.output : null;
}
