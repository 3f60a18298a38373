// What the palette offers for what is typed.

import { describe, expect, it } from 'vitest';
import type { CardRow } from '#lib/doc/client/views.ts';
import { memberGroups, paletteGroups, type PaletteSource } from '#lib/ui/actions/paletteOptions.ts';
import { card } from '../contract/commits.ts';

const row = (id: string, name: string, owner: string | null, activityAt: number): CardRow => ({
  card: card(id, { contact: { id, name, fields: {} }, owner, activityAt }),
  pending: null,
  unread: false,
  access: ['owner'],
});
const command = (label: string) => ({ id: label, label, blocked: null, choose: () => undefined });
const source: PaletteSource = {
  commands: [
    { id: 'places', heading: 'Go to', options: [command('Sales · Unassigned'), command('Assigned to me')] },
    { id: 'app', heading: 'Everywhere', options: [command('Theme: Dark')] },
  ],
  members: [
    { id: 'leo', name: 'Leo' },
    { id: 'ana', name: 'Ana' },
  ],
  conversations: [
    row('a', 'Budi Santoso', 'leo', 1),
    row('b', 'Leonie Thé', null, 2),
    row('c', 'Budi Hartono', 'leo', 3),
  ],
};
const words = {
  conversations: 'Conversations',
  members: 'Members',
  contact: (name: string) => name,
  owner: () => '',
};

function labels(groups: { id: string; options: readonly { label: string }[] }[]): Record<string, string[]> {
  return Object.fromEntries(groups.map(({ id, options }) => [id, options.map(({ label }) => label)]));
}

function offered(query: string): Record<string, string[]> {
  const targets = { open: () => undefined, turnTo: () => undefined };
  return labels(paletteGroups(query, source, words, targets));
}

describe('the palette', () => {
  it('offers commands before anything is typed, and people and conversations then', () => {
    expect(offered(' ')).toEqual({
      places: ['Sales · Unassigned', 'Assigned to me'],
      app: ['Theme: Dark'],
    });
    expect(offered('le')).toEqual({ conversations: ['Leonie Thé'], members: ['Leo'] });
    expect(offered('budi')).toEqual({ conversations: ['Budi Hartono', 'Budi Santoso'] });
  });

  it('finds words in any order, whatever their capitals and accents', () => {
    expect(offered('una sal')).toEqual({ places: ['Sales · Unassigned'] });
    expect(offered('DARK theme')).toEqual({ app: ['Theme: Dark'] });
    expect(offered('the')).toEqual({ conversations: ['Leonie Thé'], app: ['Theme: Dark'] });
    expect(offered('signed')).toEqual({});
  });

  it('turns to the conversations of a member', () => {
    const opened: string[] = [];
    const turned: string[] = [];
    const targets = {
      open: (id: string) => void opened.push(id),
      turnTo: (id: string) => void turned.push(id),
    };
    paletteGroups('leo', source, words, targets)
      .flatMap(({ options }) => options)
      .find(({ label }) => label === 'Leo')
      ?.choose();
    expect(turned).toEqual(['leo']);
    const page = memberGroups('sant', 'leo', source, { words, targets });
    expect(labels(page)).toEqual({ conversations: ['Budi Santoso'] });
    page[0]?.options[0]?.choose();
    expect(opened).toEqual(['a']);
    expect(memberGroups('', 'ana', source, { words, targets })).toEqual([]);
  });
});
