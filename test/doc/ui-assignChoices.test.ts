// What the "Assigned user" menu and the list of possible collaborators offer.

import { evolveAll, type Card } from '#lib/rules/conversation.ts';
import { evolveDirectory, EMPTY_DIRECTORY, type Directory } from '#lib/rules/directory.ts';
import type { ConversationEvent } from '#lib/rules/event.ts';
import { collaboratorChoices, firstPage, teamPage, type ChoiceGroup } from '#lib/ui/control/assignChoices.ts';
import { describe, expect, it } from 'vitest';
import { ana, budi, dewi, founding, leo, mira, rafi, sales, support } from '../support/people.ts';

const office: Directory = founding.reduce(evolveDirectory, EMPTY_DIRECTORY);

function card(...events: ConversationEvent[]): Card {
  const started: ConversationEvent = {
    kind: 'conversation-started',
    conversation: budi,
    contact: { id: budi, name: 'Budi', fields: {} },
    channel: 'web',
  };
  const found = evolveAll(null, [started, ...events], { seq: 1, at: 0, by: 'relay' });
  if (!found) throw new Error('no card');
  return found;
}
const ownedBy = (owner: string): ConversationEvent => ({
  kind: 'owner-assigned',
  conversation: budi,
  owner,
  before: null,
  team: null,
  via: 'member',
});
const offered = (groups: ChoiceGroup[]): Record<string, string[]> =>
  Object.fromEntries(groups.map(({ kind, choices }) => [kind, choices.map(({ id }) => id)]));

describe('A2 the menu', () => {
  it('offers me, the teams and everybody else', () => {
    expect(offered(firstPage(card(), office, leo, ''))).toEqual({
      me: ['me'],
      teams: [`team ${sales}`, `team ${support}`],
      members: [`member ${ana}`, `member ${dewi}`, `member ${mira}`, `member ${rafi}`],
    });
  });

  it('does not offer me what I own already, marks who owns it, and offers to unassign', () => {
    const groups = offered(firstPage(card(ownedBy(leo)), office, leo, ''));
    expect(groups['me']).toBeUndefined();
    expect(groups['nobody']).toEqual(['nobody']);
    const members = firstPage(card(ownedBy(ana)), office, leo, '').flatMap(({ choices }) => choices);
    expect(members.filter((choice) => choice.kind === 'member' && choice.owns).map(({ id }) => id)).toEqual([
      `member ${ana}`,
    ]);
  });

  it('a team opens its three ways: its inbox, its queue, its members in the order of the queue', () => {
    expect(offered(teamPage(office, sales, ''))).toEqual({
      'team-ways': ['team-inbox', 'queue'],
      'team-members': [`team-member ${leo}`, `team-member ${ana}`, `team-member ${rafi}`],
    });
  });

  it('says how many of a queue are available', () => {
    const away = evolveDirectory(office, { kind: 'availability-changed', member: ana, availability: 'away' });
    const queue = teamPage(away, sales, '')
      .flatMap(({ choices }) => choices)
      .find(({ kind }) => kind === 'queue');
    expect(queue).toMatchObject({ available: 2 });
  });

  it('does not offer whoever was deactivated, nor an archived team', () => {
    const without = [
      { kind: 'member-deactivated' as const, member: ana },
      { kind: 'team-archived' as const, team: support },
    ].reduce(evolveDirectory, office);
    const groups = offered(firstPage(card(), without, leo, ''));
    expect(groups['members']).not.toContain(`member ${ana}`);
    expect(groups['teams']).toEqual([`team ${sales}`]);
    expect(offered(teamPage(without, sales, ''))['team-members']).not.toContain(`team-member ${ana}`);
    expect(teamPage(without, support, '')).toEqual([]);
  });

  it('is searched by the beginning of any word, whatever the case and accents', () => {
    const named = evolveDirectory(office, { kind: 'member-renamed', member: ana, name: 'Ana Lucía Pérez' });
    const found = (query: string) => offered(firstPage(card(), named, leo, query))['members'] ?? [];
    expect(found('per')).toEqual([`member ${ana}`]);
    expect(found('LUCIA')).toEqual([`member ${ana}`]);
    expect(found('ana luc')).toEqual([`member ${ana}`]);
    expect(found('ucia')).toEqual([]);
  });

  it('finds its ways by their own words, after the names that begin so', () => {
    expect(offered(firstPage(card(ownedBy(ana)), office, leo, 'unas'))).toEqual({ nobody: ['nobody'] });
    expect(offered(teamPage(office, sales, 'queue'))).toEqual({ 'team-ways': ['queue'] });
    expect(offered(teamPage(office, sales, 'team inbox'))).toEqual({ 'team-ways': ['team-inbox'] });
    const meri = evolveDirectory(office, { kind: 'member-renamed', member: ana, name: 'Meri' });
    const found = firstPage(card(), meri, leo, 'me').flatMap(({ choices }) => choices.map(({ id }) => id));
    expect(found).toEqual([`member ${ana}`, 'me']);
  });
});

describe('B1 collaborators', () => {
  it('everybody who is not here already may be added', () => {
    const owned = card(ownedBy(leo), { kind: 'collaborators-added', conversation: budi, members: [ana] });
    expect(collaboratorChoices(owned, office, '').map(({ id }) => id)).toEqual([dewi, mira, rafi]);
  });
});
