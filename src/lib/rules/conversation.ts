// One conversation's state, its card, and how events change it.

import type { ConversationEvent, Delivery, Stamp } from './event.ts';
import {
  entryOf,
  type AttachmentId,
  type Author,
  type ChannelId,
  type ContactId,
  type ConversationId,
  type MemberId,
  type TeamId,
} from './ids.ts';
import { PREVIEW_MAX, UNDELIVERED_MAX } from './limits.ts';

/** The customer. `fields` are what members know of them: telephone, company, … */
export interface Contact {
  id: ContactId;
  name: string;
  fields: Record<string, string>;
}

/** A file that was uploaded before the message that shows it. `id` is the SHA-256 of its bytes, `size` is in bytes. */
export interface Attachment {
  id: AttachmentId;
  name: string;
  type: string;
  size: number;
}

/** A file that came and was not kept: it is only where the message came from. */
export interface LeftOut {
  name: string;
  /** `too-many`: of one message. `too-much`: of one sender, or of the channel, in a day. */
  why: 'too-large' | 'too-many' | 'too-much' | 'no-room';
}

export type Status = { kind: 'open' } | { kind: 'snoozed'; until: number } | { kind: 'closed'; at: number };

/** A mention: access until `until` (relay time). It stays when it is over, so that a late reply can be told why. */
export interface Guest {
  until: number;
  /** Who mentioned them, and in which entry. */
  by: Author;
  seq: number;
  /** That it is over has been told. Access does not depend on it: `until` alone decides. */
  over: boolean;
}

/** Who did something last, and who else did it before: enough to tell each member what others did since they looked. */
export interface Trail {
  seq: number;
  at: number;
  by: Author;
  /** The newest one by anybody else than `by`. */
  other: { seq: number; at: number; by: Author } | null;
}

export interface Card {
  id: ConversationId;
  contact: Contact;
  channel: ChannelId;
  owner: MemberId | null;
  team: TeamId | null;
  /** Since when it waits for a member of its team's queue; null if it does not. */
  queuedAt: number | null;
  collaborators: MemberId[];
  guests: Record<MemberId, Guest>;
  status: Status;
  /** The last changes of owner or team. */
  ownership: Trail;
  /**
   * How it stopped being free: in which entry, and for which team it had been. Null if it never was: nobody may learn who
   * has a conversation that they could not have claimed.
   */
  claimed: { seq: number; team: TeamId | null } | null;
  /** The last replies to the customer. */
  replies: Trail | null;
  /** The newest message in or out, as the list shows it. */
  lastPublic: { seq: number; at: number; by: Author; text: string } | null;
  /** The seq of the customer's newest message; 0 before the first. */
  lastInbound: number;
  /** Since when the customer waits for an answer; null if they do not. */
  waitingSince: number | null;
  startedAt: number;
  activityAt: number;
  /** Replies (their seqs) that failed or of which nobody knows, newest last; absent while there are none. */
  undelivered?: number[];
  /** The seq of the newest entry about this conversation. */
  seq: number;
  erased: boolean;
}

/**
 * Applies one event to its conversation.
 *
 * @param card the conversation before; null only before `conversation-started`
 * @throws if the first event of a conversation is not its start: the log is damaged, or the caller wrong
 */
export function evolve(card: Card | null, event: ConversationEvent, stamp: Stamp): Card {
  if (event.kind === 'conversation-started') return started(event, stamp);
  if (!card) throw new Error(`${event.kind} before the conversation was started`);
  return { ...change(card, event, stamp), seq: stamp.seq };
}

/** The conversation after all of a record's events that are about it. */
export function evolveAll(card: Card | null, events: ConversationEvent[], stamp: Stamp): Card | null {
  return events.reduce<Card | null>((before, event) => evolve(before, event, stamp), card);
}

/** The newest change by anybody else that came after what `member` had seen, or null. */
export function changedSince(trail: Trail | null, author: Author, seen: number): Trail['other'] {
  const newest = trail?.by === author ? trail.other : trail;
  return newest && newest.seq > seen ? { seq: newest.seq, at: newest.at, by: newest.by } : null;
}

/** The replies of a conversation that did not arrive, as far as anybody knows. */
export function undelivered(card: Card): readonly number[] {
  return card.undelivered ?? [];
}

function started(event: ConversationEvent & { kind: 'conversation-started' }, stamp: Stamp): Card {
  return {
    id: event.conversation,
    contact: event.contact,
    channel: event.channel,
    owner: null,
    team: null,
    queuedAt: null,
    collaborators: [],
    guests: {},
    status: { kind: 'open' },
    ownership: follow(null, stamp),
    claimed: null,
    replies: null,
    lastPublic: null,
    lastInbound: 0,
    waitingSince: null,
    startedAt: stamp.at,
    activityAt: stamp.at,
    seq: stamp.seq,
    erased: false,
  };
}

type Change = Exclude<ConversationEvent, { kind: 'conversation-started' }>;

function change(card: Card, event: Change, stamp: Stamp): Card {
  switch (event.kind) {
    case 'message-received':
      return {
        ...withPublic(card, event.text, stamp),
        lastInbound: stamp.seq,
        // Closing it was an answer too: who writes again afterwards has waited since then, not since the old question.
        waitingSince: card.status.kind === 'closed' ? stamp.at : (card.waitingSince ?? stamp.at),
      };
    case 'reply-sent':
      return {
        ...withPublic(card, event.text, stamp),
        replies: follow(card.replies, stamp),
        waitingSince: null,
      };
    case 'note-added':
      return { ...card, activityAt: stamp.at };
    case 'mention-granted': {
      const guest = { until: event.until, by: stamp.by, seq: stamp.seq, over: false };
      return { ...card, guests: { ...card.guests, [event.member]: guest } };
    }
    case 'mention-ended':
    case 'mention-lapsed':
      return { ...card, guests: ended(card, event.member, stamp.at) };
    case 'owner-assigned':
    case 'owner-cleared':
    case 'team-assigned':
      return { ...changeOwnership(card, event, stamp), ownership: follow(card.ownership, stamp) };
    case 'collaborators-added':
      return { ...card, collaborators: [...card.collaborators, ...event.members] };
    case 'collaborator-removed':
      return { ...card, collaborators: without(card.collaborators, event.member) };
    case 'status-changed':
      return { ...card, status: event.status };
    case 'snooze-ended':
      return { ...card, status: { kind: 'open' } };
    case 'contact-updated':
      return { ...card, contact: event.contact };
    case 'conversation-erased':
      return {
        ...card,
        contact: { id: card.contact.id, name: '', fields: {} },
        lastPublic: null,
        erased: true,
      };
    case 'delivery-changed':
      return withDelivery(card, event.reply, event.delivery);
  }
}

/** What became of a reply is the thread's matter; the card only knows what somebody has to look at. */
function withDelivery({ undelivered: before = [], ...card }: Card, reply: number, { state }: Delivery): Card {
  const others = before.filter((seq) => seq !== reply);
  const lost = state === 'failed' || state === 'unknown';
  const after = lost ? [...others, reply].sort((a, b) => a - b).slice(-UNDELIVERED_MAX) : others;
  return after.length === 0 ? card : { ...card, undelivered: after };
}

type OwnershipEvent = Extract<Change, { kind: 'owner-assigned' | 'owner-cleared' | 'team-assigned' }>;

function changeOwnership(card: Card, event: OwnershipEvent, stamp: Stamp): Card {
  switch (event.kind) {
    case 'owner-assigned':
      return {
        ...card,
        owner: event.owner,
        team: event.team,
        queuedAt: null,
        collaborators: without(card.collaborators, event.owner),
        claimed: wasFree(card, stamp) ? { seq: stamp.seq, team: card.team } : card.claimed,
      };
    case 'owner-cleared':
      return { ...card, owner: null };
    case 'team-assigned':
      return { ...card, team: event.team, queuedAt: event.via === 'queue' ? stamp.at : null };
  }
}

/** Free for others to claim: without an owner since an earlier record, not just between two events of this one. */
function wasFree(card: Card, stamp: Stamp): boolean {
  return card.owner === null && card.ownership.seq < stamp.seq;
}

function withPublic(card: Card, text: string, stamp: Stamp): Card {
  const lastPublic = { seq: stamp.seq, at: stamp.at, by: stamp.by, text: preview(text) };
  return { ...card, lastPublic, activityAt: stamp.at };
}

/** Never half of a surrogate pair: it does not survive UTF-8, and replicas would differ. */
function preview(text: string): string {
  return text.slice(0, PREVIEW_MAX).replace(/[\uD800-\uDBFF]$/, '');
}

function follow(trail: Trail | null, { seq, at, by }: Stamp): Trail {
  if (!trail) return { seq, at, by, other: null };
  const other = trail.by === by ? trail.other : { seq: trail.seq, at: trail.at, by: trail.by };
  return { seq, at, by, other };
}

/** Ending early only ever shortens. */
function ended(card: Card, member: MemberId, at: number): Card['guests'] {
  const guest = entryOf(card.guests, member);
  if (!guest) return card.guests;
  return { ...card.guests, [member]: { ...guest, until: Math.min(guest.until, at), over: true } };
}

function without(members: MemberId[], gone: MemberId): MemberId[] {
  return members.filter((member) => member !== gone);
}
