// One decision: a member's command or an input of the relay's own, against the newest state of a turn. What the rules
// answer becomes one record. A refusal is a record too: it holds the command for its writer.

import {
  isConversationCommand,
  isPersonalCommand,
  type Command,
  type DirectoryCommand,
  type HeldCommand,
} from '#lib/rules/command.ts';
import type { Card } from '#lib/rules/conversation.ts';
import { decide, type Context, type Decision, type Unreachable } from '#lib/rules/decide.ts';
import { touchedBy } from '#lib/rules/decideDirectory.ts';
import { decideRelay, type RelayInput } from '#lib/rules/decideRelay.ts';
import { activeMember, openTeam, sameMembership, teamsOf, type Directory } from '#lib/rules/directory.ts';
import type { Event } from '#lib/rules/event.ts';
import {
  byMember,
  type Author,
  type CommandId,
  type MemberId,
  type TeamId,
  type WorkspaceId,
} from '#lib/rules/ids.ts';
import { inboxesOf } from '#lib/rules/inbox.ts';
import { QUEUE_PULL_MAX } from '#lib/rules/limits.ts';
import type { Refusal } from '#lib/rules/refusal.ts';
import type { FileIndex } from './files/files.ts';
import { shownFiles } from './files/shownFiles.ts';
import type { Log, StoredCard } from './log/log.ts';
import { project, projectCard, type Projection } from './project.ts';
import type { Applied, Turn } from './turn.ts';

/** What a decision needs of its workspace. */
export interface Desk {
  readonly workspace: WorkspaceId;
  readonly log: Pick<Log, 'cardsOf' | 'waiting' | 'read' | 'audited'>;
  /** The turn as it is now; `barrier` begins another. */
  readonly turn: Turn;
  readonly projection: Projection;
  readonly files: FileIndex;
  /** Relay time, epoch milliseconds; never goes back. */
  now(): number;
  salt(): string;
  /** Makes everything so far durable, so that the log can be asked about more than one conversation. */
  barrier(): void;
  /** Somebody may be free for what waits in the team's queue. */
  queueMoved(team: TeamId): void;
  refused(reason: Refusal['reason']): void;
}

/** The part of a desk that a rebuild has too. */
export type Follower = Pick<
  Desk,
  'workspace' | 'log' | 'turn' | 'projection' | 'now' | 'queueMoved' | 'barrier'
>;

/** What became of a command. `again`: it had been decided before, and nothing happened now. */
export type Outcome =
  | { kind: 'accepted'; seq: number }
  | { kind: 'again'; seq: number }
  | { kind: 'held'; seq: number; refusal: Refusal };

/** Decides a member's command, once for ever. */
export function decideCommand(desk: Desk, actor: MemberId, command: Command): Outcome {
  const decided = desk.turn.verdict(command.id);
  if (decided !== null) return { kind: 'again', seq: decided };
  const touched = touchedCards(desk, command).filter(({ status }) => status.kind !== 'closed');
  const context = contextOf(desk, actor, command, touched);
  if (!('attachments' in command)) return settle(desk, actor, command, decide(context, command));
  const sender = { kind: 'member', workspace: desk.workspace, member: actor } as const;
  const { attachments, stored } = shownFiles(desk.files, sender, command.attachments);
  const shown = { ...command, attachments };
  return settle(desk, actor, shown, decide({ ...context, stored }, shown));
}

/** What a command would do now; nothing happens. Also returns all that it could touch, closed conversations too. */
export function previewCommand(
  desk: Desk,
  actor: MemberId,
  command: DirectoryCommand,
): { decision: Decision; cards: Card[] } {
  const cards = touchedCards(desk, command);
  const touched = cards.filter(({ status }) => status.kind !== 'closed');
  return { decision: decide(contextOf(desk, actor, command, touched), command), cards };
}

function contextOf(desk: Desk, actor: MemberId, command: Command, touched: Card[]): Context {
  const { turn } = desk;
  const stored = isConversationCommand(command) ? turn.card(command.conversation) : null;
  return {
    directory: turn.directory,
    actor,
    now: desk.now(),
    card: stored?.card ?? null,
    touched,
    stored: new Set(),
    unreachable: unreachable(desk, command),
  };
}

/** Keeps what was not of a command's form: as much of it as is safe, for its writer to look at. */
export function holdUnreadable(
  desk: Desk,
  actor: MemberId,
  entry: HeldCommand & { kind: 'unreadable' },
  path: string,
): Outcome {
  const decided = desk.turn.verdict(entry.id);
  if (decided !== null) return { kind: 'again', seq: decided };
  return settle(desk, actor, entry, { refusal: { reason: 'malformed', path } });
}

/**
 * Decides an input of the relay's own: it has happened, the rules say what follows.
 *
 * @param command the customer's side's id of it, where it has one: it counts once for ever
 */
export function decideInput(desk: Desk, input: RelayInput, by: Author, command: CommandId | null): void {
  if (command !== null && desk.turn.verdict(command) !== null) return;
  const waiting = input.kind === 'pull-queue' ? waitingCards(desk, input.team) : [];
  const { turn } = desk;
  const stored = 'conversation' in input ? turn.card(input.conversation) : null;
  const stamp = { seq: turn.head.seq + 1, at: desk.now(), by };
  const events = decideRelay(
    { directory: turn.directory, stamp, card: stored?.card ?? null, waiting },
    input,
  );
  if (events.length > 0 || command !== null) record(desk, events, by, command);
  if (waiting.length === QUEUE_PULL_MAX && events.length > 0 && input.kind === 'pull-queue')
    desk.queueMoved(input.team);
}

/** A contact is one person whatever the channel: their page shows what is said to their id. */
function unreachable({ turn, projection }: Desk, command: Command): Unreachable | null {
  if (command.kind !== 'start-conversation') return null;
  const { channel, contact } = command;
  if (projection.channelKind(channel) === null) return 'unknown-channel';
  const taken = projection.channels().some((each) => turn.conversationOf(each, contact.id) !== null);
  return taken ? 'contact-taken' : null;
}

function settle(desk: Desk, actor: MemberId, command: HeldCommand, decision: Decision): Outcome {
  const by = byMember(actor);
  if ('events' in decision) {
    const { seq } = record(desk, decision.events, by, command.id).record;
    // From now on what this contact says on that channel belongs to the same conversation.
    if (command.kind === 'start-conversation') {
      const { channel, contact, conversation } = command;
      desk.turn.add('contacts', { channel, address: contact.id, conversation });
    }
    return { kind: 'accepted', seq };
  }
  const { refusal } = decision;
  desk.refused(refusal.reason);
  const held: Event = { kind: 'command-held', member: actor, command, refusal };
  const { seq } = record(desk, [held], by, command.id).record;
  return { kind: 'held', seq, refusal };
}

function record(desk: Desk, events: Event[], by: Author, command: CommandId | null): Applied {
  if (events.some(changesMembership)) desk.barrier();
  const { turn, projection } = desk;
  const applied = turn.record(events, { at: desk.now(), by, command }, desk.salt());
  project(projection, applied);
  addDispatches(desk, applied);
  const { before, after } = applied.directory;
  if (before !== after) followDirectory(desk, before, after);
  return applied;
}

/** What has to leave: a reply, or one that a member asks to be tried again. */
function addDispatches(desk: Desk, { record: { seq, at, command }, cards }: Applied): void {
  if (command === null) return;
  for (const { after, events } of cards) {
    const { id: conversation, channel } = after.card;
    for (const event of events) {
      if (event.kind === 'reply-sent') {
        // On a web chat it is delivered by the same commit.
        const sent = desk.projection.channelKind(channel) === 'web-chat';
        const state = sent
          ? { state: 'sent' as const, attempts: 1 }
          : { state: 'pending' as const, attempts: 0 };
        desk.turn.add('dispatches', { id: command, conversation, channel, reply: seq, nextAt: at, ...state });
      } else if (event.kind === 'delivery-changed') {
        const [replied] = desk.log.read(desk.workspace, event.reply - 1, 1);
        const id = replied?.command ?? null;
        if (id === null) continue;
        const again = { state: 'pending' as const, attempts: 0, nextAt: at };
        desk.turn.add('dispatches', { id, conversation, channel, reply: event.reply, ...again });
      }
    }
  }
}

/** After such an event conversations follow their owners, and the log has to know all of them. */
export function changesMembership(event: Event): boolean {
  switch (event.kind) {
    case 'member-joined':
    case 'member-deactivated':
    case 'team-created':
    case 'team-members-set':
    case 'team-archived':
      return true;
    default:
      return false;
  }
}

/**
 * Conversations follow their owner, into the inboxes of teams they joined and out of those they left, and leave the inbox of
 * a team that is archived, also those that a record of it does not change: the closed ones.
 */
export function followDirectory(desk: Follower, before: Directory, after: Directory): void {
  const { turn, projection } = desk;
  const moved = [
    ...membersMoved(before, after).flatMap((owner) => desk.log.cardsOf(desk.workspace, { owner })),
    ...teamsGone(before, after).flatMap((team) => desk.log.cardsOf(desk.workspace, { team })),
  ];
  for (const { card } of moved) {
    const was = turn.card(card.id);
    if (was) move(turn, projection, was, desk.now());
  }
  for (const team of queuesMoved(before, after)) desk.queueMoved(team);
}

function move(turn: Turn, projection: Projection, was: StoredCard, now: number): void {
  const inboxes = inboxesOf(was.card, turn.directory, now);
  const same = inboxes.length === was.inboxes.length && inboxes.every((inbox) => was.inboxes.includes(inbox));
  if (!same) projectCard(projection, was, turn.place(was.card, now));
}

function touchedCards(desk: Desk, command: Command): Card[] {
  if (isConversationCommand(command) || isPersonalCommand(command)) return [];
  const touched = touchedBy(command);
  if (touched.owner === null && touched.team === null) return [];
  desk.barrier();
  const stored = [
    ...(touched.owner === null ? [] : desk.log.cardsOf(desk.workspace, { owner: touched.owner })),
    ...(touched.team === null ? [] : desk.log.cardsOf(desk.workspace, { team: touched.team })),
  ];
  return stored.map(({ card }) => card);
}

function waitingCards(desk: Desk, team: TeamId): Card[] {
  desk.barrier();
  return desk.log.waiting(desk.workspace, team, QUEUE_PULL_MAX).map(({ card }) => card);
}

/** Members who belong to other teams than before, or are no longer active. */
function membersMoved(before: Directory, after: Directory): MemberId[] {
  if (sameMembership(before, after)) return [];
  return Object.keys(after.members).filter((member) => teamIds(before, member) !== teamIds(after, member));
}

function teamsGone(before: Directory, after: Directory): TeamId[] {
  return Object.keys(before.teams).filter((team) => openTeam(before, team) && !openTeam(after, team));
}

/** Teams that somebody became available for. */
function queuesMoved(before: Directory, after: Directory): TeamId[] {
  return Object.values(after.teams)
    .filter((team) => !team.archived)
    .filter((team) => team.members.some((member) => isFree(after, member) && !wasIn(before, team.id, member)))
    .map((team) => team.id);
}

function wasIn(directory: Directory, team: TeamId, member: MemberId): boolean {
  return isFree(directory, member) && (directory.teams[team]?.members.includes(member) ?? false);
}

function isFree(directory: Directory, member: MemberId): boolean {
  return activeMember(directory, member)?.availability === 'available';
}

function teamIds(directory: Directory, member: MemberId): string {
  return teamsOf(directory, member)
    .map((team) => team.id)
    .join(' ');
}
