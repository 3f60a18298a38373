// A workspace as the rules see it: what the relay does between a command and its record, without a relay.

import { decide, type Context, type Decision } from '#lib/rules/decide.ts';
import { decideRelay, type RelayInput } from '#lib/rules/decideRelay.ts';
import type { Command } from '#lib/rules/command.ts';
import { evolve, type Attachment, type Card } from '#lib/rules/conversation.ts';
import { evolveDirectory, type Directory } from '#lib/rules/directory.ts';
import { isConversationEvent, type Event, type Stamp } from '#lib/rules/event.ts';
import { entryOf, type Author, type ConversationId, type MemberId } from '#lib/rules/ids.ts';

export interface World {
  directory: Directory;
  cards: Readonly<Record<ConversationId, Card>>;
  /** Of the newest record, and when it was made. */
  seq: number;
  at: number;
}

/** The world after one more record. */
export function recordIn(world: World, record: { by: Author; at: number; events: Event[] }): World {
  const stamp: Stamp = { seq: world.seq + 1, at: record.at, by: record.by };
  const cards = { ...world.cards };
  for (const event of record.events.filter(isConversationEvent)) {
    cards[event.conversation] = deepFreeze(evolve(cards[event.conversation] ?? null, event, stamp));
  }
  const directory = deepFreeze(record.events.reduce(evolveDirectory, world.directory));
  return { directory, cards, seq: stamp.seq, at: stamp.at };
}

/** What the relay would decide of a member's command at `now`. */
export function decideIn(world: World, actor: MemberId, command: Command, now: number): Decision {
  const { directory, cards } = world;
  const context: Context = {
    directory,
    actor,
    now,
    card: 'conversation' in command ? entryOf(cards, command.conversation) : null,
    // More than a relay would load: choosing is the rules' part.
    touched: Object.values(cards),
    stored: new Set(attachmentsOf(command).filter((id) => !id.startsWith('lost'))),
    unreachable: unreachableIn(world, command),
  };
  return decide(deepFreeze(context), deepFreeze(command));
}

/** What an input of the relay's own does. */
export function inputIn(world: World, input: RelayInput, stamp: { by: Author; at: number }): Event[] {
  const { directory, cards, seq } = world;
  const card = 'conversation' in input ? entryOf(cards, input.conversation) : null;
  // As an index would give it: everything that was ever put into a queue. Choosing is the rules' part.
  const waiting = Object.values(cards).filter((one) => one.queuedAt !== null);
  return decideRelay(deepFreeze({ directory, card, waiting, stamp: { ...stamp, seq: seq + 1 } }), input);
}

/** Channels whose name says so are not there. */
function unreachableIn({ cards }: World, command: Command): Context['unreachable'] {
  if (command.kind !== 'start-conversation') return null;
  if (command.channel.startsWith('lost')) return 'unknown-channel';
  return Object.values(cards).some(({ contact }) => contact.id === command.contact.id)
    ? 'contact-taken'
    : null;
}

function attachmentsOf(command: Command): string[] {
  const attachments: Attachment[] = 'attachments' in command ? command.attachments : [];
  return attachments.map(({ id }) => id);
}

/** The rules change nothing that they are given: whoever tries finds it frozen. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
