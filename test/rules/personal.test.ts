import { describe, expect, test } from 'vitest';
import { isConversationCommand, isPersonalCommand, type Command } from '#lib/rules/command.ts';
import { DEFAULT_PREFERENCES, preferencesFrom } from '#lib/rules/personal.ts';
import { markRead, saveDraft, type Ask } from '../support/commands.ts';
import { deactivated, mentioned } from '../support/events.ts';
import { at, by, given } from '../support/given.ts';
import { ana, budi, dewi, HOUR, leo, mira, NINE } from '../support/people.ts';
import { leosInSales } from '../support/scenes.ts';

const own: [Ask, object][] = [
  [
    { kind: 'set-preferences', preferences: { language: 'id' } },
    { kind: 'preferences-set', preferences: { language: 'id' } },
  ],
  [
    { kind: 'dismiss-held', command: 'c-1' },
    { kind: 'held-dismissed', command: 'c-1' },
  ],
  [
    { kind: 'dismiss-notification', notification: '4-budi' },
    { kind: 'notification-dismissed', notification: '4-budi', upTo: 3 },
  ],
  [
    { kind: 'dismiss-notification', notification: 'all' },
    { kind: 'notification-dismissed', notification: 'all', upTo: 3 },
  ],
];

describe('F4 what is private to a member', () => {
  test.each(own)('%o changes their own inbox only', (ask, event) => {
    const outcome = leosInSales.when(dewi, ask);
    outcome.then([{ ...event, member: dewi } as never]);
    expect(outcome.accepted().card).toBe(leosInSales.card);
    expect(outcome.accepted().directory).toBe(leosInSales.directory);
    expect(outcome.tells()).toEqual({});
  });

  test('F4 a draft, kept by conversation and tab, for whoever sees the conversation', () => {
    leosInSales
      .when(ana, saveDraft('Halo Bu'))
      .then([{ kind: 'draft-saved', member: ana, conversation: budi, tab: 'reply', text: 'Halo Bu' }]);
    leosInSales
      .when(leo, { ...saveDraft(''), tab: 'note' } as Ask)
      .then([{ kind: 'draft-saved', member: leo, conversation: budi, tab: 'note', text: '' }]);
  });

  test('F4 a read mark, not beyond what there is', () => {
    const marked = (upTo: number) =>
      ({ kind: 'read-marked', member: leo, conversation: budi, upTo }) as const;
    leosInSales.when(leo, markRead(2)).then([marked(2)]);
    leosInSales.when(leo, markRead(3)).then([marked(3)]);
    leosInSales.when(leo, markRead(Number.MAX_SAFE_INTEGER)).then([marked(3)]);
  });

  test('F3 a draft of somebody without access is refused like everything else, and so kept', () => {
    leosInSales.when(dewi, saveDraft('Halo')).then({ reason: 'no-access' });
    leosInSales.when(dewi, markRead(1)).then({ reason: 'no-access' });
    leosInSales
      .and(at(NINE, by(leo, mentioned(dewi, NINE + HOUR))))
      .when(dewi, saveDraft('Halo'), { at: NINE + HOUR })
      .then({ reason: 'mention-lapsed', until: NINE + HOUR });
  });

  test('F3 a draft that is gone leaves nothing behind, though access is: what was sent from it may have ended that', () => {
    const gone = { kind: 'draft-saved', conversation: budi, tab: 'reply', text: '' } as const;
    leosInSales.when(dewi, saveDraft('')).then([{ ...gone, member: dewi }]);
    // The same answer for what there is not, so that nobody learns what there is.
    given()
      .when(mira, saveDraft(''))
      .then([{ ...gone, member: mira }]);
  });

  test('I15 nothing of a deactivated member, not even this', () => {
    const scene = leosInSales.and(by(mira, deactivated(leo)));
    for (const ask of [saveDraft('Halo'), markRead(1), ...own.map(([one]) => one)]) {
      scene.when(leo, ask).then({ reason: 'no-access' });
    }
  });

  test('what nobody has chosen yet', () => {
    expect(DEFAULT_PREFERENCES).toEqual({
      language: 'en',
      theme: 'system',
      sendKey: 'enter',
      shortcuts: true,
      notify: { assigned: true, team: true, collaborating: true, mentions: true, messages: true },
      alerts: { toast: true, browser: true },
    });
    expect(preferencesFrom({})).toEqual(DEFAULT_PREFERENCES);
    const quiet = { ...DEFAULT_PREFERENCES.notify, messages: false };
    expect(preferencesFrom({ theme: 'dark', notify: quiet })).toEqual({
      ...DEFAULT_PREFERENCES,
      theme: 'dark',
      notify: quiet,
    });
  });

  test('which commands are personal, and which are about a conversation', () => {
    const base = { id: 'x', seen: 0, written: 0 };
    const kinds = (command: Command) => [isPersonalCommand(command), isConversationCommand(command)];
    expect(kinds({ ...base, kind: 'dismiss-held', command: 'x' })).toEqual([true, false]);
    expect(kinds({ ...base, kind: 'mark-read', conversation: budi, upTo: 1 })).toEqual([false, true]);
    expect(kinds({ ...base, kind: 'rename-workspace', name: 'x' })).toEqual([false, false]);
  });
});
