// Who may become owner, and whose turn it is.

import type { AssignTo } from './command.ts';
import type { Card } from './conversation.ts';
import { activeMember, belongsTo, evolveDirectory, openTeam, type Directory } from './directory.ts';
import type { AssignedVia, ClearedWhy, ConversationEvent, TeamVia } from './event.ts';
import { entryOf, type MemberId, type TeamId } from './ids.ts';
import type { Refusal } from './refusal.ts';

/**
 * Round robin (A6): the next available member in the team's order, starting after the one whose turn was last.
 * Away and deactivated members are passed over. Null if nobody is available.
 */
export function nextInQueue(team: TeamId, directory: Directory): MemberId | null {
  const found = openTeam(directory, team);
  if (!found) return null;
  const start = found.turn === null ? 0 : found.members.indexOf(found.turn) + 1;
  const order = [...found.members.slice(start), ...found.members.slice(0, start)];
  return order.find((member) => activeMember(directory, member)?.availability === 'available') ?? null;
}

/** Why an assignment cannot be made at all, whoever asks; null if it can. */
export function refuseTarget(to: AssignTo, directory: Directory): Refusal | null {
  if ('team' in to && !openTeam(directory, to.team)) return { reason: 'unknown-team', team: to.team };
  if (!('member' in to)) return null;
  return (
    refuseMember(to.member, directory) ??
    (to.kind === 'team-member' && !belongsTo(directory, to.member, to.team)
      ? { reason: 'not-in-team', member: to.member, team: to.team }
      : null)
  );
}

export function refuseMember(member: MemberId, directory: Directory): Refusal | null {
  if (!entryOf(directory.members, member)) return { reason: 'unknown-member', member };
  return activeMember(directory, member) ? null : { reason: 'member-inactive', member };
}

/** The events that carry out an assignment whose target was not refused; none where nothing would change. */
export function assign(card: Card, to: AssignTo, directory: Directory, actor: MemberId): ConversationEvent[] {
  switch (to.kind) {
    case 'me':
      return assignOwner(card, actor, teamKept(card, actor, directory), 'self');
    case 'member':
      return assignOwner(card, to.member, teamKept(card, to.member, directory), 'member');
    case 'team-member':
      return assignOwner(card, to.member, to.team, 'team-member');
    case 'team':
      return assignTeam(card, to.team, 'member');
    case 'queue':
      return assignByQueue(card, to.team, directory);
    case 'nobody':
      return clearOwner(card, 'unassigned');
  }
}

/** By queue always takes a turn; with nobody available the conversation waits in the team inbox. */
export function assignByQueue(card: Card, team: TeamId, directory: Directory): ConversationEvent[] {
  const owner = nextInQueue(team, directory);
  return owner === null ? assignTeam(card, team, 'queue') : [owned(card, owner, team, 'queue')];
}

export function assignTeam(card: Card, team: TeamId | null, via: TeamVia): ConversationEvent[] {
  const waits = via === 'queue';
  if (card.owner === null && card.team === team && (card.queuedAt !== null) === waits) return [];
  return [
    ...clearOwner(card, 'to-team'),
    { kind: 'team-assigned', conversation: card.id, team, before: card.team, via },
  ];
}

export function clearOwner(card: Card, why: ClearedWhy): ConversationEvent[] {
  return card.owner === null
    ? []
    : [{ kind: 'owner-cleared', conversation: card.id, before: card.owner, why }];
}

/** A claimant's reply makes them owner in the same step (A4). */
export function claim(card: Card, actor: MemberId): ConversationEvent {
  return owned(card, actor, card.team, 'first-reply');
}

/**
 * Hands what waits for a team's queue to its available members: oldest first, by turn, at most `most` of them. What is
 * snoozed or closed waits on, with its place, until it is open again (see `wake`).
 */
export function pullFromQueue(
  team: TeamId,
  waiting: Card[],
  directory: Directory,
  most: number,
): ConversationEvent[] {
  const oldestFirst = waiting
    .filter((card) => card.status.kind === 'open' && isQueuedFor(card, team))
    .sort((a, b) => (a.queuedAt ?? 0) - (b.queuedAt ?? 0) || (a.id < b.id ? -1 : 1));
  const events: ConversationEvent[] = [];
  let turns = directory;
  for (const card of oldestFirst.slice(0, most)) {
    const owner = nextInQueue(team, turns);
    if (owner === null) break;
    const event = owned(card, owner, team, 'queue');
    events.push(event);
    turns = evolveDirectory(turns, event);
  }
  return events;
}

/** Waiting, without an owner, for a member of this team's queue. */
export function isQueuedFor(card: Card, team: TeamId): boolean {
  return !card.erased && card.queuedAt !== null && card.owner === null && card.team === team;
}

/** Assigned to somebody who does not belong to its team, a conversation leaves the team. */
function teamKept(card: Card, owner: MemberId, directory: Directory): TeamId | null {
  return card.team !== null && belongsTo(directory, owner, card.team) ? card.team : null;
}

function assignOwner(
  card: Card,
  owner: MemberId,
  team: TeamId | null,
  via: AssignedVia,
): ConversationEvent[] {
  return card.owner === owner && card.team === team ? [] : [owned(card, owner, team, via)];
}

export function owned(card: Card, owner: MemberId, team: TeamId | null, via: AssignedVia): ConversationEvent {
  return { kind: 'owner-assigned', conversation: card.id, owner, before: card.owner, team, via };
}
