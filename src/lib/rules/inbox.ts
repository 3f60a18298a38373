// Which inboxes a conversation is in, what each counts, and in which order lists show it.

import type { Card } from './conversation.ts';
import { openTeam, teamsOf, type Directory } from './directory.ts';
import type { MemberId, TeamId } from './ids.ts';
import { guestsOf } from './mention.ts';

/** An inbox, named as its document is below the workspace. */
export type InboxName = `inbox/${MemberId}` | `team/${TeamId}` | 'intake' | 'all';

export type PersonalView = 'assigned' | 'collaborating' | 'mentioned';
export type TeamView = 'unassigned' | 'all';
export type View = PersonalView | TeamView;
export type StatusKind = Card['status']['kind'];

/** How many conversations of each status a view holds, exact even where the document leaves old cards out. */
export type Counts = Partial<Record<`${View}.${StatusKind}`, number>>;

/**
 * Team inboxes that show the conversation (A9). Without an owner: its team's. With one: its team's, if the owner belongs
 * there; where it was not assigned through a team, those of every team the owner belongs to (A8).
 */
export function teamInboxesOf(card: Card, directory: Directory): TeamId[] {
  if (card.owner === null) return card.team !== null && openTeam(directory, card.team) ? [card.team] : [];
  const ownersTeams = teamsOf(directory, card.owner).map((team) => team.id);
  return card.team === null ? ownersTeams : ownersTeams.filter((team) => team === card.team);
}

/** The views of a member's own inbox that show the conversation. */
export function personalViews(card: Card, member: MemberId, now: number): PersonalView[] {
  const views: PersonalView[] = [];
  if (card.owner === member) views.push('assigned');
  if (card.collaborators.includes(member)) views.push('collaborating');
  if (guestsOf(card, now).includes(member)) views.push('mentioned');
  return views;
}

/**
 * Every inbox that the conversation is in at `now`; none once it is erased. That of somebody deactivated goes on: nobody may
 * read it, and it is as it must be on the day they come back.
 */
export function inboxesOf(card: Card, directory: Directory, now: number): InboxName[] {
  if (card.erased) return [];
  const people = new Set([
    ...(card.owner === null ? [] : [card.owner]),
    ...card.collaborators,
    ...guestsOf(card, now),
  ]);
  return [
    ...[...people].map((member): InboxName => `inbox/${member}`),
    ...teamInboxesOf(card, directory).map((team): InboxName => `team/${team}`),
    ...(card.owner === null && card.team === null ? ['intake' as const] : []),
    'all',
  ];
}

/** The views of one inbox that count the conversation; none once it is erased. */
export function viewsIn(inbox: InboxName, card: Card, now: number): View[] {
  if (card.erased) return [];
  if (inbox.startsWith('inbox/')) return personalViews(card, inbox.slice('inbox/'.length), now);
  return card.owner === null ? ['all', 'unassigned'] : ['all'];
}

/** The keys of `Counts` that one conversation adds one to. */
export function countKeys(inbox: InboxName, card: Card, now: number): (keyof Counts)[] {
  return viewsIn(inbox, card, now).map((view): keyof Counts => `${view}.${card.status.kind}`);
}

export type Order = 'newest' | 'waiting';

/** Newest first, or who has waited longest first (those who do not wait come after, newest first). */
export function compareCards(order: Order): (a: Card, b: Card) => number {
  const newest = (a: Card, b: Card): number => b.activityAt - a.activityAt || (a.id < b.id ? 1 : -1);
  if (order === 'newest') return newest;
  return (a, b) => compareWaiting(a, b) || newest(a, b);
}

function compareWaiting(a: Card, b: Card): number {
  if (a.waitingSince === null || b.waitingSince === null) {
    return Number(a.waitingSince === null) - Number(b.waitingSince === null);
  }
  return a.waitingSince - b.waitingSince;
}
