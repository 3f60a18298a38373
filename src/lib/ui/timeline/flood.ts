// A flood of one customer's messages costs its readers one line: what stands in the middle of it is folded until they ask.

import type { TimelineRow } from './rows.ts';

export interface FloodRow {
  kind: 'flood';
  /** Of its first message, so that it stays the same line while more come. */
  key: string;
  count: number;
}

/** Nobody writes this many messages in a row, each so soon after the one before, to say something. */
const FLOOD_MIN = 12;
const GAP_MS = 10_000;
/** What stays in view: how it began, and where it is now. */
const SHOWN_FIRST = 3;
const SHOWN_LAST = 2;

/**
 * @param opened keys of floods that somebody wants to read
 * @param asked the seq of an entry that a link leads to: a flood around it is shown whole
 */
export function foldFloods(
  rows: readonly TimelineRow[],
  opened: ReadonlySet<string>,
  asked: number | null = null,
): (TimelineRow | FloodRow)[] {
  const shown: (TimelineRow | FloodRow)[] = [];
  for (let index = 0; index < rows.length;) {
    const end = floodEnd(rows, index);
    const run = end - index < FLOOD_MIN ? [] : rows.slice(index, end);
    const [first] = run;
    if (!first || opened.has(keyOf(first)) || run.some((row) => isEntry(row, asked))) {
      for (const row of run.length > 0 ? run : rows.slice(index, end)) shown.push(row);
      index = end;
      continue;
    }
    const folded = run.length - SHOWN_FIRST - SHOWN_LAST;
    shown.push(...run.slice(0, SHOWN_FIRST));
    shown.push({ kind: 'flood', key: keyOf(first), count: folded });
    shown.push(...run.slice(-SHOWN_LAST));
    index = end;
  }
  return shown;
}

/** Where the customer's messages from there on that follow each other at once end; the next row if there is none there. */
function floodEnd(rows: readonly TimelineRow[], from: number): number {
  let before: number | null = null;
  for (let index = from; index < rows.length; index += 1) {
    const row = rows[index];
    if (row?.kind !== 'bubble' || row.side !== 'contact') return Math.max(index, from + 1);
    if (before !== null && row.line.entry.at - before > GAP_MS) return index;
    before = row.line.entry.at;
  }
  return rows.length;
}

function isEntry(row: TimelineRow, seq: number | null): boolean {
  return row.kind === 'bubble' && row.line.entry.seq === seq;
}

function keyOf(first: TimelineRow): string {
  return `flood-${first.key}`;
}
