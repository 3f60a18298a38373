// Cards, the pages of inboxes, and timers.

import { describe, expect, it } from 'vitest';
import type { Card } from '#lib/rules/conversation.ts';
import type { Log, PagePosition } from '../../server/log/log.ts';
import { card, commit, placed, WORKSPACE } from './commits.ts';
import type { Subject } from './log.suite.ts';

export function cardSuite(subject: Subject): void {
  describe('cards', () => {
    it('gives a card back with its inboxes, and replaces it', () => {
      commit(subject.log, { cards: [placed(card('c1', { owner: 'mira' }), ['inbox/mira', 'all'])] });
      expect(subject.log.card(WORKSPACE, 'c1')).toEqual({
        card: card('c1', { owner: 'mira' }),
        inboxes: ['inbox/mira', 'all'],
        at: 1000,
      });
      commit(subject.log, {
        cards: [{ ...placed(card('c1', { owner: 'leo' }), ['all', 'inbox/leo']), at: 2000 }],
      });
      expect(subject.log.card(WORKSPACE, 'c1')).toEqual({
        card: card('c1', { owner: 'leo' }),
        inboxes: ['all', 'inbox/leo'],
        at: 2000,
      });
      expect(subject.log.card(WORKSPACE, 'c2')).toBeNull();
      expect(subject.log.page(WORKSPACE, 'inbox/mira', null, 10)).toEqual([]);
      expect(ids(subject.log.page(WORKSPACE, 'inbox/leo', null, 10))).toEqual(['c1']);
    });

    it('keeps the last of two versions in one commit', () => {
      commit(subject.log, {
        cards: [
          placed(card('c1', { owner: 'mira', activityAt: 5 }), ['inbox/mira', 'all']),
          placed(card('c1', { owner: 'leo', activityAt: 6 }), ['inbox/leo', 'all']),
        ],
      });
      expect(subject.log.cardsOf(WORKSPACE, { owner: 'mira' })).toEqual([]);
      expect(subject.log.page(WORKSPACE, 'inbox/mira', null, 10)).toEqual([]);
      expect(subject.log.page(WORKSPACE, 'all', null, 10)).toEqual([
        card('c1', { owner: 'leo', activityAt: 6 }),
      ]);
    });

    it('lists those of an owner and of a team, closed ones too, by id', () => {
      const closed = { kind: 'closed', at: 5 } as const;
      commit(subject.log, {
        cards: [
          placed(card('c3', { owner: 'mira', team: 'care' })),
          placed(card('c1', { owner: 'mira', status: closed })),
          placed(card('c2', { owner: 'leo', team: 'care' })),
          placed(card('c4', { team: 'care', status: closed })),
        ],
      });
      const cardIds = (of: Parameters<Log['cardsOf']>[1]) =>
        subject.log.cardsOf(WORKSPACE, of).map((found) => found.card.id);
      expect(cardIds({ owner: 'mira' })).toEqual(['c1', 'c3']);
      expect(cardIds({ team: 'care' })).toEqual(['c2', 'c3', 'c4']);
      expect(cardIds({ owner: 'ana' })).toEqual([]);
      commit(subject.log, { cards: [placed(card('c3', { owner: null, team: 'sales' }))] });
      expect(cardIds({ owner: 'mira' })).toEqual(['c1']);
      expect(cardIds({ team: 'care' })).toEqual(['c2', 'c4']);
    });

    it("lists what waits for a team's queue, oldest first", () => {
      commit(subject.log, {
        cards: [
          placed(card('c1', { team: 'care', queuedAt: 30 })),
          placed(card('c2', { team: 'care', queuedAt: 10 })),
          placed(card('c3', { team: 'care' })),
          placed(card('c4', { team: 'sales', queuedAt: 5 })),
          placed(card('c5', { team: 'care', queuedAt: 10 })),
        ],
      });
      expect(subject.log.waiting(WORKSPACE, 'care', 10).map((found) => found.card.id)).toEqual([
        'c2',
        'c5',
        'c1',
      ]);
      expect(subject.log.waiting(WORKSPACE, 'care', 2).map((found) => found.card.id)).toEqual(['c2', 'c5']);
      commit(subject.log, { cards: [placed(card('c2', { team: 'care', owner: 'mira' }))] });
      expect(subject.log.waiting(WORKSPACE, 'care', 10).map((found) => found.card.id)).toEqual(['c5', 'c1']);
    });
  });

  describe('pages of an inbox', () => {
    const active = (id: string, activityAt: number) => placed(card(id, { activityAt }), ['all']);

    it('begin with the most recently active', () => {
      commit(subject.log, { cards: [active('c1', 20), active('c2', 40), active('c3', 30)] });
      expect(ids(subject.log.page(WORKSPACE, 'all', null, 10))).toEqual(['c2', 'c3', 'c1']);
      expect(ids(subject.log.page(WORKSPACE, 'all', { activityAt: 40, conversation: 'c2' }, 10))).toEqual([
        'c3',
        'c1',
      ]);
      expect(ids(subject.log.page(WORKSPACE, 'all', { activityAt: 40, conversation: 'c2' }, 1))).toEqual([
        'c3',
      ]);
      expect(subject.log.page(WORKSPACE, 'intake', null, 10)).toEqual([]);
    });

    it('follow a conversation that becomes active, leaves, and comes back', () => {
      commit(subject.log, { cards: [active('c1', 20), active('c2', 40)] });
      commit(subject.log, { cards: [active('c1', 50)] });
      expect(ids(subject.log.page(WORKSPACE, 'all', null, 10))).toEqual(['c1', 'c2']);
      commit(subject.log, { cards: [{ ...active('c1', 50), inboxes: [] }] });
      expect(ids(subject.log.page(WORKSPACE, 'all', null, 10))).toEqual(['c2']);
      commit(subject.log, { cards: [active('c1', 50)] });
      expect(ids(subject.log.page(WORKSPACE, 'all', null, 10))).toEqual(['c1', 'c2']);
    });

    it('miss none and repeat none where several were active in one millisecond', () => {
      const times = [50, 40, 40, 40, 40, 30, 30, 20];
      commit(subject.log, { cards: times.map((at, index) => active(`c${index}`, at)) });
      for (const limit of [1, 2, 3, 4, 5, 8, 9]) {
        const seen: string[] = [];
        let before: PagePosition | null = null;
        for (let pages = 0; pages < 10; pages++) {
          const page: Card[] = subject.log.page(WORKSPACE, 'all', before, limit);
          expect(page.length).toBeLessThanOrEqual(limit);
          if (page.length === 0) break;
          seen.push(...ids(page));
          before = { activityAt: page.at(-1)!.activityAt, conversation: page.at(-1)!.id };
        }
        expect(seen).toEqual(['c0', 'c4', 'c3', 'c2', 'c1', 'c6', 'c5', 'c7']);
      }
    });
  });

  describe('timers', () => {
    const lapse = (at: number, member = 'leo', conversation = 'c1') =>
      ({ kind: 'lapse-mention', at, member, conversation }) as const;
    const wake = (at: number, conversation = 'c1') => ({ kind: 'end-snooze', at, conversation }) as const;

    it('come first due first, at most as many as asked for', () => {
      commit(subject.log, {
        cards: [
          placed(card('c1'), [], [lapse(30), wake(10), lapse(20, 'mira')]),
          placed(card('c2'), [], [wake(10, 'c2')]),
        ],
      });
      expect(subject.log.due(WORKSPACE, 10)).toEqual([
        wake(10),
        wake(10, 'c2'),
        lapse(20, 'mira'),
        lapse(30),
      ]);
      expect(subject.log.due(WORKSPACE, 1)).toEqual([wake(10)]);
    });

    it('are replaced with their card', () => {
      commit(subject.log, { cards: [placed(card('c1'), [], [lapse(30), wake(10)])] });
      commit(subject.log, { cards: [placed(card('c1'), [], [lapse(30)])] });
      expect(subject.log.due(WORKSPACE, 10)).toEqual([lapse(30)]);
      commit(subject.log, { cards: [placed(card('c1'))] });
      expect(subject.log.due(WORKSPACE, 10)).toEqual([]);
    });
  });
}

function ids(cards: { id: string }[]): string[] {
  return cards.map(({ id }) => id);
}
