// What stands in each document, as plain JSON. docs/protocol.md says the same in words, and a test compares the two.

import type { HeldCommand } from '../rules/command.ts';
import type { Attachment, Card } from '../rules/conversation.ts';
import type { Member, Settings, Team } from '../rules/directory.ts';
import type { ConversationEvent, Delivery, Stamp } from '../rules/event.ts';
import type { CommandId, ConversationId, MemberId, TeamId } from '../rules/ids.ts';
import type { Counts } from '../rules/inbox.ts';
import type { Notification } from '../rules/notification.ts';
import type { Preferences, Tab } from '../rules/personal.ts';
import type { Refusal } from '../rules/refusal.ts';

/** The names of the shared types at the top of the documents. */
export const ROOT = {
  members: 'members',
  teams: 'teams',
  settings: 'settings',
  load: 'load',
  meta: 'meta',
  cards: 'cards',
  counts: 'counts',
  notifications: 'notifications',
  held: 'held',
  drafts: 'drafts',
  read: 'read',
  preferences: 'preferences',
  card: 'card',
  timeline: 'timeline',
  delivery: 'delivery',
  commands: 'commands',
  note: 'note',
} as const;

export interface DirectoryContent {
  members: Record<MemberId, Member>;
  teams: Record<TeamId, Team>;
  settings: Settings;
  /** How many open conversations each member owns; none for who never owned one. */
  load: Record<MemberId, number>;
  meta: { epoch: number; seq: number };
}

export interface Held {
  command: HeldCommand;
  refusal: Refusal;
  at: number;
}

/** The text of one tab of the composer, kept under `{conversation}.{tab}`. */
export interface Draft {
  conversation: ConversationId;
  tab: Tab;
  text: string;
  at: number;
}

export interface InboxContent {
  cards: Record<ConversationId, Card>;
  counts: Counts;
}

/** What a member's own inbox holds beside cards. */
export interface PersonalContent extends InboxContent {
  notifications: Notification[];
  held: Record<CommandId, Held>;
  drafts: Record<string, Draft>;
  read: Record<ConversationId, number>;
  preferences: Partial<Preferences>;
}

type WithoutConversation<E> = E extends unknown ? Omit<E, 'conversation'> : never;

/** One line of a thread: an event with its stamp, and the command that caused it, if one did. */
export type TimelineEntry = Stamp & { command: CommandId | null } & WithoutConversation<
    Exclude<ConversationEvent, { kind: 'delivery-changed' }>
  >;

export interface ThreadContent {
  card: Card;
  timeline: TimelineEntry[];
  /** What became of each reply, under the reply's seq as text; none yet while it waits. */
  delivery: Record<string, Delivery>;
}

/** What the customer sees: never a note, never an event, of the team no more than a display name. */
export interface ChatEntry {
  /** The visitor's own id of their message, or the relay's of the reply. */
  id: string;
  at: number;
  from: 'visitor' | 'team';
  /** Display name of who replied; empty for the visitor. */
  name: string;
  text: string;
  attachments: Attachment[];
}

export interface ChatContent {
  meta: { epoch: number; team: string };
  timeline: ChatEntry[];
}

/** What a visitor asks for. */
export type VisitorCommand =
  /** `name`: what they call themselves; empty if they have not said. */
  | { id: CommandId; kind: 'say'; name: string; text: string; attachments: Attachment[]; written: number }
  | { id: CommandId; kind: 'introduce'; name: string; written: number };
