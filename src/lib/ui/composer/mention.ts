// Mentions in the text of a note. The text itself says who is mentioned, so that a draft carries it to every device.

import type { Member } from '#lib/rules/directory.ts';
import { beginsSomeWord } from '../control/assignChoices.ts';

/** What is being typed after an @, and where that @ stands. */
export interface MentionQuery {
  start: number;
  query: string;
}

/** Longer than any first word of a name that still needs a picker; a sentence after an @ is no name. */
const QUERY_MAX = 30;

/** The name being typed before the caret; null if none is. An @ inside a word belongs to an e-mail address. */
export function mentionQueryAt(text: string, caret: number): MentionQuery | null {
  const start = text.slice(0, caret).lastIndexOf('@');
  if (start === -1 || caret - start - 1 > QUERY_MAX || !beginsWord(text, start)) return null;
  const query = text.slice(start + 1, caret);
  return /^[\p{L}\p{M}\p{N}.'’ -]*$/u.test(query) && !/^ |  /.test(query) ? { start, query } : null;
}

/** Members whom the name that is being typed may mean; none once it is a whole name with a space after it. */
export function mentionChoices(query: string, members: readonly Member[]): Member[] {
  return members.filter(({ name }) => beginsSomeWord(query, name));
}

/** Who the note mentions: the first @ that is followed by a whole name. Of two names that fit, the longer is meant. */
export function mentionedIn(text: string, members: readonly Member[]): Member | null {
  const longestFirst = [...members].sort((a, b) => b.name.length - a.name.length);
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    if (!beginsWord(text, at)) continue;
    const found = longestFirst.find(({ name }) => isNamedAt(text, at + 1, name));
    if (found) return found;
  }
  return null;
}

/** The text with the whole name in place of what was typed of it, and where the caret then stands. */
export function withMention(
  text: string,
  { start, query }: MentionQuery,
  name: string,
): { text: string; caret: number } {
  const rest = text.slice(start + 1 + query.length);
  const space = rest.startsWith(' ') ? '' : ' ';
  const before = `${text.slice(0, start)}@${name}`;
  return { text: `${before}${space}${rest}`, caret: before.length + 1 };
}

function isNamedAt(text: string, at: number, name: string): boolean {
  const named = text.slice(at, at + name.length).toLocaleLowerCase() === name.toLocaleLowerCase();
  return named && name !== '' && !/^[\p{L}\p{N}]/u.test(text.slice(at + name.length));
}

function beginsWord(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}._-]/u.test(text.charAt(at - 1));
}
