// R16 R17 the dispatcher when its process dies, its disk fails, or it is asked to stop.

import { beforeEach, describe, expect, it } from 'vitest';
import type { DispatchPoint } from '../../server/dispatch/dispatcher.ts';
import { MemoryLog } from '../../server/log/memory.ts';
import { WORKSPACE } from '../support/startRelay.ts';
import { accepted, HOUR, TestDispatch, type Receiver } from '../support/testDispatch.ts';

let office: TestDispatch;
let receiver: Receiver;

beforeEach(async () => {
  office = await TestDispatch.start();
  receiver = office.receiver;
});

describe('R16 a relay that dies', () => {
  const points: DispatchPoint[] = ['before-begin', 'begun', 'answered', 'ended'];

  async function dieAt(point: DispatchPoint): Promise<{ budi: string; seq: string }> {
    const budi = await office.customer();
    office.dieAt = point;
    const seq = await office.answer(budi, 'Halo');
    office.begin();
    await office.pass(60_000);
    return { budi, seq };
  }

  it.each(points)('R16 I9 at "%s": a receiver that deduplicates has it once', async (point) => {
    const { budi, seq } = await dieAt(point);
    expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(1);
    expect(receiver.got).toHaveLength(point === 'answered' ? 2 : 1);
    expect(office.deliveries(budi)).toEqual({ [seq]: { state: 'sent' } });
  });

  it.each(points)('R16 I9 at "%s": any other at most once, and what nobody knows is seen', async (point) => {
    receiver.deduplicates = false;
    const { budi, seq } = await dieAt(point);
    expect(receiver.got.length).toBeLessThanOrEqual(1);
    const known = point === 'before-begin' || point === 'ended';
    expect(office.deliveries(budi)).toEqual({ [seq]: known ? { state: 'sent' } : { state: 'unknown' } });
    await office.pass(40 * HOUR);
    expect(receiver.got).toHaveLength(point === 'begun' ? 0 : 1);
  });

  it('finds the rest of a conversation in order', async () => {
    receiver.answers = [null];
    const budi = await office.customer();
    for (const text of ['1', '2', '3']) await office.answer(budi, text);
    receiver.answers = [accepted];
    await office.restart();
    await office.pass(60_000);
    expect(receiver.texts).toEqual(['1', '1', '2', '3']);
  });
});

describe('a disk that fails', () => {
  it('G2 what was answered is not sent again, and is noted when the disk is back', async () => {
    let full = false;
    const log = new MemoryLog({
      beforeCommit: () => {
        if (full) throw new Error('disk full');
      },
    });
    office = await TestDispatch.start(log);
    receiver = office.receiver;
    receiver.deduplicates = false;
    receiver.answers = [null];
    const budi = await office.customer();
    const seq = await office.answer(budi, 'Halo');
    full = true;
    receiver.held[0]?.(accepted);
    await office.pass(60_000);
    expect(office.deliveries(budi)).toEqual({});
    full = false;
    await office.pass(60_000);
    expect(office.deliveries(budi)).toEqual({ [seq]: { state: 'sent' } });
    expect(receiver.got).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('begins nothing more, and waits for what is on its way', async () => {
    receiver.answers = [null, accepted];
    const budi = await office.customer();
    const seq = await office.answer(budi, '1');
    await office.answer(budi, '2');
    let stopped = false;
    void office.dispatcher.stop().then(() => (stopped = true));
    await office.settle();
    expect(stopped).toBe(false);
    receiver.held[0]?.(accepted);
    await office.settle();
    expect(stopped).toBe(true);
    expect(receiver.texts).toEqual(['1']);
    expect(office.deliveries(budi)).toEqual({ [seq]: { state: 'sent' } });
    expect(office.relay.log.pending(WORKSPACE, 10)).toHaveLength(1);
  });
});
