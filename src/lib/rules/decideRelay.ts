// What happens without a member asking: a customer's message, the end of a mention or a snooze, a free hand in a queue.

import { assignByQueue, assignTeam, pullFromQueue } from './assignment.ts';
import { evolveAll, type Attachment, type Card, type Contact, type LeftOut } from './conversation.ts';
import { activeMember, openTeam, type Directory, type Role } from './directory.ts';
import type { ChannelChange, ConversationEvent, Delivery, Event, Stamp } from './event.ts';
import { entryOf, type ChannelId, type ConversationId, type MemberId, type TeamId } from './ids.ts';
import { QUEUE_PULL_MAX } from './limits.ts';
import { opened, wake } from './waking.ts';

export type RelayInput =
  | {
      kind: 'receive-message';
      conversation: ConversationId;
      contact: Contact;
      channel: ChannelId;
      text: string;
      attachments: Attachment[];
      /** The customer's side's own id of the message: one message for ever. */
      message: string;
      /** Of a mail. */
      subject?: string;
      leftOut?: LeftOut[];
    }
  | { kind: 'lapse-mention'; conversation: ConversationId; member: MemberId }
  | { kind: 'end-snooze'; conversation: ConversationId }
  | { kind: 'change-delivery'; conversation: ConversationId; reply: number; delivery: Delivery }
  | { kind: 'rename-contact'; conversation: ConversationId; name: string }
  /** An admin has asked for it and was told what will happen. */
  | { kind: 'erase-contact'; conversation: ConversationId }
  | { kind: 'pull-queue'; team: TeamId }
  | { kind: 'name-workspace'; name: string }
  | { kind: 'change-channel'; channel: ChannelId; name: string; changes: ChannelChange[] }
  | { kind: 'join-member'; member: MemberId; name: string; role: Role; colour: number };

export interface RelayContext {
  directory: Directory;
  /** Relay time and who the record is by; `seq` is the one it will have. */
  stamp: Stamp;
  card: Card | null;
  /** For `pull-queue`: conversations that wait for the team's queue. */
  waiting: readonly Card[];
}

/** The events of an input; none where it changes nothing (any more). Never refused: it has happened. */
export function decideRelay(context: RelayContext, input: RelayInput): Event[] {
  switch (input.kind) {
    case 'receive-message':
      return receiveMessage(context, input);
    case 'pull-queue':
      return pullFromQueue(input.team, [...context.waiting], context.directory, QUEUE_PULL_MAX);
    case 'change-channel': {
      const { channel, name } = input;
      return input.changes.map((change) => ({ kind: 'channel-changed', channel, name, change }));
    }
    case 'name-workspace':
      return [{ kind: 'workspace-named', name: input.name }];
    case 'join-member': {
      const { member, name, role, colour } = input;
      // A second invitation of somebody who is here must not change their role: they may be the last admin.
      if (activeMember(context.directory, member)) return [];
      return [{ kind: 'member-joined', member, name, role, colour }];
    }
    default:
      if (!context.card) return [];
      // Asked for again: what somebody wrote who had not heard of it goes too.
      if (context.card.erased && input.kind !== 'erase-contact') return [];
      return decideFor(context.card, context, input);
  }
}

type OfOne = Exclude<
  RelayInput,
  { kind: 'receive-message' | 'pull-queue' | 'name-workspace' | 'change-channel' | 'join-member' }
>;

function decideFor(card: Card, { stamp, directory }: RelayContext, input: OfOne): ConversationEvent[] {
  const { id: conversation } = card;
  switch (input.kind) {
    case 'lapse-mention': {
      const guest = entryOf(card.guests, input.member);
      if (!guest || guest.over || stamp.at < guest.until) return [];
      return [{ kind: 'mention-lapsed', conversation, member: input.member }];
    }
    case 'end-snooze':
      if (card.status.kind !== 'snoozed' || stamp.at < card.status.until) return [];
      return [{ kind: 'snooze-ended', conversation }, ...wake(card, directory)];
    case 'change-delivery':
      return [{ kind: 'delivery-changed', conversation, reply: input.reply, delivery: input.delivery }];
    case 'erase-contact':
      return [{ kind: 'conversation-erased', conversation }];
    case 'rename-contact':
      if (card.contact.name === input.name) return [];
      return [{ kind: 'contact-updated', conversation, contact: { ...card.contact, name: input.name } }];
  }
}

type Receive = Extract<RelayInput, { kind: 'receive-message' }>;

function receiveMessage(context: RelayContext, input: Receive): ConversationEvent[] {
  const { conversation, text, attachments, message, subject, leftOut } = input;
  const received: ConversationEvent = {
    ...{ kind: 'message-received', conversation, text, attachments, message },
    ...(subject !== undefined && { subject }),
    ...(leftOut !== undefined && { leftOut }),
  };
  const { card } = context;
  // Nobody may see an erased conversation, and no customer may be left unheard: it starts again, empty.
  if (!card || card.erased) return startWith(context, input, received);
  return [received, ...opened(card), ...wake(card, context.directory)];
}

/** A new contact's first message is routed by the workspace's intake setting. */
function startWith(
  { directory, stamp }: RelayContext,
  input: Receive,
  received: ConversationEvent,
): ConversationEvent[] {
  const { conversation, contact, channel } = input;
  const begun: ConversationEvent[] = [
    { kind: 'conversation-started', conversation, contact, channel },
    received,
  ];
  const card = evolveAll(null, begun, stamp);
  const { intake } = directory.settings;
  if (!card || intake.kind === 'unassigned' || !openTeam(directory, intake.team)) return begun;
  const routed =
    intake.kind === 'queue'
      ? assignByQueue(card, intake.team, directory)
      : assignTeam(card, intake.team, 'intake');
  return [...begun, ...routed];
}
