// A thread: `{w}/thread/{conversation}`. The card and everything that happened, in order. Only the relay writes it.

import type * as Y from 'yjs';
import type { Card } from '../rules/conversation.ts';
import type { ConversationEvent, Delivery, Stamp } from '../rules/event.ts';
import type { CommandId } from '../rules/ids.ts';
import { ROOT, type ThreadContent, type TimelineEntry } from './schema.ts';

export function readThread(doc: Y.Doc): ThreadContent | null {
  const card = readThreadCard(doc);
  if (!card) return null;
  return {
    card,
    timeline: doc.getArray<TimelineEntry>(ROOT.timeline).toArray(),
    delivery: doc.getMap(ROOT.delivery).toJSON(),
  };
}

export function readThreadCard(doc: Y.Doc): Card | null {
  return doc.getMap<Card>(ROOT.card).get(ROOT.card) ?? null;
}

export function writeThreadCard(doc: Y.Doc, card: Card): void {
  doc.getMap<Card>(ROOT.card).set(ROOT.card, card);
}

/** Its contact was erased: what was said goes, for everybody who still has a copy. */
export function clearThread(doc: Y.Doc): void {
  const timeline = doc.getArray<TimelineEntry>(ROOT.timeline);
  timeline.delete(0, timeline.length);
  doc.getMap(ROOT.delivery).clear();
}

/** Adds the events of one record to the timeline; what became of a reply goes beside it. */
export function appendEvents(
  doc: Y.Doc,
  events: ConversationEvent[],
  stamp: Stamp,
  command: CommandId | null,
): void {
  const lines = events.map((event) => lineOf(event, stamp, command)).filter((line) => line !== null);
  if (lines.length > 0) doc.getArray<TimelineEntry>(ROOT.timeline).push(lines);
  for (const event of events) {
    if (event.kind === 'delivery-changed') doc.getMap(ROOT.delivery).set(String(event.reply), event.delivery);
  }
}

/** A reply that was delivered with the record itself. */
export function writeSent(doc: Y.Doc, reply: number): void {
  const sent: Delivery = { state: 'sent' };
  doc.getMap(ROOT.delivery).set(String(reply), sent);
}

/** The line of the timeline that an event becomes; null for one that is shown elsewhere. */
export function lineOf(
  event: ConversationEvent,
  stamp: Stamp,
  command: CommandId | null,
): TimelineEntry | null {
  if (event.kind === 'delivery-changed') return null;
  const { conversation: _, ...content } = event;
  return { seq: stamp.seq, at: stamp.at, by: stamp.by, command, ...content };
}
