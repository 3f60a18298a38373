// The port to what is durable: the log, which is the truth, and what is derived from it and committed with it.
// Adapters (memory, SQLite) run the same suite, test/contract/log.test.ts. All calls are synchronous and either happen
// whole or throw (storageError.ts) and change nothing.

import type { Card } from '#lib/rules/conversation.ts';
import type { Directory } from '#lib/rules/directory.ts';
import type { Event, Stamp } from '#lib/rules/event.ts';
import type { Author, CommandId, ConversationId, MemberId, TeamId, WorkspaceId } from '#lib/rules/ids.ts';
import type { InboxName } from '#lib/rules/inbox.ts';
import type { TextKind } from '#lib/rules/search.ts';
import type { Facet } from './facets.ts';

/** One decision. */
export interface LogRecord extends Stamp {
  command: CommandId | null;
  events: Event[];
}

export interface StoredRecord extends LogRecord {
  /** Empty once its contents were erased. */
  salt: string;
  /** SHA-256 in hex of salt and events, of the record before (64 zeros before the first), and of this one: hash.ts. */
  content: string;
  previous: string;
  hash: string;
}

export interface Head {
  seq: number;
  at: number;
  hash: string;
}

/** A decided document's history: the Yjs client id belongs to the epoch and is never used again. */
export interface Epoch {
  epoch: number;
  client: number;
}

export interface StoredCard {
  card: Card;
  /** Inboxes that hold it now: after a mention lapsed or a team changed, the difference is what has to be told. */
  inboxes: InboxName[];
  /** Relay time at which that was worked out: a mention counts as running as it did then. */
  at: number;
}

/** A conversation, and the record that erased it: what somebody who had not heard of it wrote afterwards is their own. */
export interface Erased {
  conversation: ConversationId;
  seq: number;
}

/** What the relay has to do by itself when its time comes. */
export type Due = { at: number; conversation: ConversationId } & (
  { kind: 'lapse-mention'; member: MemberId } | { kind: 'end-snooze' }
);

/** A reply on its way out. `id` is the reply's command id, the idempotency key on every try. */
export interface Dispatch {
  id: CommandId;
  conversation: ConversationId;
  channel: string;
  reply: number;
  state: 'pending' | 'sent' | 'failed' | 'unknown';
  /** Tries that were begun. */
  attempts: number;
  /** When to try next, relay time; UNDER_WAY while a try is. */
  nextAt: number;
}

/** Found at start, it means that the relay died in the middle of a try. */
export const UNDER_WAY = 0;

/** A text that search finds: of a contact and of a contact note there is one a conversation, of all else one an entry. */
export interface SearchText {
  conversation: ConversationId;
  kind: TextKind;
  seq: number;
  at: number;
  by: Author;
  text: string;
}

/** `position`: in the order in which a workspace's texts were written, counted from 1. */
export interface FoundText extends SearchText {
  position: number;
}

/** After which card a page goes on: two may have been active in the same millisecond. */
export interface PagePosition {
  activityAt: number;
  conversation: ConversationId;
}

/**
 * Everything that one turn of a workspace makes durable at once. Later entries of one key replace earlier ones, but for
 * verdicts (a second one for a command throws: it would be decided twice) and clients (the first owner stays).
 */
export interface Commit {
  records: StoredRecord[];
  /** Every decided command, for ever: which record decided it. */
  verdicts: { command: CommandId; seq: number }[];
  updates: { document: string; update: Uint8Array }[];
  directory: Directory | null;
  cards: (StoredCard & { due: Due[] })[];
  contacts: { channel: string; address: string; conversation: ConversationId }[];
  /** How far a channel has read what comes in, in words of its own: with what it read, so that nothing is read twice or left out. */
  cursors: { channel: string; cursor: string }[];
  dispatches: Dispatch[];
  /** Who wrote first under a Yjs client id in a merged document. */
  clients: { document: string; client: number; owner: string }[];
  /** For search. An empty text takes back what stood there; `erased`: all texts of a conversation go. */
  texts: (SearchText | { erased: ConversationId })[];
}

export interface Range {
  after: number;
  before: number;
}

/** `next`: the `before` of the next answer; null where there is nothing more. */
export interface Found {
  seqs: number[];
  next: number | null;
}

/** About ten milliseconds of looking things up. */
export const AUDIT_STEPS = 2_000;

export interface Log {
  /**
   * Appends behind the record `after` (0: the first). `raced`: somebody else has appended since; nothing was changed.
   * A commit without records (a rebuild's) changes only what is derived.
   */
  append(workspace: WorkspaceId, after: number, commit: Commit): 'appended' | 'raced';
  /** Records behind `after` in order, at most `limit`. */
  read(workspace: WorkspaceId, after: number, limit: number): StoredRecord[];
  head(workspace: WorkspaceId): Head | null;

  workspaces(): WorkspaceId[];
  /** Creates the workspace's first epoch, or begins the next: decided documents and all that is derived are dropped. */
  beginEpoch(workspace: WorkspaceId, epoch: Epoch): void;
  epoch(workspace: WorkspaceId): Epoch | null;
  directory(workspace: WorkspaceId): Directory | null;
  card(workspace: WorkspaceId, conversation: ConversationId): StoredCard | null;
  /** All conversations of an owner or of a team, closed ones too. */
  cardsOf(workspace: WorkspaceId, of: { owner: MemberId } | { team: TeamId }): StoredCard[];
  /** Open conversations that wait for a team's queue, oldest first. */
  waiting(workspace: WorkspaceId, team: TeamId, limit: number): StoredCard[];
  /** A page of an inbox, most recently active first; null begins with the newest. */
  page(workspace: WorkspaceId, inbox: InboxName, before: PagePosition | null, limit: number): Card[];
  /**
   * Texts that have all of the words (rules/search.ts), written last first: at most `limit` before the position `before`
   * (null: all). Who may read them is not asked here.
   */
  search(workspace: WorkspaceId, words: readonly string[], before: number | null, limit: number): FoundText[];
  /**
   * Records that are found under all of these facets (at least one), newest first, in `range` without its ends, at most
   * `limit`. Looks at no more than AUDIT_STEPS of those under the first: what is rare among much comes in several answers.
   */
  audited(workspace: WorkspaceId, facets: readonly Facet[], range: Range, limit: number): Found;
  verdict(workspace: WorkspaceId, command: CommandId): number | null;
  conversationOf(workspace: WorkspaceId, channel: string, address: string): ConversationId | null;
  cursor(workspace: WorkspaceId, channel: string): string | null;
  /** What is due first, at most `limit`. */
  due(workspace: WorkspaceId, limit: number): Due[];
  pending(workspace: WorkspaceId, limit: number): Dispatch[];
  clientOwner(document: string, client: number): string | null;
  /** The document's updates in order (the first may be a snapshot of many); none if it was never written. */
  document(name: string): Uint8Array[];
  /**
   * Takes what was said in erased conversations out of their records, which keep their hashes, and out of what search finds,
   * and forgets which address led to them. May be done again: what an earlier call left, this one finds.
   *
   * @returns the names of all documents of the workspace: what was deleted in one is in its older updates until `compact`
   */
  erase(workspace: WorkspaceId, gone: readonly Erased[]): string[];
  /** Writes over what was deleted, wherever it still stands in files. Takes as long as copying all there is. */
  scrub(): void;
  /** Puts one update in place of all there are. */
  compact(name: string, snapshot: Uint8Array): void;
  close(): void;
}
