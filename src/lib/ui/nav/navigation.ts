// What the navigation shows to one member, and how many conversations are open in each list.

import { isAdmin, teamsOf, type Directory, type Team } from '#lib/rules/directory.ts';
import type { MemberId } from '#lib/rules/ids.ts';
import type { Counts, InboxName } from '#lib/rules/inbox.ts';
import { queryOf, type ListRef } from '../list/lists.ts';

export interface Navigation {
  personal: readonly ListRef[];
  teams: readonly { team: Team; lists: readonly ListRef[] }[];
  /** What belongs to no team: to claim for everybody, to oversee for admins. */
  workspace: readonly ListRef[];
}

export function navigationOf(directory: Directory, me: MemberId): Navigation {
  return {
    personal: [
      { kind: 'personal', view: 'assigned' },
      { kind: 'personal', view: 'collaborating' },
      { kind: 'personal', view: 'mentioned' },
    ],
    teams: teamsOf(directory, me)
      .map((team) => ({
        team,
        lists: [
          { kind: 'team' as const, team: team.id, view: 'unassigned' as const },
          { kind: 'team' as const, team: team.id, view: 'all' as const },
        ],
      }))
      .sort((a, b) => a.team.name.localeCompare(b.team.name)),
    workspace: [{ kind: 'intake' }, ...(isAdmin(directory, me) ? [{ kind: 'all' as const }] : [])],
  };
}

/** How many open conversations a list holds. */
export function openCount(list: ListRef, me: MemberId, counts: (inbox: InboxName) => Counts): number {
  const { inbox, view } = queryOf(list, me, { status: 'open', order: 'newest' });
  return counts(inbox)[`${view}.open`] ?? 0;
}
