// The only place that knows who may see what and do what. Every other path to that question is a defect.

import type { Card } from './conversation.ts';
import { activeMember, belongsTo, isAdmin, teamsOf, type Directory } from './directory.ts';
import { byMember, entryOf, type MemberId } from './ids.ts';
import { teamInboxesOf } from './inbox.ts';
import { mentionRuns } from './mention.ts';

/** Why somebody may see a conversation, strongest first. */
export const GROUNDS = ['owner', 'collaborator', 'claimant', 'guest', 'teammate', 'admin'] as const;
export type Ground = (typeof GROUNDS)[number];

export type Right =
  | 'see'
  | 'reply'
  | 'resend'
  | 'write-note'
  | 'mention'
  | 'assign'
  | 'change-collaborators'
  | 'change-status'
  | 'edit-contact';

/** The grounds that hold, strongest first; empty means no access. One may do what any of them allows. */
export type Access = readonly Ground[];

const ALL = new Set<Ground>(GROUNDS);
const NOT_GUESTS = new Set<Ground>(['owner', 'collaborator', 'claimant', 'teammate', 'admin']);

const GROUNDS_FOR: Record<Right, ReadonlySet<Ground>> = {
  see: ALL,
  reply: new Set<Ground>(['owner', 'collaborator', 'claimant', 'guest']),
  // Nothing new is said: whoever may reply, and admins, who put a channel right.
  resend: new Set<Ground>(['owner', 'collaborator', 'claimant', 'guest', 'admin']),
  'write-note': ALL,
  mention: NOT_GUESTS,
  assign: NOT_GUESTS,
  'change-collaborators': NOT_GUESTS,
  'change-status': new Set<Ground>(['owner', 'collaborator', 'claimant', 'admin']),
  'edit-contact': ALL,
};

/** The grounds on which a member may see a conversation at `now` (relay time). Deactivated members have none. */
export function accessOf(card: Card, directory: Directory, member: MemberId, now: number): Access {
  if (card.erased || !activeMember(directory, member)) return [];
  return GROUNDS.filter((ground) => holds(ground, card, directory, { member, now }));
}

export function may(access: Access, right: Right): boolean {
  return access.some((ground) => GROUNDS_FOR[right].has(ground));
}

/**
 * When access ends by itself, in relay time: the end of the mention for somebody who is nothing else, else never. Without
 * access it has ended: a session that is asked about only later must not read for ever.
 */
export function accessEndsAt(card: Card, access: Access, member: MemberId): number {
  const lasts = access.some((ground) => ground !== 'guest');
  return lasts ? Infinity : (entryOf(card.guests, member)?.until ?? 0);
}

/** Who may end a mention before its time: whoever wrote it, the owner, admins. */
export function mayEndMention(card: Card, access: Access, actor: MemberId, member: MemberId): boolean {
  const guest = entryOf(card.guests, member);
  if (!guest || !may(access, 'see')) return false;
  return guest.by === byMember(actor) || access.includes('owner') || access.includes('admin');
}

function holds(
  ground: Ground,
  card: Card,
  directory: Directory,
  who: { member: MemberId; now: number },
): boolean {
  const { member, now } = who;
  switch (ground) {
    case 'owner':
      return card.owner === member;
    case 'collaborator':
      return card.collaborators.includes(member);
    case 'claimant':
      return card.owner === null && (card.team === null || belongsTo(directory, member, card.team));
    case 'guest':
      return mentionRuns(card, member, now);
    case 'teammate': {
      const inboxes = teamInboxesOf(card, directory);
      return teamsOf(directory, member).some((team) => inboxes.includes(team.id));
    }
    case 'admin':
      return isAdmin(directory, member);
  }
}
