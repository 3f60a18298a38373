import { describe, expect, test } from 'vitest';
import { changedSince, evolve, evolveAll } from '#lib/rules/conversation.ts';
import { isConversationEvent, isPersonalEvent, type Event } from '#lib/rules/event.ts';
import { PREVIEW_MAX } from '#lib/rules/limits.ts';
import {
  closed,
  cleared,
  collaborating,
  contact,
  erased,
  mentioned,
  mentionEnded,
  noted,
  owned,
  received,
  replied,
  started,
  toTeam,
} from '../support/events.ts';
import { at, by, given } from '../support/given.ts';
import { ana, budi, DAY, dewi, leo, mira, NINE, sales } from '../support/people.ts';
import { fresh, inSales, leosInSales } from '../support/scenes.ts';

const stamp = { seq: 7, at: NINE, by: 'member:leo' } as const;

describe('a card is a fold of its events', () => {
  test('I19 begins like this', () => {
    expect(evolve(null, started(), stamp)).toStrictEqual({
      id: budi,
      contact,
      channel: 'web',
      owner: null,
      team: null,
      queuedAt: null,
      collaborators: [],
      guests: {},
      status: { kind: 'open' },
      ownership: { seq: 7, at: NINE, by: 'member:leo', other: null },
      claimed: null,
      replies: null,
      lastPublic: null,
      lastInbound: 0,
      waitingSince: null,
      startedAt: NINE,
      activityAt: NINE,
      seq: 7,
      erased: false,
    });
  });

  test('I19 holds all that the story told', () => {
    const scene = leosInSales.and(
      by(leo, replied('Halo Budi')), // 4
      by(leo, collaborating(dewi), noted('@Ana', ana), mentioned(ana, NINE + DAY)), // 5
      by(dewi, replied('Dari support')), // 6
      by('contact', received('Terima kasih', 'message-2')), // 7
      at(NINE + DAY, by(leo, closed(NINE + DAY))), // 8
    );
    const minute = (n: number) => NINE + n * 60_000;
    expect(scene.card).toStrictEqual({
      ...fresh.card,
      owner: leo,
      team: sales,
      collaborators: [dewi],
      guests: { [ana]: { until: NINE + DAY, by: 'member:leo', seq: 5, over: false } },
      status: { kind: 'closed', at: NINE + DAY },
      ownership: {
        seq: 3,
        at: minute(3),
        by: 'member:leo',
        other: { seq: 2, at: minute(2), by: 'member:mira' },
      },
      claimed: { seq: 3, team: sales },
      replies: {
        seq: 6,
        at: minute(6),
        by: 'member:dewi',
        other: { seq: 4, at: minute(4), by: 'member:leo' },
      },
      lastPublic: { seq: 7, at: minute(7), by: 'contact', text: 'Terima kasih' },
      lastInbound: 7,
      waitingSince: minute(7),
      startedAt: minute(1),
      activityAt: minute(7),
      seq: 8,
    });
  });

  test('a first event that is no start is a damaged log, and said so', () => {
    expect(() => evolve(null, received(), stamp)).toThrow(
      'message-received before the conversation was started',
    );
    expect(evolveAll(null, [], stamp)).toBeNull();
  });

  test('what was erased keeps no word of the customer or to them', () => {
    const { card } = leosInSales.and(by(leo, replied('Rahasia')), by('relay', erased()));
    expect(card).toMatchObject({
      contact: { id: contact.id, name: '', fields: {} },
      lastPublic: null,
      erased: true,
    });
    expect(JSON.stringify(card)).not.toMatch(/Rahasia|Budi Santoso/);
  });

  test('the end of somebody’s mention who has none changes nothing', () => {
    expect(fresh.and(by(leo, mentionEnded(dewi))).card.guests).toEqual({});
  });
});

describe('the preview of a message', () => {
  const previewOf = (text: string) =>
    fresh.and(by('contact', received(text, 'message-2'))).card.lastPublic?.text;

  test('E2 is its beginning', () => {
    expect(previewOf('x'.repeat(PREVIEW_MAX))).toBe('x'.repeat(PREVIEW_MAX));
    expect(previewOf('x'.repeat(PREVIEW_MAX + 1))).toBe('x'.repeat(PREVIEW_MAX));
  });

  test('E2 never ends in half a character', () => {
    const fits = `${'x'.repeat(PREVIEW_MAX - 2)}😀`;
    expect(previewOf(`${fits}!`)).toBe(fits);
    expect(previewOf(`${'x'.repeat(PREVIEW_MAX - 1)}😀`)).toBe('x'.repeat(PREVIEW_MAX - 1));
  });
});

describe('trails', () => {
  test('say what others did since', () => {
    const trail = {
      seq: 9,
      at: 90,
      by: 'member:leo',
      other: { seq: 5, at: 50, by: 'member:ana' },
    } as const;
    expect(changedSince(null, 'member:leo', 0)).toBeNull();
    expect(changedSince(trail, 'member:leo', 4)).toEqual({ seq: 5, at: 50, by: 'member:ana' });
    expect(changedSince(trail, 'member:leo', 5)).toBeNull();
    expect(changedSince(trail, 'member:ana', 8)).toEqual({ seq: 9, at: 90, by: 'member:leo' });
    expect(changedSince(trail, 'member:ana', 9)).toBeNull();
    expect(changedSince({ ...trail, other: null }, 'member:leo', 0)).toBeNull();
  });

  test('one record counts once, whatever it changes', () => {
    const { card } = leosInSales.and(by(leo, cleared(leo, 'to-team'), toTeam('support', sales)));
    expect(card.ownership).toMatchObject({
      seq: 4,
      by: 'member:leo',
      other: { seq: 2, by: 'member:mira' },
    });
  });
});

describe('how it stopped being free', () => {
  test('A4 in which entry, and for whom it had been', () => {
    expect(inSales.card.claimed).toBeNull();
    expect(leosInSales.card.claimed).toEqual({ seq: 3, team: sales });
    expect(fresh.and(by(dewi, owned(dewi, { via: 'self' }))).card.claimed).toEqual({ seq: 2, team: null });
  });

  test('passing it on is no new claim; letting go and taking is', () => {
    const passed = leosInSales.and(by(leo, owned(ana, { before: leo, team: sales, via: 'member' })));
    expect(passed.card.claimed).toEqual({ seq: 3, team: sales });
    const again = passed.and(by(ana, cleared(ana, 'unassigned')), by(mira, owned(mira, { via: 'self' })));
    expect(again.card.claimed).toEqual({ seq: 6, team: sales });
  });

  test('what had an owner from its first record was never free', () => {
    const never = given(by('contact', started(), received(), owned(leo, { team: sales, via: 'queue' })));
    expect(never.card.claimed).toBeNull();
    const swapped = never.and(
      by('relay', cleared(leo, 'owner-gone'), owned(ana, { team: sales, via: 'queue' })),
    );
    expect(swapped.card.claimed).toBeNull();
  });
});

test('every event is about a conversation, the directory or one member’s own inbox', () => {
  const personal: Event[] = [
    { kind: 'draft-saved', member: leo, conversation: budi, tab: 'reply', text: '' },
    { kind: 'read-marked', member: leo, conversation: budi, upTo: 1 },
    { kind: 'preferences-set', member: leo, preferences: {} },
    { kind: 'held-dismissed', member: leo, command: 'x' },
    { kind: 'notification-dismissed', member: leo, notification: 'all', upTo: 0 },
    {
      kind: 'command-held',
      member: leo,
      command: { id: 'x', kind: 'unreadable', content: '' },
      refusal: { reason: 'malformed', path: '' },
    },
  ];
  for (const event of personal)
    expect([isPersonalEvent(event), isConversationEvent(event)]).toEqual([true, false]);
  expect([isPersonalEvent(received()), isConversationEvent(received())]).toEqual([false, true]);
  const named: Event = { kind: 'workspace-named', name: 'x' };
  expect([isPersonalEvent(named), isConversationEvent(named)]).toEqual([false, false]);
});
