// Mentions in the text of a note.

import { activeMembers } from '#lib/ui/control/assignChoices.ts';
import { isTeamName, namesFor, uniqueName } from '#lib/ui/names.ts';
import { mentionedIn, mentionQueryAt, withMention } from '#lib/ui/composer/mention.ts';
import { evolveDirectory, EMPTY_DIRECTORY } from '#lib/rules/directory.ts';
import { describe, expect, it } from 'vitest';
import { ana, founding, leo } from '../support/people.ts';

const office = [
  ...founding,
  { kind: 'member-joined' as const, member: 'leo-2', name: 'Leo Tang', role: 'agent' as const, colour: 0 },
].reduce(evolveDirectory, EMPTY_DIRECTORY);
const members = activeMembers(office);
const mentioned = (text: string): string | undefined => mentionedIn(text, members)?.id;
/** `|` marks the caret. */
const typing = (text: string) => mentionQueryAt(text.replace('|', ''), text.indexOf('|'));

describe('C2 who a note mentions', () => {
  it.each([
    ['@Leo can you check this?', leo],
    ['can you, @leo?', leo],
    ['(@Ana)', ana],
    ['@Leo Tang can you?', 'leo-2'],
    ['@Leo, @Ana', leo],
    ['@Nobody, @Ana', ana],
  ])('%s', (text, member) => {
    expect(mentioned(text)).toBe(member);
  });

  it.each(['Leo', '@', '@Leonard', 'leo@leo.example', 'a_@.Leo', ''])('nobody in “%s”', (text) => {
    expect(mentioned(text)).toBeUndefined();
  });
});

describe('C2 two members of one name', () => {
  const twins = [
    { kind: 'member-joined' as const, member: 'leo-3', name: 'leo', role: 'agent' as const, colour: 0 },
    { kind: 'member-joined' as const, member: 'leo-4', name: 'Leo', role: 'agent' as const, colour: 0 },
  ].reduce(evolveDirectory, office);
  const named = activeMembers(twins).map((member) => ({ ...member, name: uniqueName(twins, member.id) }));

  it('are told apart by their teams, or else by their ids; others keep their plain names', () => {
    expect(named.filter(({ id }) => id.startsWith('leo')).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Leo (Sales)', 'leo (leo-3)', 'Leo (leo-4)', 'Leo Tang']),
    );
    expect(uniqueName(twins, ana)).toBe('Ana');
  });

  it('are mentioned by what tells them apart; the bare name means neither', () => {
    expect(mentionedIn('@leo (leo-3) look', named)?.id).toBe('leo-3');
    expect(mentionedIn('@Leo (Sales) look', named)?.id).toBe(leo);
    expect(mentionedIn('@Leo look', named)).toBeNull();
  });
});

describe('A2 two teams of one name', () => {
  const sales = (team: string, name: string) => ({ kind: 'team-created' as const, team, name, members: [] });
  const twins = [sales('sales-2', ' sales'), sales('sales-3', 'Sales Asia')].reduce(evolveDirectory, office);
  const names = (directory = twins): string[] =>
    ['sales', 'sales-2', 'sales-3'].map((team) => namesFor(directory, leo).team(team));

  it('are told apart by their ids, until one of them is archived', () => {
    expect(names()).toEqual(['Sales (sales)', ' sales (sales-2)', 'Sales Asia']);
    const one = evolveDirectory(twins, { kind: 'team-archived', team: 'sales' });
    expect(names(one)).toEqual(['Sales (sales)', ' sales', 'Sales Asia']);
  });

  it('are two that settings make nobody choose: a name is taken unless it is the team’s own', () => {
    expect(isTeamName(office, 'sALES ', null)).toBe(true);
    expect(isTeamName(office, 'Sales', 'sales')).toBe(false);
    expect(isTeamName(office, 'Sales Asia', null)).toBe(false);
  });
});

describe('C2 typing a name', () => {
  it('begins with an @ that begins a word, and ends at the caret', () => {
    expect(typing('@|')).toEqual({ start: 0, query: '' });
    expect(typing('ask @le|')).toEqual({ start: 4, query: 'le' });
    expect(typing('@leo t|')).toEqual({ start: 0, query: 'leo t' });
    expect(typing('@le|o')).toEqual({ start: 0, query: 'le' });
  });

  it.each(['budi@exa|', '@ |', '@leo  |', '@leo, |', 'no|', '|@leo', `@${'x'.repeat(40)}|`])(
    'not in %s',
    (text) => {
      expect(typing(text)).toBeNull();
    },
  );

  it('puts the whole name in place of what was typed, with one space after it', () => {
    const query = { start: 4, query: 'le' };
    expect(withMention('ask @le', query, 'Leo Tang')).toEqual({ text: 'ask @Leo Tang ', caret: 14 });
    expect(withMention('ask @le about', query, 'Leo')).toEqual({ text: 'ask @Leo about', caret: 9 });
  });
});
