// Older cards of an inbox, as the API gives them.

import { describe, expect, it } from 'vitest';
import { WORKSPACE } from '../support/startRelay.ts';
import { bodyOf, TestHttp } from '../support/testHttp.ts';

describe('Older cards', () => {
  it('come by page, most recently active first, to who may read the inbox', async () => {
    const http = await TestHttp.start();
    const visitors = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
    for (const visitor of visitors) {
      http.relay.customerWrites(visitor, 'Halo');
      http.clock.advance(1_000);
    }
    const leo = await http.signedIn('leo');
    type Page = { cards: { id: string; activityAt: number; contact: { id: string } }[]; next: string | null };
    const first = await bodyOf<Page>(await leo.get(`/api/inboxes/${WORKSPACE}/team/sales`));
    expect(first.cards.map(({ contact }) => contact.id)).toEqual([...visitors].reverse());
    expect(first.next).toBeNull();
    const { activityAt, id } = first.cards[0] ?? { activityAt: 0, id: '' };
    const path = `/api/inboxes/${WORKSPACE}/team/sales?before=${activityAt}.${id}`;
    expect((await bodyOf<Page>(await leo.get(path))).cards).toEqual(first.cards.slice(1));
  });

  it('miss none and repeat none, however many were active in one millisecond', async () => {
    const http = await TestHttp.start();
    for (let visitor = 0; visitor < 230; visitor++) http.relay.customerWrites(`visitor-${visitor}`, 'Halo');
    const leo = await http.signedIn('leo');
    type Page = { cards: { id: string }[]; next: string | null };
    const seen: string[] = [];
    let before = '';
    for (const length of [100, 100, 30]) {
      const page = await bodyOf<Page>(await leo.get(`/api/inboxes/${WORKSPACE}/team/sales${before}`));
      expect(page.cards).toHaveLength(length);
      seen.push(...page.cards.map(({ id }) => id));
      before = `?before=${page.next}`;
    }
    expect(before).toBe('?before=null');
    expect(new Set(seen).size).toBe(230);
  });

  it('come by status and view, whatever lies between', async () => {
    const http = await TestHttp.start();
    const all = Array.from({ length: 120 }, (_, index) =>
      http.relay.customerWrites(`visitor-${index}`, 'Halo'),
    );
    const status = { kind: 'closed' as const };
    for (const conversation of [all[0]!, all[119]!])
      await http.relay.act('leo', { kind: 'set-status', conversation, status });
    await http.relay.act('leo', { kind: 'assign', conversation: all[0]!, to: { kind: 'me' } });
    const leo = await http.signedIn('leo');
    type Page = { cards: { id: string }[]; next: string | null };
    const idsOf = async (query: string): Promise<string[]> => {
      const page = await bodyOf<Page>(await leo.get(`/api/inboxes/${WORKSPACE}/team/sales?${query}`));
      return page.cards.map(({ id }) => id);
    };
    expect(new Set(await idsOf('status=closed'))).toEqual(new Set([all[0], all[119]]));
    expect(await idsOf('status=closed&view=unassigned')).toEqual([all[119]]);
    expect(await idsOf('status=snoozed')).toEqual([]);
    for (const wrong of ['status=gone', 'view=x', 'before=5', 'before=5.!', 'before=-1.a'])
      expect((await leo.get(`/api/inboxes/${WORKSPACE}/team/sales?${wrong}`)).status).toBe(400);
  });

  it.each([
    'inbox/mira',
    'team/support',
    'team/nobody',
    'all',
    'team',
    'team/sales/more',
    'thread/x',
    '..%2f..',
  ])('of %s are not there for Leo', async (inbox) => {
    const http = await TestHttp.start();
    const leo = await http.signedIn('leo');
    expect((await leo.get(`/api/inboxes/${WORKSPACE}/${inbox}`)).status).toBe(404);
  });

  it('of another workspace are the same as of none', async () => {
    const http = await TestHttp.start();
    await http.relay.relay.createWorkspace('other', 'Other');
    const leo = await http.signedIn('leo');
    const other = await leo.get('/api/inboxes/other/intake');
    const none = await leo.get('/api/inboxes/none/intake');
    expect([other.status, none.status]).toEqual([404, 404]);
    expect(await bodyOf(other)).toEqual(await bodyOf(none));
  });
});
