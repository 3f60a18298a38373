// The rows of a list that its document has let go of.

import { beforeEach, expect, it } from 'vitest';
import type { Card } from '#lib/rules/conversation.ts';
import type { ListQuery } from '#lib/doc/client/views.ts';
import { card } from '../contract/commits.ts';
import { Stage } from '../support/stage.ts';

const CLOSED: ListQuery = { inbox: 'team/sales', view: 'all', status: 'closed', order: 'newest' };
let stage: Stage;

beforeEach(async () => {
  stage = new Stage();
  await stage.relay.found();
});

const closed = (id: string, activityAt: number, part: Partial<Card> = {}): Card =>
  card(id, { team: 'sales', status: { kind: 'closed', at: activityAt }, activityAt, ...part });

it('come after what is listed, each once, page after page until there are no more', async () => {
  const conversation = stage.relay.customerWrites('budi', 'Halo');
  await stage.relay.act('leo', { kind: 'set-status', conversation, status: { kind: 'closed' } });
  const leo = await stage.open(stage.device('leo'), 'leo');
  const listed = leo.list(CLOSED)[0]!.card;
  const asked: (string | null)[] = [];
  const pages = [
    // What the document has too is no news: the next page is asked for at once.
    { cards: [listed], next: '5.x' },
    { cards: [closed('old-2', 20)], next: '4.x' },
    { cards: [closed('old-1', 10), closed('open', 9, { status: { kind: 'open' } })], next: null },
  ];
  const older = leo.older(CLOSED, async (before) => {
    asked.push(before);
    return pages[asked.length - 1];
  });
  const ids = (): string[] => older.rows.map((row) => row.card.id);
  await older.more();
  expect([asked, ids(), older.phase]).toEqual([[null, '5.x'], [conversation, 'old-2'], 'more']);
  await older.more();
  expect([asked.at(-1), ids(), older.phase]).toEqual(['4.x', [conversation, 'old-2', 'old-1'], 'done']);
  await older.more();
  expect(asked).toHaveLength(3);
});

it('I11 are shown only to who may see them, and leave the list with what changes', async () => {
  const leo = await stage.open(stage.device('leo'), 'leo');
  const foreign = closed('foreign', 30, { owner: 'dewi', team: 'support' });
  const older = leo.older(CLOSED, async () => ({ cards: [foreign, closed('mine', 20)], next: null }));
  await older.more();
  expect(older.rows.map((row) => row.card.id)).toEqual(['mine']);
  await stage.relay.act('mira', {
    kind: 'set-team-members',
    team: 'sales',
    before: ['leo', 'ana', 'rafi'],
    members: ['ana'],
  });
  await stage.settle();
  expect(older.rows).toEqual([]);
});

it('say when they cannot be had, and are asked for again', async () => {
  const leo = await stage.open(stage.device('leo'), 'leo');
  let works = false;
  const older = leo.older(CLOSED, async () => {
    if (!works) throw new Error('unreachable');
    return { cards: [closed('mine', 20)], next: null };
  });
  await older.more();
  expect([older.phase, older.rows]).toEqual(['failed', []]);
  works = true;
  await older.more();
  expect([older.phase, older.rows.length]).toEqual(['done', 1]);
});
