// Which texts of a log are one and the same, however often they are written.

import type { TextKind } from '#lib/rules/search.ts';
import type { SearchText } from './log.ts';

/** Of these a conversation has one, which is replaced; of all others one an entry. */
export function isSingle(kind: TextKind): boolean {
  return kind === 'contact' || kind === 'contact-note';
}

export function isSameText(a: SearchText, b: SearchText): boolean {
  return a.conversation === b.conversation && a.kind === b.kind && (isSingle(a.kind) || a.seq === b.seq);
}
