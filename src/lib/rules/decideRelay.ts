// What happens without a member asking: a customer's message, the end of a mention or a snooze, a free hand in a queue.

import { assignByQueue, assignTeam, clearOwner, pullFromQueue } from './assignment.ts';
import { evolveAll, type Attachment, type Card, type Contact } from './conversation.ts';
import { activeMember, openTeam, type Directory, type Role } from './directory.ts';
import type { ConversationEvent, Delivery, Event, Stamp } from './event.ts';
import type { ChannelId, ConversationId, MemberId, TeamId } from './ids.ts';
import { QUEUE_PULL_MAX } from './limits.ts';

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
    }
  | { kind: 'lapse-mention'; conversation: ConversationId; member: MemberId }
  | { kind: 'end-snooze'; conversation: ConversationId }
  | { kind: 'change-delivery'; conversation: ConversationId; reply: number; delivery: Delivery }
  | { kind: 'rename-contact'; conversation: ConversationId; name: string }
  | { kind: 'pull-queue'; team: TeamId }
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
  const { card, stamp, directory } = context;
  switch (input.kind) {
    case 'receive-message':
      return receiveMessage(context, input);
    case 'lapse-mention': {
      const guest = card?.guests[input.member];
      if (!guest || guest.over || stamp.at < guest.until) return [];
      return [{ kind: 'mention-lapsed', conversation: input.conversation, member: input.member }];
    }
    case 'end-snooze':
      if (card?.status.kind !== 'snoozed' || stamp.at < card.status.until) return [];
      return [{ kind: 'snooze-ended', conversation: input.conversation }, ...rescued(card, directory)];
    case 'change-delivery':
      if (!card || card.erased) return [];
      return [
        { kind: 'delivery-changed', conversation: card.id, reply: input.reply, delivery: input.delivery },
      ];
    case 'rename-contact':
      if (!card || card.erased || card.contact.name === input.name) return [];
      return [
        { kind: 'contact-updated', conversation: card.id, contact: { ...card.contact, name: input.name } },
      ];
    case 'pull-queue':
      return pullFromQueue(input.team, [...context.waiting], directory, QUEUE_PULL_MAX);
    case 'join-member': {
      const { member, name, role, colour } = input;
      return [{ kind: 'member-joined', member, name, role, colour }];
    }
  }
}

type Receive = Extract<RelayInput, { kind: 'receive-message' }>;

function receiveMessage(context: RelayContext, input: Receive): ConversationEvent[] {
  const { conversation, text, attachments, message } = input;
  const received: ConversationEvent = { kind: 'message-received', conversation, text, attachments, message };
  const { card } = context;
  if (!card) return startWith(context, input, received);
  const events: ConversationEvent[] = [received];
  if (card.status.kind !== 'open')
    events.push({ kind: 'status-changed', conversation, status: { kind: 'open' } });
  return [...events, ...rescued(card, context.directory)];
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

/**
 * A conversation that slept while its owner or its team went away comes back to somebody: without an owner who is
 * still here it is unassigned, without a team that is still open it goes to the intake.
 */
function rescued(card: Card, directory: Directory): ConversationEvent[] {
  const ownerGone = card.owner !== null && !activeMember(directory, card.owner);
  const teamGone = card.team !== null && !openTeam(directory, card.team);
  return [
    ...(ownerGone ? clearOwner(card, 'owner-gone') : []),
    ...(teamGone
      ? [
          {
            kind: 'team-assigned' as const,
            conversation: card.id,
            team: null,
            before: card.team,
            via: 'archived' as const,
          },
        ]
      : []),
  ];
}
