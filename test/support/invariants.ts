// The invariants of 8-testing.md that the rules alone can break, checked after one step of a story. What should hold is
// worked out from the log where that is possible, and not from the card that the rules made of it.

import { accessOf, may } from '#lib/rules/access.ts';
import { evolveAll, type Card } from '#lib/rules/conversation.ts';
import type { Decision } from '#lib/rules/decide.ts';
import { isConversationEvent, type ConversationEvent, type Event } from '#lib/rules/event.ts';
import {
  byMember,
  memberOf,
  type Author,
  type ConversationId,
  type MemberId,
  type TeamId,
} from '#lib/rules/ids.ts';
import { inboxesOf, teamInboxesOf, viewsIn, type InboxName } from '#lib/rules/inbox.ts';
import { MENTION_MS } from '#lib/rules/limits.ts';
import { notify } from '#lib/rules/notification.ts';
import type { Command } from '#lib/rules/command.ts';
import type { World } from './world.ts';

export interface Entry {
  seq: number;
  at: number;
  by: Author;
  events: Event[];
}

/** A world and how it came about since it began. */
export interface Story {
  world: World;
  log: readonly Entry[];
}

/** What was asked and decided; null for what the relay does by itself. */
export type Asked = { actor: MemberId; command: Command; decision: Decision; at: number } | null;

export class Broken extends Error {}

function must(holds: boolean, invariant: string, detail: unknown): void {
  if (!holds) throw new Broken(`${invariant}: ${JSON.stringify(detail)}`);
}

/** Checks one step. Throws `Broken` with the invariant's name. */
export function checkStep(before: Story, after: Story, asked: Asked): void {
  if (asked) checkAnswer(before, asked);
  if (after === before) return;
  const entry = after.log.length > before.log.length ? after.log.at(-1) : undefined;
  if (entry) {
    must(entry.at >= before.world.at, 'I6', entry);
    checkOwnerChanges(before.world, entry);
    for (const id of conversationsIn(entry)) checkNotifications(before.world, after.world, entry, id);
  }
  checkAdmin(after.world);
  for (const card of Object.values(after.world.cards)) {
    const was = before.world.cards[card.id];
    if (entry && card !== was) checkFold(was ?? null, card, entry);
    checkCard(card, after.world);
    checkMentions(card, after);
    checkInboxes(card, after.world);
  }
}

function conversationsIn(entry: Entry): Set<ConversationId> {
  return new Set(entry.events.filter(isConversationEvent).map((event) => event.conversation));
}

function checkAnswer(before: Story, { actor, command, decision, at }: NonNullable<Asked>): void {
  const { directory, cards } = before.world;
  const card = 'conversation' in command ? cards[command.conversation] : undefined;
  if ('events' in decision) {
    must(directory.members[actor]?.active === true, 'I15', { actor, command });
    if (card) checkAccepted(before, { actor, command, at, events: decision.events }, card);
    return;
  }
  if (!card || command.kind === 'start-conversation') return;
  const grounds = accessOf(card, directory, actor, at);
  const { reason } = decision.refusal;
  if (grounds.length > 0) return;
  const blind = ['no-access', 'mention-lapsed', 'already-owned', 'conversation-gone'];
  must(blind.includes(reason), 'a refusal without access says nothing of the conversation', decision);
  if (reason === 'already-owned')
    must(couldClaim(before, actor, card), 'who has it is told only to claimants', decision);
  if (reason === 'conversation-gone') must(card.erased, 'gone only where erased', decision);
}

interface Accepted {
  actor: MemberId;
  command: Command;
  at: number;
  events: Event[];
}

function checkAccepted(before: Story, { actor, command, at, events }: Accepted, card: Card): void {
  // That a draft is gone concerns nobody but its writer.
  if (command.kind === 'save-draft' && command.text === '') return;
  const grounds = accessOf(card, before.world.directory, actor, at);
  must(grounds.length > 0, 'accepted only with access', { actor, command });
  const kinds = new Set(events.map((event) => event.kind));
  if (grounds.every((ground) => ground === 'guest')) {
    for (const event of events) must(isHarmless(event, card), 'C6', { actor, command, event });
  }
  if (command.kind === 'add-collaborators' || command.kind === 'remove-collaborator') {
    must(!kinds.has('owner-assigned') && !kinds.has('owner-cleared'), 'B3', events);
  }
  if (command.kind !== 'reply') return;
  must(may(grounds, 'reply'), 'replies only by right', { actor, grounds });
  must(!othersRepliedSince(before, card.id, actor, command.seen), 'I8: a second reply unseen', {
    actor,
    command,
  });
  if (grounds.includes('claimant')) {
    const claim = events.find((event) => event.kind === 'owner-assigned');
    must(claim?.owner === actor && claim.via === 'first-reply', 'I8: first reply and ownership', events);
  }
}

/** What a guest's command may bring about: no access for anybody. Waking is not theirs to decide, and gives by rule. */
function isHarmless(event: Event, card: Card): boolean {
  switch (event.kind) {
    case 'reply-sent':
    case 'note-added':
    case 'contact-updated':
    case 'status-changed':
    case 'mention-ended':
    case 'draft-saved':
    case 'read-marked':
      return true;
    case 'owner-cleared':
      return card.status.kind === 'closed' && event.why === 'owner-gone';
    case 'team-assigned':
      return card.status.kind === 'closed' && event.via === 'archived';
    case 'owner-assigned':
      return card.status.kind !== 'open' && (event.via === 'queue' || event.via === 'first-reply');
    default:
      return false;
  }
}

function othersRepliedSince({ log }: Story, id: ConversationId, actor: MemberId, seen: number): boolean {
  return log.some(
    (entry) =>
      entry.seq > Math.max(seen, restartOf(log, id)) &&
      entry.by !== byMember(actor) &&
      entry.events.some((event) => event.kind === 'reply-sent' && event.conversation === id),
  );
}

/** Where the conversation began, or began again after it was erased. */
function restartOf(log: readonly Entry[], id: ConversationId): number {
  const begun = log.filter((entry) =>
    entry.events.some((event) => event.kind === 'conversation-started' && event.conversation === id),
  );
  return begun.at(-1)?.seq ?? 0;
}

/** Whether the conversation was ever left without an owner, for this member to claim as the teams are now. */
function couldClaim({ log, world }: Story, actor: MemberId, { id }: Card): boolean {
  const belongs = (team: TeamId | null) =>
    team === null || world.directory.teams[team]?.members.includes(actor) === true;
  let team: TeamId | null = null;
  let isFree = false;
  for (const entry of log) {
    for (const event of eventsAbout(entry, id)) {
      if (event.kind === 'conversation-started' || event.kind === 'owner-cleared') isFree = true;
      if (event.kind === 'owner-assigned') isFree = false;
      if (event.kind === 'conversation-started') team = null;
      if (event.kind === 'owner-assigned' || event.kind === 'team-assigned') team = event.team;
    }
    if (isFree && belongs(team)) return true;
  }
  return false;
}

function checkOwnerChanges({ cards }: World, entry: Entry): void {
  const owners = new Map(Object.values(cards).map((card) => [card.id, card.owner]));
  for (const event of entry.events.filter(isConversationEvent)) {
    const owner = owners.get(event.conversation) ?? null;
    if (event.kind === 'conversation-started') owners.set(event.conversation, null);
    if (event.kind !== 'owner-assigned' && event.kind !== 'owner-cleared') continue;
    must(event.before === owner, 'I7: names the one before', { event, owner });
    owners.set(event.conversation, event.kind === 'owner-assigned' ? event.owner : null);
  }
}

function checkNotifications(before: World, after: World, entry: Entry, id: ConversationId): void {
  const events = eventsAbout(entry, id);
  const card = after.cards[id];
  const told = notify(before.cards[id] ?? null, events, after.directory, entry);
  for (const { member } of told) {
    must(member !== memberOf(entry.by), 'A10', { member, entry });
    must(!!card && accessOf(card, after.directory, member, entry.at).length > 0, 'told without access', {
      member,
      entry,
    });
  }
  must(new Set(told.map(({ member }) => member)).size === told.length, 'told once', told);
}

function checkAdmin({ directory }: World): void {
  const admins = Object.values(directory.members).filter(({ active, role }) => active && role === 'admin');
  must(admins.length > 0, 'I20', directory.members);
}

function checkCard(card: Card, { directory }: World): void {
  const { owner, team, collaborators } = card;
  if (owner !== null) must(!collaborators.includes(owner), 'B3: owner or collaborator', card);
  must(new Set(collaborators).size === collaborators.length, 'B1: each once', card);
  if (card.queuedAt !== null) must(owner === null && team !== null, 'waits for a queue', card);
  if (card.status.kind === 'closed' || card.erased) return;
  if (owner !== null) must(directory.members[owner]?.active === true, 'owned by somebody who is here', card);
  const ofTeam = team === null ? undefined : directory.teams[team];
  if (team !== null) must(ofTeam?.archived === false, 'of a team that is open', card);
  if (ofTeam && owner !== null) must(ofTeam.members.includes(owner), 'owned by a member of its team', card);
}

/** I10: access as a guest holds in [accepted, accepted + 24 h), or to its early end; worked out from the log. */
function checkMentions(card: Card, { world, log }: Story): void {
  const spans = new Map<MemberId, { from: number; to: number }>();
  for (const { events, at } of log) {
    for (const event of events.filter(isConversationEvent).filter((one) => one.conversation === card.id)) {
      if (event.kind === 'conversation-started') spans.clear();
      if (event.kind === 'mention-granted') spans.set(event.member, { from: at, to: at + MENTION_MS });
      const span = event.kind === 'mention-ended' ? spans.get(event.member) : undefined;
      if (span) span.to = Math.min(span.to, at);
    }
  }
  for (const member of Object.keys(world.directory.members)) {
    const span = spans.get(member);
    const active = world.directory.members[member]?.active === true && !card.erased;
    for (const time of [world.at, ...(span ? [span.to - 1, span.to, span.to + 1] : [])]) {
      const runs = active && span !== undefined && time < span.to;
      const isGuest = accessOf(card, world.directory, member, time).includes('guest');
      must(isGuest === runs, 'I10', { member, time, span, guest: card.guests[member] });
    }
  }
}

/** I19: what went through JSON folds to the same, and says the same again. */
function checkFold(before: Card | null, after: Card, entry: Entry): void {
  const copy = roundTrip({ before, events: eventsAbout(entry, after.id), entry });
  const again = copy.events.length === 0 ? copy.before : evolveAll(copy.before, copy.events, copy.entry);
  const expected = JSON.stringify(after);
  must(JSON.stringify(again) === expected, 'I19: the fold', { after, again });
  must(JSON.stringify(roundTrip(after)) === expected, 'I19: JSON', after);
}

function eventsAbout(entry: Entry, id: ConversationId): ConversationEvent[] {
  return entry.events.filter(isConversationEvent).filter((event) => event.conversation === id);
}

function roundTrip<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Whoever has it in an inbox that they may read has access, and the other way round. */
function checkInboxes(card: Card, { directory, at }: World): void {
  const inboxes = inboxesOf(card, directory, at);
  must(new Set(inboxes).size === inboxes.length, 'each inbox once', inboxes);
  for (const inbox of inboxes)
    must(viewsIn(inbox, card, at).length > 0, 'in a view of its inbox', { inbox, card });
  const shown = inboxes.filter((inbox) => inbox.startsWith('team/'));
  const teams = card.erased ? [] : teamInboxesOf(card, directory);
  must(shown.join() === teams.map((team) => `team/${team}`).join(), 'A9', { shown, teams });
  for (const member of Object.keys(directory.members)) {
    const access = accessOf(card, directory, member, at);
    const reads = inboxes.some((inbox) => mayRead(member, inbox, directory));
    must(reads === access.length > 0, 'access and inboxes agree', { member, access, inboxes });
    const personal = access.some(
      (ground) => ground === 'owner' || ground === 'collaborator' || ground === 'guest',
    );
    // That of somebody deactivated goes on, unread.
    const own = inboxes.includes(`inbox/${member}`);
    must(!directory.members[member]?.active || own === personal, 'E1: in their own inbox', {
      member,
      access,
      inboxes,
    });
  }
}

function mayRead(member: MemberId, inbox: InboxName, { members, teams }: World['directory']): boolean {
  const who = members[member];
  if (!who?.active) return false;
  if (inbox === 'intake' || inbox === `inbox/${member}`) return true;
  if (inbox.startsWith('inbox/')) return false;
  if (who.role === 'admin') return true;
  return inbox.startsWith('team/') && teams[inbox.slice('team/'.length)]?.members.includes(member) === true;
}
