// A relay put back from a backup: what people saw of the history that is lost must not pass for having seen the new one.

import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../server/log/memory.ts';
import { Audit } from '../../server/audit.ts';
import { rebuild } from '../../server/rebuild.ts';
import { seededChance } from '../support/fakeChance.ts';
import { CHANNEL, TestRelay, WORKSPACE } from '../support/startRelay.ts';

const channels = { kindOf: () => 'web-chat' as const, of: () => [CHANNEL] };

describe('after a restore', () => {
  it('I8 a reply whose writer saw much of what is lost is held when another is new', async () => {
    const { relay, conversation, backup } = await beginning();
    for (const text of ['One', 'Two', 'Three', 'Four', 'Five']) {
      await relay.act('mira', { kind: 'note', conversation, text, attachments: [], mention: null });
    }
    const lost = relay.whole({ kind: 'reply', conversation, text: 'I am on it', attachments: [] });
    putBack(relay, backup);
    await relay.act('ana', { kind: 'reply', conversation, text: 'Mine', attachments: [] });
    await relay.act('ana', { kind: 'add-collaborators', conversation, members: ['leo'] });
    expect(await relay.act('leo', lost)).toMatchObject({ kind: 'held', refusal: { reason: 'unseen-reply' } });
  });

  it('I8 a late claim says who has the conversation now', async () => {
    const { relay, conversation, backup } = await beginning();
    await relay.act('mira', { kind: 'note', conversation, text: 'One', attachments: [], mention: null });
    await relay.act('mira', { kind: 'note', conversation, text: 'Two', attachments: [], mention: null });
    const lost = relay.whole({ kind: 'reply', conversation, text: 'I am on it', attachments: [] });
    putBack(relay, backup);
    await relay.act('ana', { kind: 'reply', conversation, text: 'Mine', attachments: [] });
    expect(await relay.act('leo', lost)).toMatchObject({
      kind: 'held',
      refusal: { reason: 'already-owned', owner: 'ana' },
    });
  });

  it('F3 an assignment whose writer saw much of what is lost is held when the owner has changed', async () => {
    const { relay, conversation, backup } = await beginning();
    await relay.act('ana', { kind: 'note', conversation, text: 'One', attachments: [], mention: null });
    await relay.act('ana', { kind: 'note', conversation, text: 'Two', attachments: [], mention: null });
    const to = { kind: 'member' as const, member: 'dewi' };
    const lost = relay.whole({ kind: 'assign', conversation, to });
    putBack(relay, backup);
    await relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    expect(await relay.act('mira', lost)).toMatchObject({
      kind: 'held',
      refusal: { reason: 'stale-ownership', owner: 'leo' },
    });
  });

  it('A5 a read mark of what is lost hides nothing that is new', async () => {
    const { relay, conversation, backup } = await beginning();
    for (const text of ['One', 'Two', 'Three']) relay.customerWrites('budi', text);
    const lost = relay.whole({
      kind: 'mark-read',
      conversation,
      upTo: relay.log.head(WORKSPACE)?.seq ?? 0,
    });
    putBack(relay, backup);
    relay.customerWrites('budi', 'Anybody?');
    await relay.act('leo', lost);
    const marked = relay.log
      .read(WORKSPACE, 0, 1_000)
      .flatMap(({ events }) => events)
      .findLast((event) => event.kind === 'read-marked');
    expect(marked).toMatchObject({ member: 'leo' });
    expect(marked?.kind === 'read-marked' && marked.upTo).toBeLessThan(
      relay.log.card(WORKSPACE, conversation)?.card.lastInbound ?? 0,
    );
  });

  it('finds what was done until an instant before it, and behind it', async () => {
    const { relay, conversation, backup } = await beginning();
    const until = relay.clock.now() + 1;
    relay.clock.advance(60_000);
    putBack(relay, backup);
    relay.clock.advance(60_000);
    const from = relay.clock.now();
    await relay.act('ana', { kind: 'reply', conversation, text: 'Mine', attachments: [] });
    const audit = new Audit(relay.log);
    const found = (range: { from: number; to: number }): number[] =>
      audit.page(WORKSPACE, { ...range, facets: ['all'], before: Infinity }).entries.map(({ seq }) => seq);
    const seqs = backup.read(WORKSPACE, 0, 1_000).map(({ seq }) => seq);
    const [last = 0, leap = 0] = [seqs.pop(), seqs.pop()];
    expect(leap).toBeGreaterThan(1e12);
    expect(found({ from, to: Infinity })).toEqual([last]);
    expect(found({ from: 0, to: until })).toEqual(seqs.reverse());
    expect(audit.check(WORKSPACE)).toEqual({ checked: last, head: last, broken: null });
  });

  it('I8 and so it is after the second restore, whatever the clock says', async () => {
    const { relay, conversation, backup } = await beginning();
    putBack(relay, backup.clone());
    await relay.act('mira', { kind: 'note', conversation, text: 'One', attachments: [], mention: null });
    await relay.act('mira', { kind: 'note', conversation, text: 'Two', attachments: [], mention: null });
    const lost = relay.whole({ kind: 'reply', conversation, text: 'I am on it', attachments: [] });
    // The machine's clock is a day behind; the witness beside the database has seen what is lost.
    putBack(relay, backup, { behindMs: 86_400_000, seen: witnessOf(relay) });
    await relay.act('ana', { kind: 'reply', conversation, text: 'Mine', attachments: [] });
    expect(await relay.act('leo', lost)).toMatchObject({ refusal: { reason: 'already-owned' } });
  });
});

async function beginning(): Promise<{ relay: TestRelay; conversation: string; backup: MemoryLog }> {
  const log = new MemoryLog();
  const relay = await new TestRelay({ log }).found();
  const conversation = relay.customerWrites('budi', 'Hello');
  return { relay, conversation, backup: log.clone() };
}

function witnessOf({ log }: TestRelay): { epoch: number; seq: number } {
  return { epoch: log.epoch(WORKSPACE)?.epoch ?? 0, seq: log.head(WORKSPACE)?.seq ?? 0 };
}

/** As an operator does it: the copy in the database's place, and `relay rebuild`. */
function putBack(
  relay: TestRelay,
  log: MemoryLog,
  { behindMs = 0, seen }: { behindMs?: number; seen?: { epoch: number; seq: number } } = {},
): void {
  const clock = { now: () => relay.clock.now() - behindMs };
  rebuild(WORKSPACE, { log, clock, chance: seededChance(relay.clock.now()), channels, restored: true, seen });
  relay.restart(log);
}
