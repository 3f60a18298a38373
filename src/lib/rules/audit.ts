// What the audit shows: who did what, when and to which conversation, never what was said or noted. What is private to one
// member is no part of it.

import {
  isPersonalEvent,
  type ConversationEvent,
  type Delivery,
  type DirectoryEvent,
  type Event,
  type Stamp,
} from './event.ts';
import type { ConversationId } from './ids.ts';

type Worded = 'conversation-started' | 'message-received' | 'reply-sent' | 'note-added' | 'contact-updated';

export type AuditedEvent =
  | { kind: Worded; conversation: ConversationId }
  | { kind: 'delivery-changed'; conversation: ConversationId; state: Delivery['state'] }
  | Exclude<ConversationEvent, { kind: Worded | 'delivery-changed' }>
  | DirectoryEvent;

export type AuditedKind = AuditedEvent['kind'];

const KINDS: Record<AuditedKind, true> = {
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
  'member-joined': true,
  'member-renamed': true,
  'availability-changed': true,
  'role-set': true,
  'member-deactivated': true,
  'team-created': true,
  'team-renamed': true,
  'team-members-set': true,
  'team-archived': true,
  'intake-set': true,
  'workspace-named': true,
  'channel-changed': true,
};

/** In the order in which a filter offers them. */
export const AUDITED_KINDS = Object.keys(KINDS) as AuditedKind[];

/** One record of the log. */
export interface AuditEntry extends Stamp {
  events: AuditedEvent[];
}

/** Null for what is private to one member. */
export function audited(event: Event): AuditedEvent | null {
  if (isPersonalEvent(event)) return null;
  switch (event.kind) {
    case 'conversation-started':
    case 'message-received':
    case 'reply-sent':
    case 'note-added':
    case 'contact-updated':
      return { kind: event.kind, conversation: event.conversation };
    case 'delivery-changed':
      return { kind: event.kind, conversation: event.conversation, state: event.delivery.state };
    default:
      return event;
  }
}

/** How far the chain of hashes was checked: each record names the hash of the one before it. */
export interface ChainState {
  /** Every record up to this one is what was written. */
  checked: number;
  /** The newest record. */
  head: number;
  /** The first record that is not what was written; null where none was found. */
  broken: number | null;
}
