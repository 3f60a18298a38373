// What happens when a conversation that slept, snoozed or closed, is open again.

import { clearOwner, isQueuedFor, nextInQueue, owned } from './assignment.ts';
import type { Card } from './conversation.ts';
import { activeMember, belongsTo, openTeam, type Directory } from './directory.ts';
import type { ConversationEvent } from './event.ts';
import type { MemberId, TeamId } from './ids.ts';

/** That it is open, if it was not. */
export function opened(card: Card): ConversationEvent[] {
  return card.status.kind === 'open'
    ? []
    : [{ kind: 'status-changed', conversation: card.id, status: { kind: 'open' } }];
}

/** What waking brings beside being open: it catches up, and a free hand of the queue that it waits for takes it. */
export function wake(card: Card, directory: Directory): ConversationEvent[] {
  const { card: awake, events } = catchUp(card, directory);
  return [...events, ...handOut(awake, directory)];
}

/**
 * A closed conversation is left alone when its owner or its team goes. Now it catches up with what happened to open ones at
 * once: an owner who is gone, or no longer of its team, loses it; one whose team is gone goes to its owner alone, or to the
 * intake. Returns it as it then stands, with the events that say so; nothing for one that is open.
 */
export function catchUp(card: Card, directory: Directory): { card: Card; events: ConversationEvent[] } {
  if (card.status.kind === 'open') return { card, events: [] };
  const { id: conversation, team: before, owner } = card;
  const team = before !== null && openTeam(directory, before) ? before : null;
  const stays = owner !== null && isOf(directory, owner, team);
  const events = stays ? [] : clearOwner(card, 'owner-gone');
  if (team === before) return { card: { ...card, owner: stays ? owner : null }, events };
  events.push({ kind: 'team-assigned', conversation, team, before, via: 'archived' });
  return { card: { ...card, owner: stays ? owner : null, team, queuedAt: null }, events };
}

/** A conversation that waited in its sleep for a queue takes a turn, if somebody is available; open ones are pulled. */
export function handOut(card: Card, directory: Directory): ConversationEvent[] {
  const { team } = card;
  if (card.status.kind === 'open' || team === null || !isQueuedFor(card, team)) return [];
  const owner = nextInQueue(team, directory);
  return owner === null ? [] : [owned(card, owner, team, 'queue')];
}

function isOf(directory: Directory, member: MemberId, team: TeamId | null): boolean {
  return team === null ? activeMember(directory, member) !== null : belongsTo(directory, member, team);
}
