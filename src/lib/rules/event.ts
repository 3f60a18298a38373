// What happened, in the past tense. An event is never refused; everything that people see is a fold of events.

import type { Attachment, Contact, LeftOut, Status } from './conversation.ts';
import type { Availability, Intake, Role } from './directory.ts';
import type { Author, ChannelId, CommandId, ConversationId, MemberId, TeamId } from './ids.ts';
import type { Preferences, Tab } from './personal.ts';
import type { HeldCommand } from './command.ts';
import type { Refusal } from './refusal.ts';

/** Where in the log, when in relay time (epoch milliseconds), and by whom. One record has one stamp. */
export interface Stamp {
  seq: number;
  at: number;
  by: Author;
}

/** How somebody became owner. */
export type AssignedVia = 'self' | 'member' | 'team-member' | 'queue' | 'first-reply' | 'start';
/** How a conversation got to a team. `queue`: it waits there for the first member who becomes available. */
export type TeamVia = 'member' | 'queue' | 'intake' | 'archived';
export type ClearedWhy = 'unassigned' | 'to-team' | 'deactivated' | 'left-team' | 'owner-gone';

type Conversational =
  | { kind: 'conversation-started'; contact: Contact; channel: ChannelId }
  /** `subject`: of a mail, and of nothing else. `leftOut`: where some of its files were not kept. */
  | {
      kind: 'message-received';
      text: string;
      attachments: Attachment[];
      message: string;
      subject?: string;
      leftOut?: LeftOut[];
    }
  | { kind: 'reply-sent'; text: string; attachments: Attachment[] }
  | { kind: 'note-added'; text: string; attachments: Attachment[]; mention: MemberId | null }
  | { kind: 'mention-granted'; member: MemberId; until: number }
  | { kind: 'mention-lapsed'; member: MemberId }
  | { kind: 'mention-ended'; member: MemberId }
  /** `team` is the conversation's team from now on: null when the owner was assigned outside of it. */
  | {
      kind: 'owner-assigned';
      owner: MemberId;
      before: MemberId | null;
      team: TeamId | null;
      via: AssignedVia;
    }
  | { kind: 'owner-cleared'; before: MemberId; why: ClearedWhy }
  | { kind: 'team-assigned'; team: TeamId | null; before: TeamId | null; via: TeamVia }
  | { kind: 'collaborators-added'; members: MemberId[] }
  | { kind: 'collaborator-removed'; member: MemberId }
  | { kind: 'status-changed'; status: Status }
  | { kind: 'snooze-ended' }
  | { kind: 'contact-updated'; contact: Contact }
  | { kind: 'delivery-changed'; reply: number; delivery: Delivery }
  | { kind: 'conversation-erased' };

/**
 * What became of a reply on its way to the customer. A reason is a word of docs/protocol.md, or what the channel said.
 * `trying`: a try has failed and others follow, or a member asked for another (then without a reason). `failed`: nobody tries
 * any more. `unknown`: the receiver gave no answer and cannot deduplicate.
 */
export type Delivery =
  | { state: 'trying'; reason: string }
  | { state: 'sent' }
  | { state: 'delivered' }
  | { state: 'failed'; reason: string }
  | { state: 'unknown' };

export type ConversationEvent = Conversational & { conversation: ConversationId };

/** `secret-renewed`: the one before stays valid for a while; `secret-replaced`: it ended with it. */
export type ChannelChange =
  'made' | 'renamed' | 'changed' | 'switched-on' | 'switched-off' | 'secret-renewed' | 'secret-replaced';

export type DirectoryEvent =
  /** Of what only the relay knows, for the audit. `name`: as it is called from then on. */
  | { kind: 'channel-changed'; channel: ChannelId; name: string; change: ChannelChange }
  | { kind: 'workspace-named'; name: string }
  | { kind: 'intake-set'; intake: Intake }
  | { kind: 'member-joined'; member: MemberId; name: string; role: Role; colour: number }
  | { kind: 'member-renamed'; member: MemberId; name: string }
  | { kind: 'availability-changed'; member: MemberId; availability: Availability }
  | { kind: 'role-set'; member: MemberId; role: Role }
  | { kind: 'member-deactivated'; member: MemberId }
  | { kind: 'team-created'; team: TeamId; name: string; members: MemberId[] }
  | { kind: 'team-renamed'; team: TeamId; name: string }
  | { kind: 'team-members-set'; team: TeamId; members: MemberId[] }
  | { kind: 'team-archived'; team: TeamId };

/** Private to one member: they change that member's inbox document, never a thread, and are not part of the audit. */
export type PersonalEvent = { member: MemberId } & (
  | { kind: 'draft-saved'; conversation: ConversationId; tab: Tab; text: string }
  | { kind: 'read-marked'; conversation: ConversationId; upTo: number }
  | { kind: 'preferences-set'; preferences: Partial<Preferences> }
  | { kind: 'command-held'; command: HeldCommand; refusal: Refusal }
  | { kind: 'held-dismissed'; command: CommandId }
  /** One, or `all` up to a seq: what its writer had not seen yet is news. */
  | { kind: 'notification-dismissed'; notification: string; upTo: number }
);

export type Event = ConversationEvent | DirectoryEvent | PersonalEvent;
export type EventKind = Event['kind'];

const PERSONAL: ReadonlySet<EventKind> = new Set<PersonalEvent['kind']>([
  'draft-saved',
  'read-marked',
  'preferences-set',
  'command-held',
  'held-dismissed',
  'notification-dismissed',
]);

export function isPersonalEvent(event: Event): event is PersonalEvent {
  return PERSONAL.has(event.kind);
}

export function isConversationEvent(event: Event): event is ConversationEvent {
  return 'conversation' in event && !isPersonalEvent(event);
}
