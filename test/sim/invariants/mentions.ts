// I10: a mention gives access in [accepted, accepted + 24 h), exactly, or until its early end; nothing but a new one moves it.

import { accessOf } from '#lib/rules/access.ts';
import type { ConversationId, MemberId } from '#lib/rules/ids.ts';
import type { Simulation } from '../simulation.ts';

const DAY_MS = 86_400_000;

interface Span {
  conversation: ConversationId;
  member: MemberId;
  from: number;
  to: number;
}

/** The mentions that the log tells of, each as it stands: worked out here from events, and not by the rules. */
export function mentionSpans({ oracle }: Simulation): Span[] {
  const spans = new Map<string, Span>();
  for (const { events, at } of oracle.records) {
    for (const event of events) {
      if (event.kind !== 'mention-granted' && event.kind !== 'mention-ended') continue;
      const { conversation, member } = event;
      const key = `${conversation} ${member}`;
      const span = spans.get(key);
      if (event.kind === 'mention-granted')
        spans.set(key, { conversation, member, from: at, to: at + DAY_MS });
      else if (span) span.to = Math.min(span.to, at);
    }
  }
  return [...spans.values()];
}

export function checkMentions(sim: Simulation): void {
  const { directory, cards } = sim.oracle.state;
  for (const { conversation, member, from, to } of mentionSpans(sim)) {
    const card = cards.get(conversation);
    if (!card || directory.members[member]?.active !== true) continue;
    for (const at of [from, to - 1, to, to + 1]) {
      const isGuest = accessOf(card, directory, member, at).includes('guest');
      if (isGuest !== (at < to && !card.erased))
        sim.fail('I10: a mention runs for another time', { conversation, member, from, to, at });
    }
  }
}
