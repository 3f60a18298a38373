// One search: what the log finds, passed through `accessOf` now. Of what somebody may not read nothing is told: no text, no
// count, no page that is shorter or a place to go on that is further than what they were given (I11).

import { accessOf, may, type Access } from '#lib/rules/access.ts';
import type { Card } from '#lib/rules/conversation.ts';
import type { ConversationId, MemberId } from '#lib/rules/ids.ts';
import type { TextKind } from '#lib/rules/search.ts';
import type { FoundText, Log } from './log/log.ts';
import type { Workspace } from './workspace.ts';

export interface Wanted {
  words: readonly string[];
  before: number | null;
  limit: number;
}

export interface Hit {
  found: FoundText;
  card: Card;
}

export interface Hits {
  hits: Hit[];
  /** Where the next page begins; null if there is nothing more that this member may read. */
  next: number | null;
}

/** Texts looked at before others get their turn: a few milliseconds. */
const LOOKED_AT_ONCE = 500;

export async function search(
  workspace: Workspace,
  log: Pick<Log, 'search'>,
  member: MemberId,
  { words, before, limit }: Wanted,
): Promise<Hits> {
  const hits: Hit[] = [];
  let from = before;
  for (;;) {
    const found = log.search(workspace.workspace, words, from, LOOKED_AT_ONCE);
    // One more than a page, which tells whether there is a next one.
    hits.push(...readable(workspace, member, found).slice(0, limit + 1 - hits.length));
    from = found.at(-1)?.position ?? null;
    if (hits.length > limit || found.length < LOOKED_AT_ONCE) break;
    await workspace.pause();
  }
  // While others had their turn, access may have ended.
  const still = readable(
    workspace,
    member,
    hits.map((hit) => hit.found),
  );
  const page = still.slice(0, limit);
  return { hits: page, next: still.length > limit ? (page.at(-1)?.found.position ?? null) : null };
}

function readable(workspace: Workspace, member: MemberId, texts: FoundText[]): Hit[] {
  const seen = new Map<ConversationId, { card: Card; access: Access } | null>();
  const look = (conversation: ConversationId): { card: Card; access: Access } | null => {
    const card = workspace.peek(conversation);
    if (!card) return null;
    return { card, access: accessOf(card, workspace.directory, member, workspace.now()) };
  };
  return texts.flatMap((found) => {
    const { conversation, kind } = found;
    if (!seen.has(conversation)) seen.set(conversation, look(conversation));
    const known = seen.get(conversation);
    return known && mayRead(known.access, kind) ? [{ found, card: known.card }] : [];
  });
}

/** As who opens the document that has it (guard.ts). */
function mayRead(access: Access, kind: TextKind): boolean {
  return may(access, kind === 'contact-note' ? 'edit-contact' : 'see');
}
