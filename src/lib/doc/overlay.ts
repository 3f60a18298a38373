// What views show: the confirmed state with the outbox laid over it. The rules run here exactly as they will run in the
// relay, so what they refuse is not shown as done; what only the relay can know (a queue's turn) is not guessed.

import type { Command } from '../rules/command.ts';
import type { Card } from '../rules/conversation.ts';
import type { Directory } from '../rules/directory.ts';
import type { CommandId, ConversationId, MemberId, TeamId } from '../rules/ids.ts';
import type { Refusal } from '../rules/refusal.ts';
import { foldPersonal, type PersonalForecast } from './overlayPersonal.ts';
import { isPrivate, stepOf, type Step, type World } from './overlayStep.ts';
import type { TimelineEntry } from './schema.ts';

export interface OverlayInput {
  /** The outbox, in the order in which it was written. */
  commands: readonly Command[];
  /** The newest confirmed card that this device knows; null if none. */
  cardOf: (conversation: ConversationId) => Card | null;
  /** True if the command is in a confirmed timeline already: its entry in the outbox only waits to be removed. */
  isConfirmed: (conversation: ConversationId, command: CommandId) => boolean;
  directory: Directory;
  me: MemberId;
  /** Relay time, as well as it is known. */
  now: number;
}

/** A command which the rules, as far as this device knows, will refuse. */
export interface BlockedCommand {
  command: Command;
  refusal: Refusal;
}

/** One conversation that the outbox touches. */
export interface Forecast {
  confirmed: Card | null;
  /** Null where this device knows no card of it: then nothing is predicted. */
  card: Card | null;
  /** Lines that will probably follow the timeline. */
  lines: readonly TimelineEntry[];
  /** Undecided commands that others will see. */
  commands: readonly CommandId[];
  /** The team whose queue decides who owns it next. */
  queue: TeamId | null;
  blocked: readonly BlockedCommand[];
  /** What it was made from: the same steps mean the same forecast. */
  steps: readonly Step[];
}

export interface Overlay {
  directory: Directory;
  conversations: ReadonlyMap<ConversationId, Forecast>;
  personal: PersonalForecast;
  /** Refused commands that are about no conversation. */
  blocked: readonly BlockedCommand[];
  /** How many commands are undecided, drafts and read marks not counted. */
  waiting: number;
  steps: ReadonlyMap<CommandId, Step>;
}

/**
 * Runs the outbox over the confirmed state. Costs what the outbox is long, whatever the number of cards; what the last run
 * already knew is not decided again.
 *
 * @param previous the last result, if there is one
 */
export function overlay(input: OverlayInput, previous: Overlay | null = null): Overlay {
  const ofConversations = new Map<ConversationId, Step[]>();
  const steps = new Map<CommandId, Step>();
  const blocked: BlockedCommand[] = [];
  const world: World = { me: input.me, now: input.now, directory: input.directory };
  for (const command of input.commands) {
    const conversation = 'conversation' in command ? command.conversation : null;
    if (steps.has(command.id)) continue;
    if (conversation !== null && input.isConfirmed(conversation, command.id)) continue;
    const before = conversation === null ? null : cardBefore(input, ofConversations, conversation);
    const step = stepOf(world, command, before, previous?.steps.get(command.id) ?? null);
    steps.set(command.id, step);
    world.directory = step.directoryAfter;
    if (conversation !== null) add(ofConversations, conversation, step);
    else if (step.refusal) blocked.push({ command, refusal: step.refusal });
  }
  return {
    directory: world.directory,
    conversations: forecasts(input, ofConversations, previous),
    personal: foldPersonal(steps.values()),
    blocked,
    waiting: [...steps.values()].filter(({ command }) => !isPrivate(command)).length,
    steps,
  };
}

/** What the rules would answer to one more command, after all that is on its way; null if it goes through. */
export function forecastRefusal(input: OverlayInput, over: Overlay, command: Command): Refusal | null {
  const conversation = 'conversation' in command ? command.conversation : null;
  const touched = conversation === null ? undefined : over.conversations.get(conversation);
  const card = touched ? touched.card : conversation === null ? null : input.cardOf(conversation);
  return stepOf({ ...input, directory: over.directory }, command, card, null).refusal;
}

function cardBefore(
  { cardOf }: OverlayInput,
  ofConversations: Map<ConversationId, Step[]>,
  conversation: ConversationId,
): Card | null {
  const last = ofConversations.get(conversation)?.at(-1);
  return last ? last.cardAfter : cardOf(conversation);
}

function add(ofConversations: Map<ConversationId, Step[]>, conversation: ConversationId, step: Step): void {
  const known = ofConversations.get(conversation);
  if (known) known.push(step);
  else ofConversations.set(conversation, [step]);
}

function forecasts(
  input: OverlayInput,
  ofConversations: Map<ConversationId, Step[]>,
  previous: Overlay | null,
): Map<ConversationId, Forecast> {
  const result = new Map<ConversationId, Forecast>();
  for (const [conversation, steps] of ofConversations) {
    const confirmed = input.cardOf(conversation);
    const known = previous?.conversations.get(conversation);
    const same = known?.confirmed === confirmed && sameSteps(known.steps, steps);
    result.set(conversation, same ? known : forecast(confirmed, steps));
  }
  return result;
}

function forecast(confirmed: Card | null, steps: Step[]): Forecast {
  const visible = steps.filter(({ command }) => !isPrivate(command));
  return {
    confirmed,
    card: steps.at(-1)?.cardAfter ?? confirmed,
    lines: steps.flatMap((step) => step.lines),
    commands: visible.map(({ command }) => command.id),
    queue: visible.findLast((step) => step.queue !== null)?.queue ?? null,
    blocked: visible.flatMap(({ command, refusal }) => (refusal ? [{ command, refusal }] : [])),
    steps,
  };
}

function sameSteps(before: readonly Step[], now: readonly Step[]): boolean {
  return before.length === now.length && before.every((step, index) => step === now[index]);
}
