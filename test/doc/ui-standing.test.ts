// What the composer offers, and until when a conversation may rest.

import { evolveAll } from '#lib/rules/conversation.ts';
import { standingOf } from '#lib/ui/composer/standing.ts';
import { inputValue, snoozeOptions, snoozeProblem, snoozeUntil } from '#lib/ui/conversation/snooze.ts';
import { initials, toneOf } from '#lib/ui/person.ts';
import { describe, expect, it } from 'vitest';
import { budi, leo } from '../support/people.ts';

const free = evolveAll(
  null,
  [
    {
      kind: 'conversation-started',
      conversation: budi,
      contact: { id: budi, name: 'Budi', fields: {} },
      channel: 'web',
    },
  ],
  { seq: 1, at: 0, by: 'relay' },
);
if (!free) throw new Error('no card');
const owned = { ...free, owner: leo };

describe('the composer', () => {
  it('A4 says to a claimant that a reply takes over', () => {
    expect(standingOf(free, ['claimant', 'teammate'])).toEqual({ kind: 'claim' });
  });

  it.each([[['owner']], [['collaborator']], [['guest', 'teammate']]] as const)('lets %s reply', (access) => {
    expect(standingOf(owned, access)).toEqual({ kind: 'reply' });
  });

  it('offers a teammate to take over, to join, or to write a note', () => {
    expect(standingOf(owned, ['teammate'])).toEqual({
      kind: 'watch',
      owner: leo,
      steps: ['assign-to-me', 'join', 'write-note'],
    });
  });

  it('offers nothing to whoever may not see the conversation', () => {
    expect(standingOf(owned, [])).toEqual({ kind: 'none' });
  });
});

describe('snoozing', () => {
  const kinds = (now: Date): string[] => snoozeOptions(now.getTime()).map(({ kind }) => kind);

  it('offers an hour, this evening, tomorrow and next week', () => {
    expect(kinds(new Date(2026, 10, 20, 10))).toEqual([
      'in-an-hour',
      'this-evening',
      'tomorrow',
      'next-week',
    ]);
  });

  it('leaves out an evening that has come, and on Sunday the week that begins tomorrow', () => {
    expect(kinds(new Date(2026, 10, 22, 17, 30))).toEqual(['in-an-hour', 'tomorrow']);
  });

  it('next week is a Monday at nine, also from a Monday', () => {
    const monday = new Date(2026, 10, 23, 10).getTime();
    const next = snoozeOptions(monday).find(({ kind }) => kind === 'next-week');
    expect(new Date(next?.until ?? 0)).toEqual(new Date(2026, 10, 30, 9));
  });

  it('takes a date and time of the reader’s own place, and says what is wrong with one', () => {
    const now = new Date(2026, 10, 20, 10).getTime();
    expect(inputValue(now)).toBe('2026-11-20T10:00');
    expect(snoozeUntil('2026-11-21T08:05')).toBe(new Date(2026, 10, 21, 8, 5).getTime());
    expect(snoozeUntil('')).toBeNull();
    expect(snoozeUntil('2026-11-99T08:05')).toBeNull();
    expect(snoozeProblem(null, now)).toBe('none');
    expect(snoozeProblem(now, now)).toBe('past');
    expect(snoozeProblem(now + 1, now)).toBeNull();
    expect(snoozeProblem(new Date(2028, 0, 1).getTime(), now)).toBe('too-far');
  });
});

describe('avatars', () => {
  it.each([
    ['Budi Santoso', 'BS'],
    ['leo', 'L'],
    ['  Ana   Maria  Putri ', 'AP'],
    ['王 小明', '王小'],
    ['“Rafi” (sales)', 'RS'],
    ['🎉', ''],
    ['', ''],
  ])('%s', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  it('take the nearest of the eight colours, around the circle', () => {
    expect(toneOf(178)).toBe('bg-person-1');
    expect(toneOf(359)).toBe('bg-person-5');
    expect(toneOf(5)).toBe('bg-person-5');
    expect(new Set(Array.from({ length: 360 }, (_, hue) => toneOf(hue))).size).toBe(8);
  });
});
