// A customer's conversation as it is drawn: days, and bubbles in groups of one author and minute. Pure.

import type { ChatLine } from '#lib/doc/client/chatViews.ts';
import { isSameDay } from '#lib/i18n/time.ts';

export interface BubbleRow {
  kind: 'bubble';
  key: string;
  line: ChatLine;
  mine: boolean;
  /** First and last of its group: the first says who, the last says when. */
  first: boolean;
  last: boolean;
  /** What is said of how far it got: of what waits, and of the newest that arrived until it is answered. */
  state: 'waiting' | 'sent' | null;
}

export type ChatRow = BubbleRow | { kind: 'day'; key: string; at: number };

/** @param lines in the order in which they are shown: the relay's, then those on their way */
export function chatRowsOf(lines: readonly ChatLine[]): ChatRow[] {
  const newest = lines.findLast((line) => !line.pending);
  return lines.flatMap((line, index) => {
    const before = lines[index - 1];
    const after = lines[index + 1];
    const bubble: BubbleRow = {
      kind: 'bubble',
      key: line.key,
      line,
      mine: isMine(line),
      first: !before || !isSameGroup(before, line),
      last: !after || !isSameGroup(line, after),
      state: line.pending ? 'waiting' : isMine(line) && line === newest ? 'sent' : null,
    };
    const newDay = !before || !isSameDay(before.entry.at, line.entry.at);
    return newDay ? [{ kind: 'day', key: `day-${line.key}`, at: line.entry.at }, bubble] : [bubble];
  });
}

/** How many of these the team wrote. */
export function countAnswers(lines: readonly ChatLine[]): number {
  return lines.reduce((count, line) => (isMine(line) ? count : count + 1), 0);
}

function isMine({ entry }: ChatLine): boolean {
  return entry.from === 'visitor';
}

/** By the same author in the same minute. */
function isSameGroup(a: ChatLine, b: ChatLine): boolean {
  const sameAuthor = a.entry.from === b.entry.from && a.entry.name === b.entry.name;
  return sameAuthor && minuteOf(a) === minuteOf(b);
}

function minuteOf({ entry }: ChatLine): number {
  return Math.floor(entry.at / 60_000);
}
