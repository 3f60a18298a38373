import { m } from '#lib/i18n/paraglide/messages.js';
import type { ListRef } from '../list/lists.ts';
import type { Names } from '../names.ts';

/** As the navigation says it, where the team stands above. */
export function shortLabel(list: ListRef): string {
  switch (list.kind) {
    case 'personal':
      return personalLabel(list.view);
    case 'team':
      return list.view === 'unassigned' ? m.unassigned() : m.list_all();
    case 'intake':
      return m.list_no_team();
    case 'all':
      return m.list_all_conversations();
  }
}

/** As a heading, standing alone. */
export function fullLabel(list: ListRef, names: Names): string {
  return list.kind === 'team'
    ? m.list_of_team({ team: names.team(list.team), list: shortLabel(list) })
    : shortLabel(list);
}

/** What an empty list will show, and how. */
export function emptyHint(list: ListRef, names: Names): string {
  switch (list.kind) {
    case 'personal':
      return personalHint(list.view);
    case 'team':
      return list.view === 'unassigned'
        ? m.empty_team_unassigned({ team: names.team(list.team) })
        : m.empty_team_all({ team: names.team(list.team) });
    case 'intake':
      return m.empty_no_team();
    case 'all':
      return m.empty_all();
  }
}

function personalLabel(view: 'assigned' | 'collaborating' | 'mentioned'): string {
  switch (view) {
    case 'assigned':
      return m.assigned_to_me();
    case 'collaborating':
      return m.collaborating();
    case 'mentioned':
      return m.mentioned();
  }
}

function personalHint(view: 'assigned' | 'collaborating' | 'mentioned'): string {
  switch (view) {
    case 'assigned':
      return m.empty_assigned();
    case 'collaborating':
      return m.empty_collaborating();
    case 'mentioned':
      return m.empty_mentioned();
  }
}
