// What a held command asked for, where its heading and its text do not say it: to whom, by which team, until when.

import { m } from '#lib/i18n/paraglide/messages.js';
import type { AssignTo, HeldCommand, WantedStatus } from '#lib/rules/command.ts';
import type { Words } from '../timeline/eventText.ts';

/** @returns empty where the heading says it all */
export function askedText(command: HeldCommand, words: Words): string {
  const { names } = words;
  switch (command.kind) {
    case 'assign':
      return assignText(command.to, words);
    case 'add-collaborators':
      return words.list(command.members.map((member) => names.subject(member)));
    case 'remove-collaborator':
    case 'end-mention':
    case 'set-role':
    case 'set-availability':
    case 'rename-member':
    case 'deactivate-member':
      return names.subject(command.member);
    case 'set-status':
      return statusText(command.status, words);
    case 'rename-team':
    case 'archive-team':
      return names.team(command.team);
    default:
      return '';
  }
}

function assignText(to: AssignTo, { names }: Words): string {
  switch (to.kind) {
    case 'me':
      return m.assign_to_me();
    case 'member':
      return m.asked_assign_member({ who: names.object(to.member) });
    case 'team':
      return m.asked_assign_team({ team: names.team(to.team) });
    case 'queue':
      return m.asked_assign_queue({ team: names.team(to.team) });
    case 'team-member':
      return m.asked_assign_team_member({ who: names.object(to.member), team: names.team(to.team) });
    case 'nobody':
      return m.unassign();
  }
}

function statusText(status: WantedStatus, words: Words): string {
  switch (status.kind) {
    case 'open':
      return m.open_conversation();
    case 'closed':
      return m.close_conversation();
    case 'snoozed':
      return m.asked_snooze({ until: words.time(status.until) });
  }
}
