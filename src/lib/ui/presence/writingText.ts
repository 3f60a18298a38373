import type { Present } from '#lib/doc/client/views.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { MemberId } from '#lib/rules/ids.ts';

export interface WritingWords {
  name(member: MemberId): string;
  list(names: string[]): string;
}

/** Who writes what, in one line; empty while nobody does. @param contact the customer's name while they write */
export function writingText(
  present: readonly Present[],
  words: WritingWords,
  contact: string | null = null,
): string {
  const writers = present.filter(({ writing }) => writing !== null);
  const names = writers.map(({ member }) => words.name(member));
  const all = contact === null ? names : [contact === '' ? m.contact_without_name() : contact, ...names];
  const [first] = all;
  if (first === undefined) return '';
  if (all.length > 1) return m.several_writing({ names: words.list(all) });
  if (contact !== null) return m.is_writing({ name: first });
  return writers[0]?.writing === 'reply'
    ? m.is_writing_reply({ name: first })
    : m.is_writing_note({ name: first });
}

/** What a customer sees of the team, by display names. */
export function teamWritingText(names: readonly string[], tag: string): string {
  const [first, ...more] = names;
  if (first === undefined) return '';
  if (more.length === 0) return m.is_writing({ name: first });
  return m.several_writing({ names: new Intl.ListFormat(tag, { type: 'conjunction' }).format(names) });
}
