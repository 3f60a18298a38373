// A timeline as it is drawn: days, the unread line, bubbles in groups, events in one line each.

import type { TimelineLine } from '#lib/doc/client/views.ts';
import { isSameDay } from '#lib/i18n/time.ts';
import { byMember, memberOf, type CommandId, type MemberId } from '#lib/rules/ids.ts';
import type { BubbleEntry, EventEntry } from './eventText.ts';

type LineOf<Entry> = Omit<TimelineLine, 'entry'> & { entry: Entry };
export type BubbleLine = LineOf<BubbleEntry>;
export type EventLine = LineOf<EventEntry>;

export interface BubbleRow {
  kind: 'bubble';
  key: string;
  line: BubbleLine;
  /** Customers speak on the left, the team on the right, where notes stand too. */
  side: 'contact' | 'team' | 'note';
  mine: boolean;
  /** First and last of those by one author in one minute: the first says who, the last has the corner. */
  first: boolean;
  last: boolean;
  /** Until when the member whom the note mentions has access; null without a mention. */
  until: number | null;
  /** Whom it mentions. */
  mention: MemberId | null;
}

export type TimelineRow =
  | BubbleRow
  | { kind: 'day'; key: string; at: number }
  | { kind: 'unread'; key: 'unread' }
  /** `command`: what can be taken back here; null for what is confirmed, and where a bubble or a line above offers it. */
  | { kind: 'event'; key: string; line: EventLine; command: CommandId | null };

/**
 * @param readUpTo the seq up to which I had read when I opened the conversation; null draws no unread line
 */
export function rowsOf(lines: readonly TimelineLine[], me: MemberId, readUpTo: number | null): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const offered = new Set(
    lines.flatMap((line) => (line.pending && isBubble(line) ? [line.entry.command] : [])),
  );
  const mentions = new Map<MemberId, BubbleRow>();
  let before: TimelineLine | null = null;
  let unreadDrawn = readUpTo === null || readUpTo === 0;
  for (const [index, line] of lines.entries()) {
    const { entry } = line;
    if (!before || !isSameDay(before.entry.at, entry.at)) {
      rows.push({ kind: 'day', key: `day-${line.key}`, at: entry.at });
    }
    if (!unreadDrawn && readUpTo !== null && isNews(line, me, readUpTo)) {
      rows.push({ kind: 'unread', key: 'unread' });
      unreadDrawn = true;
    }
    before = line;
    if (entry.kind === 'mention-ended') endEarly(mentions.get(entry.member), entry.at);
    if (isBubble(line)) {
      const row = bubble(line, lines[index + 1], rows.at(-1), me);
      rows.push(row);
      if (row.mention !== null) mentions.set(row.mention, row);
    } else if (isEvent(line) && !isToldByNote(line, lines[index - 1])) {
      const command = line.pending && !offered.has(entry.command) ? entry.command : null;
      offered.add(command);
      rows.push({ kind: 'event', key: line.key, line, command });
    }
  }
  return rows;
}

function endEarly(row: BubbleRow | undefined, at: number): void {
  if (row && row.until !== null) row.until = Math.min(row.until, at);
}

function bubble(
  line: BubbleLine,
  next: TimelineLine | undefined,
  above: TimelineRow | undefined,
  me: MemberId,
): BubbleRow {
  const { entry } = line;
  const joins = above?.kind === 'bubble' && isSameGroup(above.line, line);
  if (joins) above.last = false;
  const granted =
    next?.entry.kind === 'mention-granted' && isToldByNote(next, line) ? next.entry.until : null;
  return {
    kind: 'bubble',
    key: line.key,
    line,
    side: entry.kind === 'note-added' ? 'note' : entry.kind === 'reply-sent' ? 'team' : 'contact',
    mine: entry.by === byMember(me),
    first: !joins,
    last: true,
    until: granted,
    mention: entry.kind === 'note-added' ? entry.mention : null,
  };
}

/** By the same author, to the same readers, in the same minute. */
function isSameGroup(a: BubbleLine, b: BubbleLine): boolean {
  const sameMinute = Math.floor(a.entry.at / 60_000) === Math.floor(b.entry.at / 60_000);
  return a.entry.by === b.entry.by && a.entry.kind === b.entry.kind && sameMinute;
}

/** A note that mentions somebody says itself until when they have access; a second line would only repeat it. */
function isToldByNote(line: TimelineLine, above: TimelineLine | undefined): boolean {
  return (
    line.entry.kind === 'mention-granted' &&
    above?.entry.kind === 'note-added' &&
    above.entry.seq === line.entry.seq
  );
}

/** What others said or did for me since: messages and notes, as they make a conversation worth reading on from. */
function isNews({ entry, pending }: TimelineLine, me: MemberId, readUpTo: number): boolean {
  const said =
    entry.kind === 'message-received' || entry.kind === 'reply-sent' || entry.kind === 'note-added';
  return said && !pending && entry.seq > readUpTo && memberOf(entry.by) !== me;
}

export function isBubble(line: TimelineLine): line is BubbleLine {
  const { kind } = line.entry;
  return kind === 'message-received' || kind === 'reply-sent' || kind === 'note-added';
}

function isEvent(line: TimelineLine): line is EventLine {
  return !isBubble(line);
}
