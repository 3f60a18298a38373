// A member's timeline as it is drawn.

import type { TimelineLine } from '#lib/doc/client/views.ts';
import { rowsOf, type TimelineRow } from '#lib/ui/timeline/rows.ts';
import { describe, expect, it } from 'vitest';

/** The reader's time zone decides what a day is, so the instants are made in it. */
const NOON = new Date(2026, 10, 20, 12, 0, 0).getTime();
const MINUTE_MS = 60_000;
const ME = 'mira';

type Entry = TimelineLine['entry'];
type Content<E = Entry> = E extends Entry ? Omit<E, 'seq' | 'at' | 'by' | 'command'> : never;
interface Said {
  by?: Entry['by'];
  at?: number;
  seq?: number;
  pending?: boolean;
}

let made = 0;
function line(
  content: Content,
  { by = 'contact', at = NOON, seq, pending = false }: Said = {},
): TimelineLine {
  made += 1;
  const entry = { seq: seq ?? made, at, by, command: null, ...content } as Entry;
  return { key: `${made}`, entry, pending, delivery: null };
}
const received = (said: Said = {}): TimelineLine =>
  line({ kind: 'message-received', text: 'Hello?', attachments: [], message: '1' }, said);
const replied = (said: Said = {}): TimelineLine =>
  line({ kind: 'reply-sent', text: 'Hello!', attachments: [] }, { by: 'member:mira', ...said });
const noted = (mention: string | null = null, said: Said = {}): TimelineLine =>
  line(
    { kind: 'note-added', text: 'Mind the stock', attachments: [], mention },
    { by: 'member:mira', ...said },
  );
const granted = (until: number, said: Said = {}): TimelineLine =>
  line({ kind: 'mention-granted', member: 'leo', until }, { by: 'member:mira', ...said });
const closed = (): TimelineLine =>
  line({ kind: 'status-changed', status: { kind: 'closed', at: NOON } }, { by: 'member:mira' });

const draw = (lines: TimelineLine[], readUpTo: number | null = null): TimelineRow[] =>
  rowsOf(lines, ME, readUpTo);
const kinds = (rows: TimelineRow[]): string[] => rows.map(({ kind }) => kind);
const bubbles = (rows: TimelineRow[]) => rows.filter((row) => row.kind === 'bubble');
const groups = (lines: TimelineLine[]): string[] =>
  bubbles(draw(lines)).map(({ first, last }) => `${first ? '(' : '-'}${last ? ')' : '-'}`);

describe('days', () => {
  it('stand before the first line and wherever the day changes', () => {
    const midnight = new Date(2026, 10, 21).getTime();
    expect(kinds(draw([received({ at: midnight - 1 }), received({ at: midnight })]))).toEqual([
      'day',
      'bubble',
      'day',
      'bubble',
    ]);
  });

  it('there are none without lines', () => {
    expect(draw([])).toEqual([]);
  });
});

describe('C1 sides', () => {
  it('customers speak on one side, the team on the other, and notes are a third kind', () => {
    const sides = bubbles(draw([received(), replied(), noted()])).map(({ side }) => side);
    expect(sides).toEqual(['contact', 'team', 'note']);
  });

  it('a colleague’s reply is on my side and not mine', () => {
    const [row] = bubbles(draw([replied({ by: 'member:leo' })]));
    expect(row).toMatchObject({ side: 'team', mine: false });
  });
});

describe('groups', () => {
  it('one author in one minute says their name once', () => {
    expect(groups([received(), received(), received()])).toEqual(['(-', '--', '-)']);
  });

  it('the next minute, another author, or a note begins anew', () => {
    expect(groups([received(), received({ at: NOON + MINUTE_MS })])).toEqual(['()', '()']);
    expect(groups([replied(), replied({ by: 'member:leo' })])).toEqual(['()', '()']);
    expect(groups([replied(), noted()])).toEqual(['()', '()']);
  });

  it('an event in between ends the group', () => {
    expect(groups([replied(), closed(), replied()])).toEqual(['()', '()']);
  });
});

describe('the unread line', () => {
  it('stands before the first thing that somebody else said after what I had read', () => {
    const rows = draw(
      [received({ seq: 1 }), replied({ seq: 2 }), received({ seq: 3 }), received({ seq: 4 })],
      1,
    );
    expect(kinds(rows)).toEqual(['day', 'bubble', 'bubble', 'unread', 'bubble', 'bubble']);
  });

  it('is not drawn for events, for what is on its way, or where I have never read', () => {
    expect(kinds(draw([received({ seq: 1 }), closed()], 1))).not.toContain('unread');
    expect(kinds(draw([received({ seq: 1 }), received({ seq: 2, pending: true })], 1))).not.toContain(
      'unread',
    );
    expect(kinds(draw([received({ seq: 1 })], 0))).not.toContain('unread');
    expect(kinds(draw([received({ seq: 1 })]))).not.toContain('unread');
  });

  it('does not break a group in two without a name', () => {
    const rows = draw([received({ seq: 1 }), received({ seq: 2 })], 1);
    expect(bubbles(rows).map(({ first }) => first)).toEqual([true, true]);
  });
});

describe('C3 a mention', () => {
  it('is told by its note, with its end, and not by a line of its own', () => {
    const until = NOON + 1_440 * MINUTE_MS;
    const rows = draw([noted('leo', { seq: 7 }), granted(until, { seq: 7 })]);
    expect(kinds(rows)).toEqual(['day', 'bubble']);
    expect(bubbles(rows)[0]?.until).toBe(until);
  });

  it('that was ended early says when, in its note', () => {
    const until = NOON + 1_440 * MINUTE_MS;
    const at = NOON + 5 * MINUTE_MS;
    const ended = line({ kind: 'mention-ended', member: 'leo' }, { by: 'member:mira', seq: 9, at });
    const rows = draw([noted('leo', { seq: 7 }), granted(until, { seq: 7 }), ended]);
    expect(bubbles(rows)[0]?.until).toBe(at);
    expect(kinds(rows)).toEqual(['day', 'bubble', 'event']);
  });

  it('keeps its own line where no note tells it', () => {
    expect(kinds(draw([received(), granted(NOON)]))).toEqual(['day', 'bubble', 'event']);
  });
});

it('a confirmed line keeps the key that it had on its way', () => {
  const pending = replied({ pending: true });
  const confirmed = { ...pending, pending: false };
  expect(draw([pending]).map(({ key }) => key)).toEqual(draw([confirmed]).map(({ key }) => key));
});
