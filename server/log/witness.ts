// A witness of the newest records, in a file of its own. A WAL that was cut, or an old backup put in the database's
// place, is a correct database that ends earlier: only somebody who saw more can tell. The file is not synced, and need
// not be: it is written after the commit is durable, so it may know less than the log and never rightly more.

import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import type { WorkspaceId } from '#lib/rules/ids.ts';

const Seen = v.strictObject({ workspace: v.string(), epoch: v.number(), seq: v.number(), hash: v.string() });
/** The newest confirmed record of a workspace, and in which epoch it was written; seq 0: none yet. */
export type Seen = v.InferOutput<typeof Seen>;

/** Bytes for each workspace: its longest line fits, and no slot lies across two sectors of a disk. */
const SLOT = 256;

export class Witness {
  readonly #file: number;
  readonly #slots = new Map<WorkspaceId, number>();
  #slotCount: number;

  private constructor(file: number, lines: string[]) {
    this.#file = file;
    this.#slotCount = lines.length;
    for (const [slot, line] of lines.entries()) {
      const seen = parseSeen(line);
      if (seen) this.#slots.set(seen.workspace, slot);
    }
  }

  /** Opens or makes the file. What is not readable in it was not seen. */
  static open(path: string): { witness: Witness; seen: Seen[] } {
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT);
    const lines = readFileSync(file, 'latin1').split('\n').slice(0, -1);
    return { witness: new Witness(file, lines), seen: lines.flatMap((line) => parseSeen(line) ?? []) };
  }

  saw(seen: Seen): void {
    const slot = this.#slots.get(seen.workspace) ?? this.#slotCount++;
    this.#slots.set(seen.workspace, slot);
    const body = JSON.stringify(seen);
    const line = `${`${crc32(body)} ${body}`.padEnd(SLOT - 1)}\n`;
    try {
      writeSync(this.#file, line, slot * SLOT, 'latin1');
    } catch {
      // The commit is durable whether or not somebody saw it.
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What a relay that may be running has seen; nothing where it saw nothing yet. */
export function readSeen(path: string): Seen[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'latin1')
    .split('\n')
    .flatMap((line) => parseSeen(line) ?? []);
}

function parseSeen(line: string): Seen | null {
  const space = line.indexOf(' ');
  const body = line.slice(space + 1).trimEnd();
  if (space < 0 || String(crc32(body)) !== line.slice(0, space)) return null;
  const parsed = v.safeParse(Seen, JSON.parse(body));
  return parsed.success ? parsed.output : null;
}
