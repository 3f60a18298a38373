// Who may open a document. Asks the rules (`accessOf`) and adds nothing of its own but which document is whose.

import { CLOSE } from '#lib/doc/wire.ts';
import type { DocumentRef } from '#lib/doc/names.ts';
import { accessEndsAt, accessOf, may } from '#lib/rules/access.ts';
import type { Card } from '#lib/rules/conversation.ts';
import { activeMember, belongsTo, isAdmin, type Directory } from '#lib/rules/directory.ts';
import type { ConversationId, MemberId } from '#lib/rules/ids.ts';
import type { Principal } from './principal.ts';

export type Entry =
  /** `until`: relay time from which on nothing more may be sent. */
  { kind: 'open'; until: number } | { kind: 'refused'; code: number; reason: string };

export interface View {
  directory: Directory;
  card(conversation: ConversationId): Card | null;
  /** Relay time. */
  now: number;
}

const OPEN: Entry = { kind: 'open', until: Infinity };

export function guard(ref: DocumentRef, who: Principal, view: View): Entry {
  if (ref.workspace !== who.workspace) return notFound();
  return who.kind === 'visitor' ? guardVisitor(ref, who.visitor) : guardMember(ref, who.member, view);
}

function guardVisitor(ref: DocumentRef, visitor: string): Entry {
  const own = (ref.kind === 'chat' || ref.kind === 'doorstep') && ref.visitor === visitor;
  return own ? OPEN : notFound();
}

function guardMember(ref: DocumentRef, member: MemberId, view: View): Entry {
  const { directory } = view;
  if (!activeMember(directory, member)) return noAccess('deactivated');
  switch (ref.kind) {
    case 'directory':
    case 'intake':
      return OPEN;
    case 'inbox':
    case 'outbox':
      return ref.member === member ? OPEN : noAccess('not-yours');
    case 'team':
      return belongsTo(directory, member, ref.team) || isAdmin(directory, member)
        ? OPEN
        : noAccess('not-in-team');
    case 'all':
      return isAdmin(directory, member) ? OPEN : noAccess('not-an-admin');
    case 'thread':
    case 'note':
      return guardConversation(ref, member, view);
    case 'chat':
    case 'doorstep':
      return notFound();
  }
}

function guardConversation(
  ref: DocumentRef & { kind: 'thread' | 'note' },
  member: MemberId,
  view: View,
): Entry {
  const { directory, now } = view;
  const card = view.card(ref.conversation);
  if (!card) return notFound();
  const access = accessOf(card, directory, member, now);
  if (may(access, ref.kind === 'note' ? 'edit-contact' : 'see')) {
    return { kind: 'open', until: accessEndsAt(card, access, member) };
  }
  // Whoever once was a guest knows that it exists, and is told why it closed; others get the answer of an unknown name.
  return card.guests[member] && !card.erased ? noAccess('mention-lapsed') : notFound();
}

function noAccess(reason: string): Entry {
  return { kind: 'refused', code: CLOSE.noAccess, reason };
}

function notFound(): Entry {
  return { kind: 'refused', code: CLOSE.notFound, reason: 'not-found' };
}
