// G2 a reply goes out once, in order, and whatever becomes of it is seen.

import { beforeEach, describe, expect, it } from 'vitest';
import { PAUSES_MS } from '../../server/dispatch/outcome.ts';
import { CHANNEL, WORKSPACE } from '../support/startRelay.ts';
import { accepted, busy, HOUR, Receiver, silent, TestDispatch } from '../support/testDispatch.ts';

let office: TestDispatch;
let receiver: Receiver;

beforeEach(async () => {
  office = await TestDispatch.start();
  receiver = office.receiver;
});

describe('G2 a reply', () => {
  it('leaves with the commit that accepts it, and the thread is told that it was sent', async () => {
    const budi = await office.customer();
    const seq = await office.answer(budi, 'Halo Budi');
    expect(receiver.got).toHaveLength(1);
    expect(receiver.got[0]).toMatchObject({
      workspace: WORKSPACE,
      channel: CHANNEL,
      conversation: budi,
      contact: { id: 'budi', name: 'Budi' },
      author: 'Leo',
      text: 'Halo Budi',
    });
    expect(office.deliveries(budi)).toEqual({ [seq]: { state: 'sent' } });
    expect(office.relay.log.pending(WORKSPACE, 10)).toEqual([]);
    expect(office.counted).toEqual({ sent: 1, pending: 0 });
  });

  it('G2 an internal note never leaves', async () => {
    const budi = await office.customer();
    await office.relay.act('mira', {
      kind: 'note',
      conversation: budi,
      text: 'secret',
      attachments: [],
      mention: null,
    });
    await office.settle();
    expect(receiver.got).toEqual([]);
  });

  it('R17 is tried again with the same id and growing pauses, and is told of once', async () => {
    receiver.answers = [busy(), busy('http-500'), silent, accepted];
    const budi = await office.customer();
    const seq = await office.answer(budi, 'Halo');
    expect(office.deliveries(budi)).toEqual({ [seq]: { state: 'trying', reason: 'http-503' } });
    for (const [index, pause] of PAUSES_MS.slice(0, 3).entries()) {
      await office.pass(pause - 1);
      expect(receiver.got).toHaveLength(index + 1);
      await office.pass(pause * 0.2 + 1);
      expect(receiver.got).toHaveLength(index + 2);
    }
    expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(1);
    expect(office.deliveries(budi)).toEqual({ [seq]: { state: 'sent' } });
    expect(office.counted).toEqual({ retried: 3, sent: 1, pending: 0 });
    const told = office.relay.log.read(WORKSPACE, 0, 1_000).flatMap(({ events }) => events);
    expect(told.filter(({ kind }) => kind === 'delivery-changed')).toHaveLength(2);
  });

  it('W6 waits as long as the receiver asks it to, and not for a day', async () => {
    receiver.answers = [busy('http-429', 20 * 60_000), busy('http-429', 24 * HOUR), accepted];
    await office.answer(await office.customer(), 'Halo');
    await office.pass(20 * 60_000 - 1);
    expect(receiver.got).toHaveLength(1);
    await office.pass(5 * 60_000);
    expect(receiver.got).toHaveLength(2);
    await office.pass(1.2 * HOUR);
    expect(receiver.got).toHaveLength(3);
  });

  it('W6 is a dead letter after a day of tries; a member sends it again', async () => {
    receiver.answers = [busy('unreachable')];
    const budi = await office.customer();
    const seq = await office.answer(budi, 'Halo');
    await office.pass(40 * HOUR);
    expect(receiver.got).toHaveLength(PAUSES_MS.length + 1);
    expect(office.deliveries(budi)).toEqual({ [seq]: { state: 'failed', reason: 'unreachable' } });
    expect(office.relay.log.pending(WORKSPACE, 10)).toEqual([]);
    receiver.answers = [null];
    await office.relay.act('leo', { kind: 'resend', conversation: budi, reply: Number(seq) });
    await office.settle();
    expect(office.deliveries(budi)).toEqual({ [seq]: { state: 'trying', reason: '' } });
    // While it is on its way nothing more happens, however often it is asked for.
    await office.relay.act('mira', { kind: 'resend', conversation: budi, reply: Number(seq) });
    receiver.held[0]?.(accepted);
    await office.settle();
    expect(receiver.got).toHaveLength(PAUSES_MS.length + 2);
    expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(1);
    expect(office.deliveries(budi)).toEqual({ [seq]: { state: 'sent' } });
  });

  it('is not tried again when it is refused for good, or its channel is off', async () => {
    receiver.answers = [{ kind: 'refused', reason: 'http-404' }];
    const budi = await office.customer();
    const seq = await office.answer(budi, 'Halo');
    const ana = await office.customer('ana-contact', 'switched-off');
    const other = await office.answer(ana, 'Halo');
    await office.pass(40 * HOUR);
    expect(receiver.got).toHaveLength(1);
    expect(office.deliveries(budi)).toEqual({ [seq]: { state: 'failed', reason: 'http-404' } });
    expect(office.deliveries(ana)).toEqual({ [other]: { state: 'failed', reason: 'channel-off' } });
    expect(office.relay.log.card(WORKSPACE, budi)?.card.undelivered).toEqual([Number(seq)]);
  });

  it('R17 I9 is unknown without an answer of a receiver that cannot deduplicate, and stays so', async () => {
    receiver.deduplicates = false;
    receiver.answers = [silent];
    const budi = await office.customer();
    const seq = await office.answer(budi, 'Halo');
    await office.pass(40 * HOUR);
    expect(receiver.got).toHaveLength(1);
    expect(office.deliveries(budi)).toEqual({ [seq]: { state: 'unknown' } });
    expect(office.counted).toEqual({ unknown: 1, pending: 0 });
  });

  it('what the receiver says is one short line', async () => {
    receiver.answers = [{ kind: 'refused', reason: `no\n\u2028such ${'x'.repeat(500)}\ud83d` }];
    const budi = await office.customer();
    const seq = await office.answer(budi, 'Halo');
    const told = office.deliveries(budi)[seq];
    expect(told?.state === 'failed' && told.reason).toMatch(/^no such x{192}$/);
  });
});

describe('order and independence', () => {
  it('I14 a conversation keeps its order, also when the first has to be tried again', async () => {
    receiver.answers = [busy(), accepted];
    const budi = await office.customer();
    await office.answer(budi, '1');
    await office.answer(budi, '2');
    await office.answer(budi, '3');
    expect(receiver.texts).toEqual(['1']);
    await office.pass(60_000);
    expect(receiver.texts).toEqual(['1', '1', '2', '3']);
  });

  it('I14 what waits behind a reply stays behind it, however often it has to be tried again', async () => {
    receiver.answers = [busy(), busy(), accepted];
    const budi = await office.customer();
    await office.answer(budi, '1');
    await office.answer(budi, '2');
    await office.pass(10_000);
    expect(receiver.texts).toEqual(['1', '1']);
    await office.pass(60_000);
    expect(receiver.texts).toEqual(['1', '1', '1', '2']);
  });

  it('what is lost holds up nobody behind it', async () => {
    receiver.answers = [{ kind: 'refused', reason: 'http-400' }, accepted];
    const budi = await office.customer();
    await office.answer(budi, '1');
    await office.answer(budi, '2');
    expect(receiver.texts).toEqual(['1', '2']);
  });

  it('one dead receiver delays nobody else, and gets few at once', async () => {
    receiver.answers = [null];
    const alive = new Receiver();
    office.receivers.set('alive', alive);
    for (let index = 0; index < 20; index += 1)
      await office.answer(await office.customer(`dead-${index}`), `${index}`);
    for (let index = 0; index < 20; index += 1)
      await office.answer(await office.customer(`fine-${index}`, 'alive'), `${index}`);
    expect(alive.got).toHaveLength(20);
    expect(receiver.got).toHaveLength(4);
    expect(receiver.mostAtOnce).toBe(4);
    receiver.answers = [accepted];
    for (const release of receiver.held.splice(0)) release(busy());
    await office.pass(60_000);
    expect(new Set(receiver.texts).size).toBe(20);
    expect(office.counted).toMatchObject({ sent: 40, retried: 4, pending: 0 });
  });

  it('a clock that is set back holds nothing up', async () => {
    receiver.answers = [busy(), accepted];
    const budi = await office.customer();
    await office.answer(budi, '1');
    office.relay.clock.jump(-24 * HOUR);
    await office.answer(budi, '2');
    await office.pass(60_000);
    expect(receiver.texts).toEqual(['1', '1', '2']);
  });
});
