// Why a command was not accepted, in plain words. The exhaustive switch makes a new reason without words a type error.

import { m } from '#lib/i18n/paraglide/messages.js';
import type { CommandKind } from '#lib/rules/command.ts';
import { memberOf } from '#lib/rules/ids.ts';
import type { Refusal } from '#lib/rules/refusal.ts';
import { authorName } from '../names.ts';
import type { Words } from '../timeline/eventText.ts';

export function refusalText(refusal: Refusal, words: Words): string {
  const { names } = words;
  switch (refusal.reason) {
    case 'malformed':
      return m.refused_malformed();
    case 'no-access':
      return m.refused_no_access();
    case 'not-allowed':
      return m.refused_not_allowed();
    case 'conversation-gone':
      return m.refused_conversation_gone();
    case 'conversation-exists':
      return m.refused_conversation_exists();
    case 'already-owned':
      return m.refused_already_owned({ owner: names.subject(refusal.owner) });
    case 'mention-lapsed':
      return m.refused_mention_lapsed({ until: words.time(refusal.until) });
    case 'unseen-reply':
      return m.refused_unseen_reply({
        by: authorName(refusal.by, names, words.contact),
        at: words.time(refusal.at),
      });
    case 'stale-ownership':
      return m.refused_stale_ownership({
        by: memberOf(refusal.by) === null ? m.app_name() : authorName(refusal.by, names, words.contact),
        holder: holder(refusal, words),
      });
    case 'self-mention':
      return m.refused_self_mention();
    case 'unknown-member':
      return m.refused_unknown_member();
    case 'member-inactive':
      return m.refused_member_inactive({ who: names.subject(refusal.member) });
    case 'not-in-team':
      return m.refused_not_in_team({ who: names.subject(refusal.member), team: names.team(refusal.team) });
    case 'unknown-team':
      return m.refused_unknown_team();
    case 'team-exists':
      return m.refused_team_exists();
    case 'stale-team':
      return staleTeam(refusal, words);
    case 'unknown-channel':
      return m.refused_unknown_channel();
    case 'contact-taken':
      return m.refused_contact_taken();
    case 'already-collaborators':
      return m.refused_already_collaborators();
    case 'not-a-collaborator':
      return m.refused_not_a_collaborator({ who: names.subject(refusal.member) });
    case 'not-mentioned':
      return m.refused_not_mentioned({ who: names.subject(refusal.member) });
    case 'unknown-attachment':
      return m.refused_unknown_attachment();
    case 'last-admin':
      return m.refused_last_admin();
  }
}

/** What was asked for, as a short heading. */
export function commandTitle(kind: CommandKind | 'unreadable'): string {
  switch (kind) {
    case 'reply':
      return m.command_reply();
    case 'resend':
      return m.command_resend();
    case 'note':
      return m.command_note();
    case 'assign':
      return m.command_assign();
    case 'add-collaborators':
      return m.command_add_collaborators();
    case 'remove-collaborator':
      return m.command_remove_collaborator();
    case 'set-status':
      return m.command_set_status();
    case 'end-mention':
      return m.command_end_mention();
    case 'start-conversation':
      return m.command_start_conversation();
    case 'update-contact':
      return m.command_update_contact();
    case 'save-draft':
      return m.command_save_draft();
    case 'set-availability':
    case 'rename-member':
    case 'set-role':
    case 'deactivate-member':
    case 'create-team':
    case 'rename-team':
    case 'set-team-members':
    case 'archive-team':
    case 'rename-workspace':
    case 'set-intake':
      return m.command_settings();
    case 'mark-read':
    case 'set-preferences':
    case 'dismiss-held':
    case 'dismiss-notification':
      return m.command_personal();
    case 'unreadable':
      return m.command_unreadable();
  }
}

function staleTeam({ team, members }: Extract<Refusal, { reason: 'stale-team' }>, words: Words): string {
  const name = words.names.team(team);
  if (members.length === 0) return m.refused_stale_team_empty({ team: name });
  const now = words.list(members.map((member) => words.names.object(member)));
  return m.refused_stale_team({ team: name, members: now });
}

function holder(refusal: Extract<Refusal, { reason: 'stale-ownership' }>, { names }: Words): string {
  if (refusal.owner !== null) return names.object(refusal.owner);
  return refusal.team === null ? m.nobody_object() : m.team_inbox_of({ team: names.team(refusal.team) });
}
