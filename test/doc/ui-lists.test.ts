// The addresses of lists and conversations.

import { evolveAll, type Card } from '#lib/rules/conversation.ts';
import { evolveDirectory, EMPTY_DIRECTORY, type Directory } from '#lib/rules/directory.ts';
import type { ConversationEvent } from '#lib/rules/event.ts';
import {
  homeOf,
  listHref,
  maySeeList,
  parseOptions,
  parsePersonalList,
  parseTeamList,
  queryOf,
  type ListRef,
} from '#lib/ui/list/lists.ts';
import { stepTo } from '#lib/ui/keys.ts';
import { navigationOf } from '#lib/ui/nav/navigation.ts';
import { describe, expect, it } from 'vitest';
import { ana, budi, dewi, founding, leo, mira, sales } from '../support/people.ts';

const office: Directory = founding.reduce(evolveDirectory, EMPTY_DIRECTORY);
const started: ConversationEvent = {
  kind: 'conversation-started',
  conversation: budi,
  contact: { id: budi, name: 'Budi', fields: {} },
  channel: 'web',
};
const toSales: ConversationEvent = {
  kind: 'team-assigned',
  conversation: budi,
  team: sales,
  before: null,
  via: 'member',
};
const toLeo: ConversationEvent = {
  kind: 'owner-assigned',
  conversation: budi,
  owner: leo,
  before: null,
  team: sales,
  via: 'team-member',
};
function card(...events: ConversationEvent[]): Card {
  const found = evolveAll(null, [started, ...events], { seq: 1, at: 0, by: 'relay' });
  if (!found) throw new Error('no card');
  return found;
}

describe('addresses', () => {
  it('name the list, and the options that are not as usual', () => {
    const mine: ListRef = { kind: 'personal', view: 'assigned' };
    expect(listHref('demo', mine)).toBe('/w/demo/inbox/assigned');
    expect(listHref('demo', mine, { status: 'open', order: 'newest' }, 'budi')).toBe(
      '/w/demo/inbox/assigned/budi',
    );
    expect(
      listHref('demo', { kind: 'team', team: sales, view: 'all' }, { status: 'closed', order: 'waiting' }),
    ).toBe('/w/demo/team/sales/all?status=closed&order=waiting');
    expect(listHref('demo', { kind: 'intake' })).toBe('/w/demo/unassigned');
    expect(listHref('demo', { kind: 'all' })).toBe('/w/demo/all');
  });

  it('are read back, and nothing else is', () => {
    expect(parsePersonalList('mentioned')).toEqual({ kind: 'personal', view: 'mentioned' });
    expect(parsePersonalList('everything')).toBeNull();
    expect(parseTeamList(sales, 'unassigned')).toEqual({ kind: 'team', team: sales, view: 'unassigned' });
    expect(parseTeamList('Sales!', 'all')).toBeNull();
    expect(parseTeamList(sales, 'mine')).toBeNull();
    expect(parseOptions(new URLSearchParams('status=snoozed&order=waiting'))).toEqual({
      status: 'snoozed',
      order: 'waiting',
    });
    expect(parseOptions(new URLSearchParams('status=<script>&order=1'))).toEqual({
      status: 'open',
      order: 'newest',
    });
  });

  it('E1 ask the inbox that holds the list', () => {
    const options = { status: 'open', order: 'newest' } as const;
    expect(queryOf({ kind: 'personal', view: 'assigned' }, leo, options).inbox).toBe('inbox/leo');
    expect(queryOf({ kind: 'team', team: sales, view: 'all' }, leo, options).inbox).toBe('team/sales');
    expect(queryOf({ kind: 'intake' }, leo, options)).toMatchObject({ inbox: 'intake', view: 'unassigned' });
    expect(queryOf({ kind: 'all' }, leo, options)).toMatchObject({ inbox: 'all', view: 'all' });
  });
});

describe('the list in which a link to a conversation opens', () => {
  it.each([
    ['the owner: assigned to me', leo, card(toSales, toLeo), { kind: 'personal', view: 'assigned' }],
    ['a teammate: the team’s all', ana, card(toSales, toLeo), { kind: 'team', team: sales, view: 'all' }],
    [
      'a claimant: the team’s unassigned',
      ana,
      card(toSales),
      { kind: 'team', team: sales, view: 'unassigned' },
    ],
    ['nobody’s and no team’s: intake', dewi, card(), { kind: 'intake' }],
    ['an admin: all', mira, card(toSales, toLeo), { kind: 'all' }],
    [
      'whoever may not see it: their own list',
      dewi,
      card(toSales, toLeo),
      { kind: 'personal', view: 'assigned' },
    ],
  ])('%s', (_, member, found, list) => {
    expect(homeOf(found, office, member, 0)).toEqual(list);
  });
});

describe('E1 a list that is not mine', () => {
  it('team inboxes are their members’ and the admins’, all conversations the admins’', () => {
    const all: ListRef = { kind: 'team', team: sales, view: 'all' };
    expect([ana, dewi, mira].map((member) => maySeeList(all, office, member))).toEqual([true, false, true]);
    expect([ana, mira].map((member) => maySeeList({ kind: 'all' }, office, member))).toEqual([false, true]);
    expect(maySeeList({ kind: 'intake' }, office, dewi)).toBe(true);
  });
});

describe('E1 navigation', () => {
  it('shows my teams only, and all conversations to admins only', () => {
    expect(navigationOf(office, dewi).teams.map(({ team }) => team.name)).toEqual(['Support']);
    expect(navigationOf(office, dewi).workspace).toEqual([{ kind: 'intake' }]);
    expect(navigationOf(office, mira).teams).toEqual([]);
    expect(navigationOf(office, mira).workspace).toEqual([{ kind: 'intake' }, { kind: 'all' }]);
  });
});

describe('keys in a list', () => {
  it('move by one and stop at the ends', () => {
    expect(stepTo('j', -1, 3)).toBe(0);
    expect(stepTo('ArrowDown', 1, 3)).toBe(2);
    expect(stepTo('j', 2, 3)).toBe(2);
    expect(stepTo('k', 0, 3)).toBe(0);
    expect(stepTo('k', -1, 3)).toBe(0);
    expect(stepTo('End', 0, 3)).toBe(2);
    expect(stepTo('j', -1, 0)).toBeNull();
    expect(stepTo('x', 1, 3)).toBeNull();
  });
});
