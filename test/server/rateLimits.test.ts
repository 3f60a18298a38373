// V2 a flood: whoever writes it waits, nobody else does, and nothing is lost.

import { describe, expect, it } from 'vitest';
import { appendCommand, readCommands } from '#lib/doc/outboxDoc.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import { VISITOR_COMMANDS_AT_ONCE, VISITOR_COMMANDS_PER_MINUTE } from '#lib/rules/limits.ts';
import { RateLimits } from '../../server/rateLimits.ts';
import { CHANNEL, TestRelay, WORKSPACE } from '../support/startRelay.ts';

const MINUTE = 60_000;
const visitor = (name: string, address?: string, channel = CHANNEL) => ({
  ...{ kind: 'visitor' as const, workspace: WORKSPACE, channel, visitor: name },
  ...(address === undefined ? {} : { address }),
});

/** How many of `count` visitors, each with a secret of their own, may write one message now. */
function through(limits: RateLimits, count: number, address: (index: number) => string, now = 0): number {
  const visitors = Array.from({ length: count }, (_, index) =>
    visitor(`v-${address(index)}-${index}-${now}`, address(index)),
  );
  return visitors.filter((who) => limits.take(who, now)).length;
}

describe('V2 limits', () => {
  it('V2 one visitor has a burst, then a message every few seconds', () => {
    const limits = new RateLimits();
    const budi = visitor('budi');
    const taken = Array.from({ length: 100 }, () => limits.take(budi, 0)).filter(Boolean);
    expect(taken).toHaveLength(VISITOR_COMMANDS_AT_ONCE);
    expect(limits.waitMs(budi)).toBe(MINUTE / VISITOR_COMMANDS_PER_MINUTE);
    const later = Array.from({ length: 100 }, () => limits.take(budi, MINUTE)).filter(Boolean);
    expect(later).toHaveLength(VISITOR_COMMANDS_PER_MINUTE);
  });

  it('V2 many visitors of one address are one flood, in IPv6 of one network', () => {
    expect(through(new RateLimits(), 300, () => '8.8.8.8')).toBe(100);
    expect(through(new RateLimits(), 300, (index) => `2a00:1450:1:2::${index.toString(16)}`)).toBe(100);
    expect(through(new RateLimits(), 300, (index) => `2a00:1450:1:${index.toString(16)}::1`)).toBe(300);
    expect(through(new RateLimits(), 300, (index) => `8.8.${index % 100}.8`)).toBe(300);
  });

  it('V2 behind a proxy that nobody named, not everybody is one', () => {
    expect(through(new RateLimits(), 300, () => '127.0.0.1')).toBe(300);
    expect(through(new RateLimits(), 300, () => '10.1.2.3')).toBe(300);
  });

  it('V2 what is refused costs nothing: a flood from one address leaves its channel to others', () => {
    const limits = new RateLimits();
    expect(through(limits, 2_000, () => '8.8.8.8')).toBe(100);
    expect(through(limits, 1_000, (index) => `9.9.${index % 250}.${index % 200}`)).toBe(400);
    // Another channel of the workspace, and members, know nothing of it.
    expect(limits.take(visitor('siti', '7.7.7.7', 'toko-dua'), 0)).toBe(true);
    expect(limits.take({ kind: 'member', workspace: WORKSPACE, member: 'leo' }, 0)).toBe(true);
  });
});

describe('V2 a flood at the relay', () => {
  it('V2 waits in the doorstep, arrives whole and in order, and another customer is heard at once', async () => {
    const office = await new TestRelay().found();
    const who = visitor('flooder');
    const doorstep = office.openAs(who, 'doorstep/flooder/phone');
    const said = Array.from({ length: 60 }, (_, index) => `${index}`);
    for (const text of said) {
      appendCommand(doorstep.doc, {
        ...{ id: office.newId(), kind: 'say', name: 'Budi', text, attachments: [], written: 0 },
      });
    }
    office.clock.settle();
    expect(readCommands(doorstep.doc)).toHaveLength(60 - VISITOR_COMMANDS_AT_ONCE);
    const other = office.customerWrites('siti', 'Halo', 'Siti');
    expect(office.log.card(WORKSPACE, other)?.card.lastPublic?.text).toBe('Halo');
    office.clock.advance(3 * MINUTE);
    expect(readCommands(doorstep.doc)).toEqual([]);
    const conversation = office.log.conversationOf(WORKSPACE, CHANNEL, 'flooder') ?? '';
    const { timeline } = readThread(office.open('leo', `thread/${conversation}`).doc)!;
    const texts = timeline.flatMap((entry) => (entry.kind === 'message-received' ? [entry.text] : []));
    expect(texts).toEqual(said);
  });
});
