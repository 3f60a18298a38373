// Inboxes: `{w}/inbox/{member}`, `{w}/team/{team}`, `{w}/intake`, `{w}/all`. Each holds the cards that its list shows, and
// how many there are in all; a member's own also holds what is private to them.

import type * as Y from 'yjs';
import type { Card } from '../rules/conversation.ts';
import type { ConversationId } from '../rules/ids.ts';
import type { Counts } from '../rules/inbox.ts';
import {
  CARDS_MAX,
  CLOSED_CARDS_MAX,
  CLOSED_CARDS_MS,
  MESSAGE_NOTIFICATIONS_MAX,
  NOTIFICATIONS_MAX,
  READ_MARKS_MAX,
} from '../rules/limits.ts';
import type { Notification } from '../rules/notification.ts';
import type { Preferences, Tab } from '../rules/personal.ts';
import { keyed, pairsOf, sizeOf } from './keyed.ts';
import { ROOT, type Draft, type Held, type InboxContent, type PersonalContent } from './schema.ts';

export function readInbox(doc: Y.Doc): InboxContent {
  return { cards: pairsOf<Card>(doc, ROOT.cards), counts: readCounts(doc) };
}

export function readCounts(doc: Y.Doc): Counts {
  return doc.getMap(ROOT.counts).toJSON();
}

export function readPersonal(doc: Y.Doc): PersonalContent {
  return {
    ...readInbox(doc),
    notifications: doc.getArray<Notification>(ROOT.notifications).toArray(),
    held: pairsOf<Held>(doc, ROOT.held),
    drafts: pairsOf<Draft>(doc, ROOT.drafts),
    read: pairsOf<number>(doc, ROOT.read),
    preferences: doc.getMap(ROOT.preferences).toJSON(),
  };
}

export function readCard(doc: Y.Doc, conversation: ConversationId): Card | null {
  return keyed<Card>(doc, ROOT.cards).get(conversation) ?? null;
}

export function readUpTo(doc: Y.Doc, conversation: ConversationId): number {
  return keyed<number>(doc, ROOT.read).get(conversation) ?? 0;
}

export function draftKey(conversation: ConversationId, tab: Tab): string {
  return `${conversation}.${tab}`;
}

/** Puts a card into the list and lets go of what the list no longer has room for. */
export function writeCard(doc: Y.Doc, card: Card, now: number): void {
  const cards = keyed<Card>(doc, ROOT.cards);
  const others = (): Card[] =>
    [...cards.map.values()].map(({ val }) => val).filter(({ id }) => id !== card.id);
  const isFull = cards.map.size >= CARDS_MAX && !cards.has(card.id);
  const outlived = card.status.kind === 'closed' ? outlivedBy(others(), now) : [];
  const pushedOut = isFull && outlived.length === 0 ? leastActive(others()) : [];
  for (const gone of [...outlived, ...pushedOut]) cards.delete(gone.id);
  cards.set(card.id, card);
}

export function removeCard(doc: Y.Doc, conversation: ConversationId): void {
  const cards = keyed<Card>(doc, ROOT.cards);
  if (cards.has(conversation)) cards.delete(conversation);
}

export function addToCounts(doc: Y.Doc, keys: (keyof Counts)[], by: 1 | -1): void {
  const counts = doc.getMap<number>(ROOT.counts);
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + by);
}

export function addNotification(doc: Y.Doc, notification: Notification): void {
  const all = doc.getArray<Notification>(ROOT.notifications);
  if (notification.kind === 'message') {
    // A flood of one conversation must not push out what is to be known of others.
    const same = all
      .toArray()
      .filter((one) => one.kind === 'message' && one.conversation === notification.conversation);
    const old = new Set(same.slice(0, Math.max(0, same.length + 1 - MESSAGE_NOTIFICATIONS_MAX)));
    if (old.size > 0) removeNotifications(doc, (one) => old.has(one));
  }
  all.push([notification]);
  if (all.length > NOTIFICATIONS_MAX) all.delete(0, all.length - NOTIFICATIONS_MAX);
}

export function removeNotifications(doc: Y.Doc, gone: (notification: Notification) => boolean): void {
  const all = doc.getArray<Notification>(ROOT.notifications);
  const kept = all.toArray();
  for (let index = kept.length - 1; index >= 0; index -= 1) {
    const notification = kept[index];
    if (notification && gone(notification)) all.delete(index);
  }
}

/**
 * A draft that waits on the shelf is replaced by a newer one of the same tab: only the last text was meant. A read mark is
 * nobody's work: of a conversation that may not be read any more, there is nothing to decide. Of what could not be read and was
 * about somebody who was erased, nothing is left.
 */
export function writeHeld(doc: Y.Doc, held: Held): void {
  const all = keyed<Held>(doc, ROOT.held);
  const { command } = held;
  if (command.kind === 'mark-read') return;
  if (command.kind === 'unreadable' && command.content === '') return;
  if (command.kind === 'save-draft') {
    for (const { key, val } of [...all.map.values()]) {
      const earlier = val.command;
      const same = earlier.kind === 'save-draft' && earlier.conversation === command.conversation;
      if (same && earlier.tab === command.tab) all.delete(key);
    }
  }
  all.set(command.id, held);
}

export function removeHeld(doc: Y.Doc, command: string): void {
  const all = keyed<Held>(doc, ROOT.held);
  if (all.has(command)) all.delete(command);
}

/** Keeps the text of one tab; an empty text is no draft. */
export function writeDraft(doc: Y.Doc, draft: Draft): void {
  const all = keyed<Draft>(doc, ROOT.drafts);
  const key = draftKey(draft.conversation, draft.tab);
  if (draft.text !== '') all.set(key, draft);
  else if (all.has(key)) all.delete(key);
}

/** Read marks only ever move forward. */
export function writeReadMark(doc: Y.Doc, conversation: ConversationId, upTo: number): void {
  const all = keyed<number>(doc, ROOT.read);
  if (upTo <= (all.get(conversation) ?? 0)) return;
  all.set(conversation, upTo);
  const oldest = sizeOf(doc, ROOT.read) >= READ_MARKS_MAX ? all.yarray.get(0).key : null;
  if (oldest !== null && oldest !== conversation) all.delete(oldest);
}

/** Takes out all that a member wrote or was told about a conversation whose contact was erased. */
export function forgetConversation(doc: Y.Doc, conversation: ConversationId): void {
  removeNotifications(doc, (notification) => notification.conversation === conversation);
  const drafts = keyed<Draft>(doc, ROOT.drafts);
  for (const tab of ['reply', 'note'] as const) {
    const key = draftKey(conversation, tab);
    if (drafts.has(key)) drafts.delete(key);
  }
  for (const { command } of Object.values(pairsOf<Held>(doc, ROOT.held))) {
    const isAboutIt =
      command.kind === 'unreadable'
        ? command.content.includes(conversation)
        : 'conversation' in command && command.conversation === conversation;
    if (isAboutIt) removeHeld(doc, command.id);
  }
}

export function writePreferences(doc: Y.Doc, preferences: Partial<Preferences>): void {
  const map = doc.getMap<unknown>(ROOT.preferences);
  for (const [key, value] of Object.entries(preferences)) map.set(key, value);
}

/** Closed cards that go when another is closed: after 14 days, and the oldest of more than 500. */
function outlivedBy(others: Card[], now: number): Card[] {
  const ages = others.flatMap((card) =>
    card.status.kind === 'closed' ? [{ card, at: card.status.at }] : [],
  );
  const tooOld = ages.filter(({ at }) => now - at > CLOSED_CARDS_MS);
  if (tooOld.length > 0 || ages.length < CLOSED_CARDS_MAX) return tooOld.map(({ card }) => card);
  return leastActive(ages.map(({ card }) => card));
}

function leastActive(cards: Card[]): Card[] {
  const [first, ...rest] = cards;
  return first
    ? [rest.reduce((least, card) => (card.activityAt < least.activityAt ? card : least), first)]
    : [];
}
