// A flood of one customer's messages costs its readers one line: what stands in the middle of it is folded until they ask.

import type { BubbleRow, TimelineRow } from './rows.ts';

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
    const run = floodAt(rows, index);
    const [first] = run;
    const wanted = run.some(({ line }) => line.entry.seq === asked);
    if (!first || run.length < FLOOD_MIN || wanted || opened.has(keyOf(first))) {
      const taken = Math.max(1, run.length);
      shown.push(...rows.slice(index, index + taken));
      index += taken;
      continue;
    }
    const folded = run.length - SHOWN_FIRST - SHOWN_LAST;
    shown.push(...run.slice(0, SHOWN_FIRST));
    shown.push({ kind: 'flood', key: keyOf(first), count: folded });
    shown.push(...run.slice(-SHOWN_LAST));
    index += run.length;
  }
  return shown;
}

/** The customer's messages from there on that follow each other at once. */
function floodAt(rows: readonly TimelineRow[], from: number): BubbleRow[] {
  const run: BubbleRow[] = [];
  for (let index = from; index < rows.length; index += 1) {
    const row = rows[index];
    if (row?.kind !== 'bubble' || row.side !== 'contact') break;
    const before = run.at(-1);
    if (before && row.line.entry.at - before.line.entry.at > GAP_MS) break;
    run.push(row);
  }
  return run;
}

function keyOf(first: BubbleRow): string {
  return `flood-${first.key}`;
}
