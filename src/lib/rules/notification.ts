// Whom an event concerns, and why. Nobody is notified of what they did themselves (A10).

import { accessOf } from './access.ts';
import { evolveAll, type Card } from './conversation.ts';
import { activeMembersOf, type Directory } from './directory.ts';
import type { ConversationEvent, Stamp } from './event.ts';
import { memberOf, type Author, type ConversationId, type MemberId } from './ids.ts';
import { mentionRuns } from './mention.ts';

export type NotificationKind = 'mentioned' | 'assigned' | 'collaborator-added' | 'team-assigned' | 'message';

export interface Notification {
  /** Unique in a member's inbox: one a record and conversation. */
  id: string;
  member: MemberId;
  kind: NotificationKind;
  conversation: ConversationId;
  seq: number;
  at: number;
  by: Author;
}

/** When one record concerns somebody in several ways, they are told the first of these. */
const PRECEDENCE: readonly NotificationKind[] = [
  'mentioned',
  'assigned',
  'collaborator-added',
  'team-assigned',
  'message',
];

/**
 * The notifications that one record's events about one conversation cause: at most one a member.
 *
 * @param before the conversation before the record; null if the record starts it
 * @param directory as it is after the record
 */
export function notify(
  before: Card | null,
  events: ConversationEvent[],
  directory: Directory,
  stamp: Stamp,
): Notification[] {
  const after = evolveAll(before, events, stamp);
  if (!after) return [];
  const kinds = new Map<MemberId, NotificationKind>();
  for (const event of events) {
    for (const [member, kind] of concerned(event, after, directory, stamp)) {
      const known = kinds.get(member);
      if (known === undefined || PRECEDENCE.indexOf(kind) < PRECEDENCE.indexOf(known))
        kinds.set(member, kind);
    }
  }
  const actor = memberOf(stamp.by);
  return [...kinds]
    .filter(([member]) => member !== actor && accessOf(after, directory, member, stamp.at).length > 0)
    .map(([member, kind]) => ({
      id: `${stamp.seq}-${after.id}`,
      member,
      kind,
      conversation: after.id,
      seq: stamp.seq,
      at: stamp.at,
      by: stamp.by,
    }));
}

/** Whom an event concerns who is still concerned by the end of the record. */
function concerned(
  event: ConversationEvent,
  after: Card,
  directory: Directory,
  { at }: Stamp,
): [MemberId, NotificationKind][] {
  switch (event.kind) {
    case 'message-received':
      return everybody([...responsible(after, directory), ...after.collaborators], 'message');
    case 'mention-granted':
      return mentionRuns(after, event.member, at) ? [[event.member, 'mentioned']] : [];
    case 'owner-assigned':
      return after.owner === event.owner ? [[event.owner, 'assigned']] : [];
    case 'team-assigned':
    case 'owner-cleared':
      return after.owner === null ? everybody(responsible(after, directory), 'team-assigned') : [];
    case 'collaborators-added':
      return everybody(
        event.members.filter((member) => after.collaborators.includes(member)),
        'collaborator-added',
      );
    default:
      return [];
  }
}

/** The owner (A6, A7); while there is none, every member of the team it is assigned to (A5). */
function responsible(card: Card, directory: Directory): MemberId[] {
  if (card.owner !== null) return [card.owner];
  return card.team === null ? [] : activeMembersOf(directory, card.team);
}

function everybody(members: MemberId[], kind: NotificationKind): [MemberId, NotificationKind][] {
  return members.map((member) => [member, kind]);
}
