// The lists of the app: which there are, what each shows, and their addresses. The address is the only place that says
// which list, which filter, which order and which conversation are open, so back, reload and links all work.

import type { ListQuery } from '#lib/doc/client/views.ts';
import { accessOf } from '#lib/rules/access.ts';
import type { Card } from '#lib/rules/conversation.ts';
import { belongsTo, isAdmin, teamsOf, type Directory } from '#lib/rules/directory.ts';
import { isId, type ConversationId, type MemberId, type TeamId, type WorkspaceId } from '#lib/rules/ids.ts';
import {
  personalViews,
  teamInboxesOf,
  type Order,
  type PersonalView,
  type StatusKind,
  type TeamView,
} from '#lib/rules/inbox.ts';

export type ListRef =
  | { kind: 'personal'; view: PersonalView }
  | { kind: 'team'; team: TeamId; view: TeamView }
  /** Neither owner nor team: whoever answers first takes it. */
  | { kind: 'intake' }
  | { kind: 'all' };

export interface ListOptions {
  status: StatusKind;
  order: Order;
  /** What is searched for, in the place of the list; absent while nobody searches. */
  search?: string;
}

export const HOME: ListRef = { kind: 'personal', view: 'assigned' };

const PERSONAL: readonly PersonalView[] = ['assigned', 'collaborating', 'mentioned'];
const TEAM: readonly TeamView[] = ['unassigned', 'all'];
const STATUSES: readonly StatusKind[] = ['open', 'snoozed', 'closed'];

export function parsePersonalList(view: string | undefined): ListRef | null {
  const found = PERSONAL.find((known) => known === view);
  return found ? { kind: 'personal', view: found } : null;
}

export function parseTeamList(team: string | undefined, view: string | undefined): ListRef | null {
  const found = TEAM.find((known) => known === view);
  return found && isId(team) ? { kind: 'team', team, view: found } : null;
}

export function parseOptions(search: URLSearchParams): ListOptions {
  const status = STATUSES.find((known) => known === search.get('status')) ?? 'open';
  const sought = search.get('q');
  return {
    status,
    order: search.get('order') === 'waiting' ? 'waiting' : 'newest',
    ...(sought === null ? {} : { search: sought }),
  };
}

export function queryOf(list: ListRef, me: MemberId, { status, order }: ListOptions): ListQuery {
  const options = { status, order };
  switch (list.kind) {
    case 'personal':
      return { inbox: `inbox/${me}`, view: list.view, ...options };
    case 'team':
      return { inbox: `team/${list.team}`, view: list.view, ...options };
    case 'intake':
      return { inbox: 'intake', view: 'unassigned', ...options };
    case 'all':
      return { inbox: 'all', view: 'all', ...options };
  }
}

/** The address of a list, or of a conversation in it. Options that are as usual are left out. */
export function listHref(
  workspace: WorkspaceId,
  list: ListRef,
  options?: ListOptions,
  conversation?: ConversationId,
): string {
  const search = new URLSearchParams();
  if (options && options.status !== 'open') search.set('status', options.status);
  if (options && options.order !== 'newest') search.set('order', options.order);
  if (options?.search !== undefined) search.set('q', options.search);
  const path = [pathOf(list), ...(conversation === undefined ? [] : [conversation])].join('/');
  return `/w/${workspace}/${path}${search.size > 0 ? `?${search}` : ''}`;
}

export function isSameList(a: ListRef, b: ListRef): boolean {
  return pathOf(a) === pathOf(b);
}

/** Whether the list is this member's to see at all; the relay asks the same before it sends a byte of it. */
export function maySeeList(list: ListRef, directory: Directory, me: MemberId): boolean {
  switch (list.kind) {
    case 'personal':
    case 'intake':
      return true;
    case 'team':
      return isAdmin(directory, me) || belongsTo(directory, me, list.team);
    case 'all':
      return isAdmin(directory, me);
  }
}

/** The list in which a member finds a conversation that a link without a list leads to. */
export function homeOf(card: Card, directory: Directory, me: MemberId, now: number): ListRef {
  const [view] = personalViews(card, me, now);
  if (view) return { kind: 'personal', view };
  const inboxes = teamInboxesOf(card, directory);
  const team = teamsOf(directory, me).find((mine) => inboxes.includes(mine.id));
  if (team) return { kind: 'team', team: team.id, view: card.owner === null ? 'unassigned' : 'all' };
  if (accessOf(card, directory, me, now).includes('claimant')) return { kind: 'intake' };
  return isAdmin(directory, me) ? { kind: 'all' } : HOME;
}

function pathOf(list: ListRef): string {
  switch (list.kind) {
    case 'personal':
      return `inbox/${list.view}`;
    case 'team':
      return `team/${list.team}/${list.view}`;
    case 'intake':
      return 'unassigned';
    case 'all':
      return 'all';
  }
}
