// What a change of the directory would do to conversations, counted. Computed from the very events that it would cause.

import { evolveAll, type Card } from './conversation.ts';
import { evolveDirectory, openTeam, type Directory } from './directory.ts';
import { isConversationEvent, type Event, type Stamp } from './event.ts';
import type { TeamId } from './ids.ts';

export interface Waiting {
  open: number;
  snoozed: number;
}

export interface Consequences {
  /** Conversations that then wait in the Unassigned of a team. */
  unassigned: ({ team: TeamId } & Waiting)[];
  /** That then belong to nobody and no team. */
  intake: Waiting;
  /** That leave their team's inbox, and stay with their owner. */
  kept: Waiting;
  /** That are closed, and left alone. */
  closed: number;
}

/** @param cards all that the command could touch, closed ones too */
export function consequencesOf(
  directory: Directory,
  cards: readonly Card[],
  events: readonly Event[],
  stamp: Stamp,
): Consequences {
  const after = events.reduce(evolveDirectory, directory);
  const unassigned = new Map<TeamId, Waiting>();
  const intake = { open: 0, snoozed: 0 };
  const kept = { open: 0, snoozed: 0 };
  for (const card of cards) {
    const own = events.filter(isConversationEvent).filter(({ conversation }) => conversation === card.id);
    const moved = own.length > 0 ? evolveAll(card, own, stamp) : null;
    if (!moved || moved.status.kind === 'closed') continue;
    placeOf(moved, after)[moved.status.kind] += 1;
  }
  const closed = cards.filter(({ status }) => status.kind === 'closed').length;
  return {
    unassigned: [...unassigned].map(([team, waiting]) => ({ team, ...waiting })),
    intake,
    kept,
    closed,
  };

  function placeOf({ owner, team }: Card, now: Directory): Waiting {
    if (owner !== null) return kept;
    if (team === null || !openTeam(now, team)) return intake;
    const waiting = unassigned.get(team) ?? { open: 0, snoozed: 0 };
    unassigned.set(team, waiting);
    return waiting;
  }
}
