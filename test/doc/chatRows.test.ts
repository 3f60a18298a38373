// A customer's conversation as it is drawn.

import { chatRowsOf, countAnswers, type BubbleRow } from '#lib/ui/chat/chatRows.ts';
import type { ChatLine } from '#lib/doc/client/chatViews.ts';
import { describe, expect, it } from 'vitest';

/** The reader's time zone decides what a day is, so the instants are made in it. */
const NOON = new Date(2026, 10, 20, 12, 0, 0).getTime();
const MINUTE_MS = 60_000;

type Said = Partial<Pick<ChatLine, 'pending'>> & { at?: number; name?: string };
let made = 0;

function line(from: 'visitor' | 'team', { at = NOON, name = '', pending = false }: Said): ChatLine {
  made += 1;
  const id = `${made}`;
  return { key: id, pending, entry: { id, at, from, name, text: `text ${id}`, attachments: [] } };
}
const mine = (said: Said = {}): ChatLine => line('visitor', said);
const ana = (said: Said = {}): ChatLine => line('team', { name: 'Ana', ...said });

const bubblesOf = (lines: ChatLine[]): BubbleRow[] =>
  chatRowsOf(lines).filter((row) => row.kind === 'bubble');
const ends = (lines: ChatLine[]): string[] =>
  bubblesOf(lines).map(({ first, last }) => `${first ? '(' : '-'}${last ? ')' : '-'}`);

describe('days', () => {
  it('one heading before the first message, and one wherever the day changes', () => {
    const lines = [mine(), ana({ at: NOON + MINUTE_MS }), mine({ at: NOON + 24 * 60 * MINUTE_MS })];
    expect(chatRowsOf(lines).map(({ kind }) => kind)).toEqual(['day', 'bubble', 'bubble', 'day', 'bubble']);
  });

  it('nothing at all without messages', () => {
    expect(chatRowsOf([])).toEqual([]);
  });

  it('two messages around midnight stand under two days, though they are a second apart', () => {
    const midnight = new Date(2026, 10, 21).getTime();
    const kinds = chatRowsOf([mine({ at: midnight - 1_000 }), mine({ at: midnight })]).map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['day', 'bubble', 'day', 'bubble']);
  });
});

describe('groups', () => {
  it('hold what one author says in one minute', () => {
    expect(ends([mine(), mine({ at: NOON + 59_999 }), mine({ at: NOON + MINUTE_MS })])).toEqual([
      '(-',
      '-)',
      '()',
    ]);
  });

  it('end where another author answers, and where another member does', () => {
    expect(ends([mine(), ana(), ana({ name: 'Leo' }), mine()])).toEqual(['()', '()', '()', '()']);
  });

  it('stay together when what waits arrives, so that nothing jumps', () => {
    const first = mine();
    const second = mine({ pending: true });
    const before = ends([first, second]);
    expect(ends([first, { ...second, pending: false }])).toEqual(before);
  });
});

describe('how far a message got', () => {
  const states = (lines: ChatLine[]): BubbleRow['state'][] => bubblesOf(lines).map(({ state }) => state);

  it('is said of all that wait, and of the newest that arrived', () => {
    const lines = [mine(), mine(), mine({ pending: true }), mine({ pending: true })];
    expect(states(lines)).toEqual([null, 'sent', 'waiting', 'waiting']);
  });

  it('is not said any more once it is answered', () => {
    expect(states([mine(), ana()])).toEqual([null, null]);
  });
});

describe('rows keep their identity', () => {
  it('by the key of their line, whether it waits or has arrived', () => {
    const waiting = mine({ pending: true });
    const [, before] = chatRowsOf([waiting]);
    const [, after] = chatRowsOf([{ ...waiting, pending: false }]);
    expect(after?.key).toBe(before?.key);
  });
});

it('answers are what the team wrote', () => {
  expect(countAnswers([mine(), ana(), ana({ name: 'Leo' }), mine({ pending: true })])).toBe(2);
});
