// Decides what a member asks for: the same function predicts in every browser and decides in the relay.

import { accessOf, may, mayEndMention, type Access, type Right } from './access.ts';
import { assign, claim, refuseMember, refuseTarget } from './assignment.ts';
import {
  isConversationCommand,
  isPersonalCommand,
  type Command,
  type ConversationCommand,
} from './command.ts';
import { changedSince, undelivered, type Attachment, type Card } from './conversation.ts';
import { decideDirectory } from './decideDirectory.ts';
import { decidePersonal } from './decidePersonal.ts';
import { belongsTo, activeMember, type Directory } from './directory.ts';
import type { ConversationEvent, Event } from './event.ts';
import { byMember, entryOf, type AttachmentId, type MemberId } from './ids.ts';
import { mentionEnd } from './mention.ts';
import type { Refusal } from './refusal.ts';
import { catchUp, handOut, opened, wake } from './waking.ts';

export interface Context {
  directory: Directory;
  actor: MemberId;
  /** Relay time, epoch milliseconds. */
  now: number;
  /** The conversation that the command names; null if there is none of that id, or the command names none. */
  card: Card | null;
  /** For directory commands: the conversations that `touchedBy` says they may change. Browsers predict with none. */
  touched: readonly Card[];
  /** Which of the command's attachments are stored. */
  stored: ReadonlySet<AttachmentId>;
  /** For `start-conversation`: what keeps its contact and channel from it. Browsers cannot know, and predict with nothing. */
  unreachable: Unreachable | null;
}

export type Unreachable = 'unknown-channel' | 'contact-taken';

export type Decision = { events: Event[] } | { refusal: Refusal };

/** What the command does now, or why not. Never throws for any command of the right form. */
export function decide(context: Context, command: Command): Decision {
  if (!activeMember(context.directory, context.actor)) return refuse({ reason: 'no-access' });
  if (command.kind === 'start-conversation') return startConversation(context, command);
  if (isPersonalCommand(command)) return decidePersonal(context.actor, command);
  if (!isConversationCommand(command)) return decideDirectory(context, command);
  // A draft that was sent or thrown away is gone, whatever became of its conversation: a shelf full of nothings helps nobody.
  if (command.kind === 'save-draft' && command.text === '') return decidePersonal(context.actor, command);
  const { card } = context;
  if (!card) return refuse({ reason: 'no-access' });
  if (card.erased) return refuse({ reason: wasSeen(context, card) ? 'conversation-gone' : 'no-access' });
  const access = accessOf(card, context.directory, context.actor, context.now);
  if (!may(access, 'see')) return refuse(withoutAccess(context, card, command));
  return decideSeen({ ...context, card, access }, command);
}

type Seen = Omit<Context, 'card'> & { card: Card; access: Access };
type SeenCommand = Exclude<ConversationCommand, { kind: 'start-conversation' }>;

const NEEDS: Record<SeenCommand['kind'], Right> = {
  reply: 'reply',
  resend: 'resend',
  note: 'write-note',
  assign: 'assign',
  'add-collaborators': 'change-collaborators',
  'remove-collaborator': 'change-collaborators',
  'set-status': 'change-status',
  'end-mention': 'see',
  'update-contact': 'edit-contact',
  'save-draft': 'see',
  'mark-read': 'see',
};

function decideSeen(seen: Seen, command: SeenCommand): Decision {
  if (!may(seen.access, NEEDS[command.kind]) && !removesThemselves(seen, command)) {
    return refuse(command.kind === 'reply' ? withoutRightToReply(seen, command) : { reason: 'not-allowed' });
  }
  switch (command.kind) {
    case 'reply':
      return reply(seen, command);
    case 'resend':
      return resend(seen.card, command.reply);
    case 'note':
      return note(seen, command);
    case 'assign':
      return assignTo(seen, command);
    case 'add-collaborators':
      return addCollaborators(seen, command.members);
    case 'remove-collaborator':
      return removeCollaborator(seen, command.member);
    case 'set-status':
      return setStatus(seen, command);
    case 'end-mention':
      return endMention(seen, command.member);
    case 'update-contact':
      return updateContact(seen, command);
    case 'save-draft':
      return decidePersonal(seen.actor, command);
    case 'mark-read':
      // A mark beyond the newest entry would hide what is still to come.
      return decidePersonal(seen.actor, { ...command, upTo: Math.min(command.upTo, seen.card.seq) });
  }
}

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

function reply({ card, actor, now, directory, stored }: Seen, command: Of<'reply'>): Decision {
  const lost = missing(command.attachments, stored);
  if (lost) return refuse(lost);
  const unseen = changedSince(card.replies, byMember(actor), command.seen);
  if (unseen) return refuse({ reason: 'unseen-reply', ...unseen });
  const { id: conversation } = card;
  const { text, attachments } = command;
  // It wakes before it is answered, so that a reply to what lost its owner in its sleep is a first reply like any other.
  const { card: awake, events: missed } = catchUp(card, directory);
  const claims = accessOf(awake, directory, actor, now).includes('claimant');
  const owned = claims ? [claim(awake, actor)] : handOut(awake, directory);
  const sent: ConversationEvent = { kind: 'reply-sent', conversation, text, attachments };
  return { events: [...missed, ...owned, sent, ...opened(card)] };
}

/** Somebody may have been faster: what is on its way again, or has arrived, needs nothing. */
function resend(card: Card, reply: number): Decision {
  if (!undelivered(card).includes(reply)) return { events: [] };
  const delivery = { state: 'trying', reason: '' } as const;
  return { events: [{ kind: 'delivery-changed', conversation: card.id, reply, delivery }] };
}

function note({ card, access, actor, now, directory, stored }: Seen, command: Of<'note'>): Decision {
  const lost = missing(command.attachments, stored);
  if (lost) return refuse(lost);
  const { text, attachments, mention } = command;
  const added: ConversationEvent = { kind: 'note-added', conversation: card.id, text, attachments, mention };
  if (mention === null) return { events: [added] };
  if (!may(access, 'mention')) return refuse({ reason: 'not-allowed' });
  if (mention === actor) return refuse({ reason: 'self-mention' });
  const unfit = refuseMember(mention, directory);
  if (unfit) return refuse(unfit);
  const until = mentionEnd(now);
  return { events: [added, { kind: 'mention-granted', conversation: card.id, member: mention, until }] };
}

function assignTo({ card, actor, directory }: Seen, command: Of<'assign'>): Decision {
  const impossible = refuseTarget(command.to, directory);
  if (impossible) return refuse(impossible);
  const events = assign(card, command.to, directory, actor);
  // What is already so needs no decision, however old the wish.
  if (events.length === 0) return { events };
  const changed = changedSince(card.ownership, byMember(actor), command.seen);
  if (changed) {
    const { seq, by } = changed;
    return refuse({ reason: 'stale-ownership', owner: card.owner, team: card.team, seq, by });
  }
  return { events };
}

function addCollaborators({ card, directory }: Seen, members: MemberId[]): Decision {
  for (const member of members) {
    const unfit = refuseMember(member, directory);
    if (unfit) return refuse(unfit);
  }
  const added = [...new Set(members)].filter(
    (member) => member !== card.owner && !card.collaborators.includes(member),
  );
  if (added.length === 0) return refuse({ reason: 'already-collaborators' });
  return { events: [{ kind: 'collaborators-added', conversation: card.id, members: added }] };
}

function removeCollaborator({ card }: Seen, member: MemberId): Decision {
  if (!card.collaborators.includes(member)) return refuse({ reason: 'not-a-collaborator', member });
  return { events: [{ kind: 'collaborator-removed', conversation: card.id, member }] };
}

function setStatus({ card, now, directory }: Seen, { status }: Of<'set-status'>): Decision {
  // A snooze that ended while it was on its way means: be open.
  const wanted = status.kind === 'snoozed' && status.until <= now ? ({ kind: 'open' } as const) : status;
  const same =
    wanted.kind === card.status.kind && (wanted.kind !== 'snoozed' || wanted.until === snoozedUntil(card));
  if (same) return { events: [] };
  const next = wanted.kind === 'closed' ? ({ kind: 'closed', at: now } as const) : wanted;
  const changed: ConversationEvent = { kind: 'status-changed', conversation: card.id, status: next };
  switch (next.kind) {
    case 'open':
      return { events: [changed, ...wake(card, directory)] };
    case 'snoozed':
      return { events: [changed, ...catchUp(card, directory).events] };
    case 'closed':
      return { events: [changed] };
  }
}

function endMention({ card, access, actor, now }: Seen, member: MemberId): Decision {
  const guest = entryOf(card.guests, member);
  if (!guest) return refuse({ reason: 'not-mentioned', member });
  if (!mayEndMention(card, access, actor, member)) return refuse({ reason: 'not-allowed' });
  return { events: now < guest.until ? [{ kind: 'mention-ended', conversation: card.id, member }] : [] };
}

function updateContact({ card }: Seen, { name, fields }: Of<'update-contact'>): Decision {
  const contact = { id: card.contact.id, name, fields };
  return { events: [{ kind: 'contact-updated', conversation: card.id, contact }] };
}

function startConversation(context: Context, command: Of<'start-conversation'>): Decision {
  if (context.card) return refuse({ reason: 'conversation-exists' });
  const { conversation, contact, channel, text } = command;
  if (context.unreachable === 'unknown-channel') return refuse({ reason: 'unknown-channel', channel });
  if (context.unreachable === 'contact-taken') return refuse({ reason: 'contact-taken' });
  const events: ConversationEvent[] = [
    { kind: 'conversation-started', conversation, contact, channel },
    { kind: 'owner-assigned', conversation, owner: context.actor, before: null, team: null, via: 'start' },
  ];
  if (text !== '') events.push({ kind: 'reply-sent', conversation, text, attachments: [] });
  return { events };
}

/** Why there is no access; says who has the conversation only to those who could have claimed it. */
function withoutAccess(context: Context, card: Card, command: ConversationCommand): Refusal {
  const owner = command.kind === 'reply' ? takenSince(context, card, command.seen) : null;
  if (owner !== null) return { reason: 'already-owned', owner };
  const guest = entryOf(card.guests, context.actor);
  return guest ? { reason: 'mention-lapsed', until: guest.until } : { reason: 'no-access' };
}

function withoutRightToReply(seen: Seen, command: Of<'reply'>): Refusal {
  const refusal = withoutAccess(seen, seen.card, command);
  return refusal.reason === 'no-access' ? { reason: 'not-allowed' } : refusal;
}

/** Who owns it now, if nobody did when the writer last looked and they were among those who may claim it; else null. */
function takenSince(
  { directory, actor }: Pick<Context, 'directory' | 'actor'>,
  card: Card,
  seen: number,
): MemberId | null {
  const { claimed } = card;
  if (!claimed || claimed.seq <= seen) return null;
  return claimed.team === null || belongsTo(directory, actor, claimed.team) ? card.owner : null;
}

function wasSeen({ directory, actor, now }: Context, card: Card): boolean {
  return accessOf({ ...card, erased: false }, directory, actor, now).length > 0;
}

function removesThemselves(seen: Seen, command: SeenCommand): boolean {
  return command.kind === 'remove-collaborator' && command.member === seen.actor;
}

function missing(attachments: Attachment[], stored: Context['stored']): Refusal | null {
  const lost = attachments.find((attachment) => !stored.has(attachment.id));
  return lost ? { reason: 'unknown-attachment', attachment: lost.id } : null;
}

function snoozedUntil(card: Card): number | null {
  return card.status.kind === 'snoozed' ? card.status.until : null;
}

function refuse(refusal: Refusal): Decision {
  return { refusal };
}
