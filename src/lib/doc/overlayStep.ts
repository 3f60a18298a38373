// One command of the outbox, run over what came before it.

import { isPersonalCommand, type Command } from '../rules/command.ts';
import { evolveAll, type Card } from '../rules/conversation.ts';
import { decide, type Decision } from '../rules/decide.ts';
import { evolveDirectory, type Directory } from '../rules/directory.ts';
import {
  isConversationEvent,
  isPersonalEvent,
  type ConversationEvent,
  type PersonalEvent,
  type Stamp,
} from '../rules/event.ts';
import { byMember, type MemberId, type TeamId } from '../rules/ids.ts';
import { nextMentionEnd } from '../rules/mention.ts';
import type { Refusal } from '../rules/refusal.ts';
import type { TimelineEntry } from './schema.ts';
import { lineOf } from './threadDoc.ts';

export interface World {
  directory: Directory;
  me: MemberId;
  now: number;
}

export interface Step {
  command: Command;
  cardBefore: Card | null;
  directoryBefore: Directory;
  /** Relay time at which the answer may become another one by itself. */
  until: number;
  cardAfter: Card | null;
  directoryAfter: Directory;
  lines: readonly TimelineEntry[];
  personal: readonly PersonalEvent[];
  /** The team whose queue will decide. */
  queue: TeamId | null;
  refusal: Refusal | null;
}

/** True for what changes only the member's own inbox: nobody waits for it. */
export function isPrivate(command: Command): boolean {
  return isPersonalCommand(command) || command.kind === 'save-draft' || command.kind === 'mark-read';
}

/** @param known the step of this command in the last run: it is the answer while nothing that it rests on has changed */
export function stepOf(world: World, command: Command, card: Card | null, known: Step | null): Step {
  const holds =
    known?.cardBefore === card && known.directoryBefore === world.directory && world.now < known.until;
  return holds ? known : predict(world, command, card);
}

function predict(world: World, command: Command, card: Card | null): Step {
  const { directory, now } = world;
  const decision = decideHere(world, command, card);
  const nothing: Step = {
    command,
    cardBefore: card,
    directoryBefore: directory,
    until: validUntil(card, now),
    cardAfter: card,
    directoryAfter: directory,
    lines: [],
    personal: [],
    queue: null,
    refusal: null,
  };
  if (!decision) return nothing;
  if ('refusal' in decision) return { ...nothing, refusal: decision.refusal };
  // Nobody knows the seq before the relay has given it: the newest known one keeps "what I have seen" true.
  const stamp: Stamp = { seq: card?.seq ?? 0, at: now, by: byMember(world.me) };
  const { events, queue, queued } = withoutTurns(decision.events.filter(isConversationEvent));
  return {
    ...nothing,
    cardAfter: evolveAll(card, events, stamp),
    directoryAfter: decision.events
      .filter((event) => !isConversationEvent(event))
      .reduce(evolveDirectory, directory),
    lines: [...queued, ...events]
      .map((event) => lineOf(event, stamp, command.id))
      .filter((line) => line !== null),
    personal: decision.events.filter(isPersonalEvent),
    queue,
  };
}

/** Null where this device knows too little to say anything: a conversation of which it has no card. */
function decideHere({ directory, me, now }: World, command: Command, card: Card | null): Decision | null {
  if ('conversation' in command && !card && command.kind !== 'start-conversation') return null;
  const attachments = 'attachments' in command ? command.attachments : [];
  // Files are uploaded before the command is written.
  const stored = new Set(attachments.map(({ id }) => id));
  return decide({ directory, actor: me, now, card, touched: [], stored, unreachable: null }, command);
}

/** The turn of a queue is the relay's alone: the wish is told, and who owns the conversation stays as it was. */
function withoutTurns(events: ConversationEvent[]): {
  events: ConversationEvent[];
  queue: TeamId | null;
  queued: ConversationEvent[];
} {
  const turn = events.find((event) => 'via' in event && event.via === 'queue');
  if (!turn || !('team' in turn) || turn.team === null) return { events, queue: null, queued: [] };
  const { conversation, team } = turn;
  const others = events.filter((event) => !OWNERSHIP.has(event.kind));
  const before = 'before' in turn && turn.kind === 'team-assigned' ? turn.before : null;
  return {
    events: others,
    queue: team,
    queued: [{ kind: 'team-assigned', conversation, team, before, via: 'queue' }],
  };
}

const OWNERSHIP: ReadonlySet<ConversationEvent['kind']> = new Set<ConversationEvent['kind']>([
  'owner-assigned',
  'owner-cleared',
  'team-assigned',
]);

function validUntil(card: Card | null, now: number): number {
  if (!card) return Infinity;
  const wakes = card.status.kind === 'snoozed' && card.status.until > now ? card.status.until : Infinity;
  return Math.min(nextMentionEnd(card, now) ?? Infinity, wakes);
}
