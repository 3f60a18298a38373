// What happened, for the audit: the timeline's words where it has them. The exhaustive switches make a new event without
// words a type error.

import { m } from '#lib/i18n/paraglide/messages.js';
import type { AuditedEvent, AuditedKind } from '#lib/rules/audit.ts';
import type { Intake } from '#lib/rules/directory.ts';
import type { ChannelChange, Stamp } from '#lib/rules/event.ts';
import { memberOf } from '#lib/rules/ids.ts';
import { authorName, contactName } from '../../names.ts';
import { eventText, type Words } from '../../timeline/eventText.ts';

export function auditText(stamp: Stamp, event: AuditedEvent, words: Words): string {
  const { names } = words;
  const by = authorName(stamp.by, names, words.contact);
  switch (event.kind) {
    case 'conversation-started':
      return m.event_started({ by });
    case 'message-received':
      return m.audit_message({ contact: contactName(words.contact) });
    case 'reply-sent':
      return m.audit_reply({ by });
    case 'note-added':
      return m.audit_note({ by });
    case 'contact-updated':
      return m.event_contact_updated({ by, contact: contactName(words.contact) });
    case 'delivery-changed':
      return delivery(event.state);
    case 'workspace-named':
      return m.audit_workspace_named({ by, name: event.name });
    case 'channel-changed':
      return channelText(event.change, { by, channel: event.name });
    case 'intake-set':
      return m.audit_intake({ by, where: intakeText(event.intake, words) });
    case 'member-joined':
      return memberOf(stamp.by) === null
        ? m.audit_joined({ name: event.name })
        : m.audit_let_in({ by, name: event.name });
    case 'member-renamed':
      return m.audit_member_renamed({ by, name: event.name });
    case 'availability-changed':
      return event.availability === 'away'
        ? m.audit_away({ who: names.subject(event.member) })
        : m.audit_available({ who: names.subject(event.member) });
    case 'role-set':
      return event.role === 'admin'
        ? m.audit_made_admin({ by, who: names.object(event.member) })
        : m.audit_made_agent({ by, who: names.object(event.member) });
    case 'member-deactivated':
      return m.audit_deactivated({ by, who: names.object(event.member) });
    case 'team-created':
      return m.audit_team_created({ by, team: event.name });
    case 'team-renamed':
      return m.audit_team_renamed({ by, team: event.name });
    case 'team-members-set':
      return event.members.length === 0
        ? m.audit_team_emptied({ by, team: names.team(event.team) })
        : m.audit_team_members({
            by,
            team: names.team(event.team),
            members: words.list(event.members.map((member) => names.object(member))),
          });
    case 'team-archived':
      return m.audit_team_archived({ by, team: names.team(event.team) });
    default:
      return eventText({ ...stamp, command: null, ...event }, words);
  }
}

function channelText(change: ChannelChange, who: { by: string; channel: string }): string {
  switch (change) {
    case 'made':
      return m.audit_channel_made(who);
    case 'renamed':
      return m.audit_channel_renamed(who);
    case 'changed':
      return m.audit_channel_changed(who);
    case 'switched-on':
      return m.audit_channel_on(who);
    case 'switched-off':
      return m.audit_channel_off(who);
    case 'secret-renewed':
      return m.audit_channel_secret(who);
    case 'secret-replaced':
      return m.audit_channel_replaced(who);
  }
}

function delivery(state: Extract<AuditedEvent, { kind: 'delivery-changed' }>['state']): string {
  switch (state) {
    case 'trying':
      return m.audit_delivery_trying();
    case 'sent':
      return m.audit_delivery_sent();
    case 'delivered':
      return m.audit_delivery_delivered();
    case 'failed':
      return m.audit_delivery_failed();
    case 'unknown':
      return m.audit_delivery_unknown();
  }
}

function intakeText(intake: Intake, { names }: Words): string {
  switch (intake.kind) {
    case 'unassigned':
      return m.audit_intake_unassigned();
    case 'team-inbox':
      return m.audit_intake_team({ team: names.team(intake.team) });
    case 'queue':
      return m.audit_intake_queue({ team: names.team(intake.team) });
  }
}

const KINDS: Record<AuditedKind, () => string> = {
  'conversation-started': m.kind_conversation_started,
  'message-received': m.kind_message_received,
  'reply-sent': m.kind_reply_sent,
  'note-added': m.kind_note_added,
  'mention-granted': m.kind_mention_granted,
  'mention-lapsed': m.kind_mention_lapsed,
  'mention-ended': m.kind_mention_ended,
  'owner-assigned': m.kind_owner_assigned,
  'owner-cleared': m.kind_owner_cleared,
  'team-assigned': m.kind_team_assigned,
  'collaborators-added': m.kind_collaborators_added,
  'collaborator-removed': m.kind_collaborator_removed,
  'status-changed': m.kind_status_changed,
  'snooze-ended': m.kind_snooze_ended,
  'contact-updated': m.kind_contact_updated,
  'delivery-changed': m.kind_delivery_changed,
  'conversation-erased': m.kind_conversation_erased,
  'member-joined': m.kind_member_joined,
  'member-renamed': m.kind_member_renamed,
  'availability-changed': m.kind_availability_changed,
  'role-set': m.kind_role_set,
  'member-deactivated': m.kind_member_deactivated,
  'team-created': m.kind_team_created,
  'team-renamed': m.kind_team_renamed,
  'team-members-set': m.kind_team_members_set,
  'team-archived': m.kind_team_archived,
  'intake-set': m.kind_intake_set,
  'workspace-named': m.kind_workspace_named,
  'channel-changed': m.kind_channel_changed,
};

/** What a filter calls a kind of event. */
export function kindName(kind: AuditedKind): string {
  return KINDS[kind]();
}
