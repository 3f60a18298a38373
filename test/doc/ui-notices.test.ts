// What the bell lists, what counts as unread, and how somebody is told.

import { describe, expect, it } from 'vitest';
import type { Card } from '#lib/rules/conversation.ts';
import type { Notification, NotificationKind } from '#lib/rules/notification.ts';
import { DEFAULT_PREFERENCES } from '#lib/rules/personal.ts';
import { alertFor, type Situation } from '#lib/ui/notifications/alerting.ts';
import { noticesFrom } from '#lib/ui/notifications/noticeList.ts';
import { ana, budi, leo, siti } from '../support/people.ts';
import { fresh, inSales, leosInSales } from '../support/scenes.ts';

function notification(kind: NotificationKind, seq: number, conversation = budi): Notification {
  return { id: `${seq}-${conversation}`, member: leo, kind, conversation, seq, at: seq, by: 'contact' };
}

function cardOf(scene: { card: Card | null }): Card {
  if (!scene.card) throw new Error('no card');
  return scene.card;
}

function list(notifications: Notification[], changed: Partial<Parameters<typeof noticesFrom>[1]> = {}) {
  return noticesFrom(notifications, {
    me: leo,
    notify: DEFAULT_PREFERENCES.notify,
    card: () => cardOf(leosInSales),
    readUpTo: () => 0,
    ...changed,
  });
}

describe('the bell', () => {
  it('A7 has one line for all messages of a conversation, and one for everything else', () => {
    const notices = list([
      notification('message', 9),
      notification('assigned', 8),
      notification('message', 7),
      notification('message', 6, siti),
    ]);
    expect(notices.map(({ ids }) => ids)).toEqual([['9-budi', '7-budi'], ['8-budi'], ['6-siti']]);
    expect(notices[0]?.notification.seq).toBe(9);
  });

  it('A7 counts what the conversation has not been read up to', () => {
    const notices = list([notification('message', 9), notification('assigned', 8)], { readUpTo: () => 8 });
    expect(notices.map(({ unread }) => unread)).toEqual([true, false]);
  });

  it.each([
    ['A5 while nobody owns it', cardOf(inSales), true],
    ['A5 no more once a colleague has taken it', { ...cardOf(leosInSales), owner: ana }, false],
    ['A6 when it is mine', cardOf(leosInSales), true],
    ['B4 when I collaborate', { ...cardOf(leosInSales), owner: ana, collaborators: [leo] }, true],
  ])('counts what went to a team: %s', (_when, card, unread) => {
    const notices = list([notification('team-assigned', 9), notification('message', 8)], {
      card: () => card,
    });
    expect(notices.map((notice) => notice.unread)).toEqual([unread, unread]);
  });

  it('C3 counts a mention whoever owns the conversation', () => {
    const card = { ...cardOf(leosInSales), owner: ana };
    expect(list([notification('mentioned', 9)], { card: () => card })[0]?.unread).toBe(true);
  });

  it('C4 says nothing of what may not be seen any more', () => {
    expect(list([notification('mentioned', 9)], { card: () => null })).toEqual([]);
  });

  it('leaves out what the member does not want to be told', () => {
    const notify = { ...DEFAULT_PREFERENCES.notify, messages: false, team: false };
    const all = (['message', 'assigned', 'team-assigned', 'mentioned', 'collaborator-added'] as const).map(
      (kind, index) => notification(kind, 9 - index),
    );
    expect(list(all, { notify }).map((notice) => notice.notification.kind)).toEqual([
      'assigned',
      'mentioned',
      'collaborator-added',
    ]);
  });
});

describe('being told', () => {
  const working: Situation = {
    visible: true,
    inFront: true,
    othersInFront: false,
    speaks: true,
    granted: true,
    open: null,
  };
  const covered = { ...working, inFront: false };
  const hidden = { ...covered, visible: false };
  const { alerts } = DEFAULT_PREFERENCES;
  const alert = (situation: Situation, preferences = DEFAULT_PREFERENCES) =>
    alertFor(notification('message', 9), preferences, situation);

  it.each<[string, Situation, ReturnType<typeof alertFor>]>([
    ['in front', working, 'toast'],
    ['in front, with that very conversation', { ...working, open: budi }, 'none'],
    ['in front, with another conversation', { ...working, open: siti }, 'toast'],
    ['hidden', hidden, 'browser'],
    ['hidden with that very conversation', { ...hidden, open: budi }, 'browser'],
    ['hidden, beside a tab that speaks', { ...hidden, speaks: false }, 'none'],
    ['hidden, behind a tab in front', { ...hidden, othersInFront: true }, 'none'],
    ['hidden, and not allowed to', { ...hidden, granted: false }, 'none'],
    ['beside what is worked in', covered, 'browser'],
    ['beside what is worked in, and not allowed to', { ...covered, granted: false }, 'toast'],
  ])('A7 %s', (_where, situation, expected) => {
    expect(alert(situation)).toBe(expected);
  });

  it('only as the member wants', () => {
    expect(alert(working, { ...DEFAULT_PREFERENCES, alerts: { ...alerts, toast: false } })).toBe('none');
    expect(alert(hidden, { ...DEFAULT_PREFERENCES, alerts: { ...alerts, browser: false } })).toBe('none');
    const notify = { ...DEFAULT_PREFERENCES.notify, messages: false };
    expect(alert(working, { ...DEFAULT_PREFERENCES, notify })).toBe('none');
    expect(alert(hidden, { ...DEFAULT_PREFERENCES, notify })).toBe('none');
  });

  it('knows a conversation that nobody has been given yet', () => {
    expect(list([notification('message', 9)], { card: () => cardOf(fresh) })[0]?.unread).toBe(true);
  });
});
