// Closed lists of the rules, written down once more: the compiler says when one is not whole.

import type { EventKind } from '#lib/rules/event.ts';
import type { Reason } from '#lib/rules/refusal.ts';

const everyReason: Record<Reason, true> = {
  malformed: true,
  'no-access': true,
  'not-allowed': true,
  'conversation-gone': true,
  'conversation-exists': true,
  'already-owned': true,
  'mention-lapsed': true,
  'unseen-reply': true,
  'stale-ownership': true,
  'self-mention': true,
  'unknown-member': true,
  'member-inactive': true,
  'not-in-team': true,
  'unknown-team': true,
  'team-exists': true,
  'already-collaborators': true,
  'not-a-collaborator': true,
  'not-mentioned': true,
  'unknown-attachment': true,
  'last-admin': true,
};

const everyEvent: Record<EventKind, true> = {
  'conversation-started': true,
  'message-received': true,
  'reply-sent': true,
  'note-added': true,
  'mention-granted': true,
  'mention-lapsed': true,
  'mention-ended': true,
  'owner-assigned': true,
  'owner-cleared': true,
  'team-assigned': true,
  'collaborators-added': true,
  'collaborator-removed': true,
  'status-changed': true,
  'snooze-ended': true,
  'contact-updated': true,
  'delivery-changed': true,
  'conversation-erased': true,
  'workspace-named': true,
  'intake-set': true,
  'member-joined': true,
  'member-renamed': true,
  'availability-changed': true,
  'role-set': true,
  'member-deactivated': true,
  'team-created': true,
  'team-renamed': true,
  'team-members-set': true,
  'team-archived': true,
  'draft-saved': true,
  'read-marked': true,
  'preferences-set': true,
  'command-held': true,
  'held-dismissed': true,
  'notification-dismissed': true,
};

export const reasons = Object.keys(everyReason) as Reason[];
export const eventKinds = Object.keys(everyEvent) as EventKind[];
