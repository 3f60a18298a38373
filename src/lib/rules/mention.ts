// A mention: a colleague's help for exactly 24 hours of relay time.

import type { Card } from './conversation.ts';
import { entryOf, type MemberId } from './ids.ts';
import { MENTION_MS } from './limits.ts';

/** When a mention that the relay accepts at `now` ends. */
export function mentionEnd(now: number): number {
  return now + MENTION_MS;
}

/** Access holds in [accepted, until): at `until` itself it is over, whether or not the timer has said so yet. */
export function mentionRuns(card: Card, member: MemberId, now: number): boolean {
  const guest = entryOf(card.guests, member);
  return guest !== null && now < guest.until;
}

/** Members whose mention runs at `now`. */
export function guestsOf(card: Card, now: number): MemberId[] {
  return Object.keys(card.guests).filter((member) => mentionRuns(card, member, now));
}

/** The next instant at which a mention of this conversation ends, or null. */
export function nextMentionEnd(card: Card, now: number): number | null {
  const ends = Object.values(card.guests).map((guest) => guest.until);
  const next = Math.min(...ends.filter((until) => until > now));
  return next === Infinity ? null : next;
}
