// Mentions in the text of a note.

import { activeMembers } from '#lib/ui/control/assignChoices.ts';
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
