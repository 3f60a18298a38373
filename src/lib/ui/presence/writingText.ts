import type { Present } from '#lib/doc/client/views.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { MemberId } from '#lib/rules/ids.ts';

export interface WritingWords {
  name(member: MemberId): string;
  list(names: string[]): string;
}

/** Who writes what, in one line; empty while nobody does. */
export function writingText(present: readonly Present[], words: WritingWords): string {
  const writers = present.filter(({ writing }) => writing !== null);
  const [first, ...more] = writers;
  if (!first) return '';
  if (more.length > 0)
    return m.several_writing({ names: words.list(writers.map(({ member }) => words.name(member))) });
  const name = words.name(first.member);
  return first.writing === 'reply' ? m.is_writing_reply({ name }) : m.is_writing_note({ name });
}
