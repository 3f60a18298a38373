// How customers reach a workspace, and replies reach customers. A channel turns an incoming message into `receive-message`,
// and sends a reply that the relay accepted. Adapters run the same suite, test/contract/channel.suite.ts.

import type { Attachment } from '#lib/rules/conversation.ts';
import type { ChannelId, CommandId, ContactId, ConversationId, WorkspaceId } from '#lib/rules/ids.ts';

/**
 * `web-chat`: the chat page; its replies are delivered with the very commit that accepts them, as a document.
 * `webhook`: signed HTTP requests, in both directions.
 * `email`: mails of a mailbox by IMAP, replies by SMTP.
 */
export type ChannelKind = 'web-chat' | 'webhook' | 'email';

/** The channels that workspaces have set up, also those that are switched off: old conversations are still theirs. */
export interface Channels {
  kindOf(workspace: WorkspaceId, channel: ChannelId): ChannelKind | null;
  of(workspace: WorkspaceId): ChannelId[];
}

/** A reply on its way to the customer: the same at every try. */
export interface OutgoingReply {
  /** The reply's command id: the idempotency key. */
  id: CommandId;
  workspace: WorkspaceId;
  channel: ChannelId;
  conversation: ConversationId;
  contact: { id: ContactId; name: string };
  /** Display name of who replied, and of the workspace. */
  author: string;
  team: string;
  /** What it answers: the customer's newest messages before it, as their side calls them, oldest first, and their subject. */
  answers: { messages: string[]; subject: string };
  text: string;
  attachments: Attachment[];
  /** When the relay accepted it. */
  at: number;
}

/** What a try came to. Reasons are words of docs/channels.md, or what the other side said, one line. */
export type Answer =
  | { kind: 'accepted' }
  /** For good: the same again would be refused again. */
  | { kind: 'refused'; reason: string }
  /** It has certainly not been accepted, and may be later. `retryAfterMs`: the other side's own wish. */
  | { kind: 'busy'; reason: string; retryAfterMs: number | null }
  /** It was sent, and nobody can say whether it was accepted. */
  | { kind: 'no-answer'; reason: string };

/** The answer, and what an admin is shown of it. */
export interface Told {
  answer: Answer;
  /** As the channel's own protocol has it (HTTP, SMTP); null where there was none. */
  status: number | null;
  /** The beginning of what the other side said; '' for nothing. */
  said: string;
}

export interface OutgoingChannel {
  /** The other side knows a reply again by its id: a try without an answer may be repeated. */
  readonly deduplicates: boolean;
  /** Never throws and always ends: time limits are the adapter's own. */
  send(reply: OutgoingReply): Promise<Told>;
}

/** How replies leave by a channel now; null if it is switched off, or there is none. */
export type Outgoing = (workspace: WorkspaceId, channel: ChannelId) => OutgoingChannel | null;
