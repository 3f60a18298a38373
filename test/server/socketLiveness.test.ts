// Consumers that are slow, silent or gone.

import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLOSE, type FromClient } from '#lib/doc/wire.ts';
import { ANSWERS_UNSENT_MAX, UNSENT_MAX } from '#lib/rules/limits.ts';
import { heard, SocketHarness } from '../support/socketHarness.ts';

let relay: SocketHarness;
beforeEach(async () => (relay = await new SocketHarness().listen()));
afterEach(() => relay.stop());

const openDirectory: FromClient = { type: 'open', stream: 7, document: 'toko', epoch: 2 };

describe('a slow consumer', () => {
  it('is closed with a bound on what waits for it, and delays nobody', async () => {
    const [slow, other] = [await relay.open(), await relay.open()];
    slow.tell(openDirectory);
    const stream = await relay.stream(0);
    await heard(slow);
    slow.client.pause();
    const update = new Uint8Array(65_536).fill(2);
    let sent = 0;
    for (; !stream.hasEnded; sent += 1) {
      stream.peer.send(update);
      await new Promise((resolve) => setImmediate(resolve));
    }
    // What the machine's own buffers take comes on top: some megabytes on a loopback.
    expect(sent * update.length).toBeGreaterThan(UNSENT_MAX);
    expect(sent * update.length).toBeLessThan(32 * UNSENT_MAX);
    await heard(other);
    slow.client.resume();
    expect(await slow.whenClosed()).toEqual({ code: CLOSE.tooFast, reason: 'catch-up' });
  });

  it('may be slow with the documents it asked for itself, up to a bound', async () => {
    const slow = await relay.open();
    slow.tell(openDirectory);
    const stream = await relay.stream(0);
    await heard(slow);
    slow.client.pause();
    const answer = new Uint8Array(524_288);
    answer.set([0, 1]);
    let sent = 0;
    for (; !stream.hasEnded; sent += 1) {
      stream.peer.send(answer);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sent * answer.length).toBeGreaterThan(ANSWERS_UNSENT_MAX);
    expect(sent * answer.length).toBeLessThan(3 * ANSWERS_UNSENT_MAX);
  });

  it('that never reads the farewell is cut off', async () => {
    const mux = await relay.open();
    mux.client.pause();
    relay.sockets.closeAll();
    relay.clock.advance(5_000);
    mux.client.resume();
    expect(await mux.whenClosed()).not.toBeNull();
  });
});

describe('a peer that is gone without a word', () => {
  it('is noticed within fifteen seconds', async () => {
    const mux = await relay.open({ autoPong: false });
    mux.tell(openDirectory);
    const stream = await relay.stream(0);
    await heard(mux);
    relay.clock.advance(14_900);
    expect(stream.hasEnded).toBe(true);
    expect(await mux.whenClosed()).toMatchObject({ code: 1006 });
  });

  it('is not one that answers, for however long nothing happens', async () => {
    const mux = await relay.open();
    mux.tell(openDirectory);
    const stream = await relay.stream(0);
    for (let beat = 0; beat < 20; beat += 1) {
      relay.clock.advance(7_000);
      await once(mux.client, 'ping');
      // The pong left before this does, and arrives before it.
      mux.send({ stream: 7, payload: Uint8Array.of(beat) });
      await stream.until(() => stream.received.length > beat);
    }
    expect(stream.hasEnded).toBe(false);
  });

  it('is not one on a line so slow that the ping waits behind a document', async () => {
    const mux = await relay.open({ autoPong: false });
    mux.tell(openDirectory);
    const stream = await relay.stream(0);
    await heard(mux);
    const answer = new Uint8Array(6_000_000);
    answer.set([0, 1]);
    mux.client.pause();
    for (let index = 0; index < 3; index += 1) stream.peer.send(answer);
    await new Promise((resolve) => setImmediate(resolve));
    relay.clock.advance(7_000);
    // One has come through, two are on their way, and no ping was answered.
    mux.client.once('message', () => mux.client.pause());
    mux.client.resume();
    await mux.until(() => mux.payloads(7).length === 1);
    relay.clock.advance(7_000);
    expect(stream.hasEnded).toBe(false);
    relay.clock.advance(7_000);
    expect(stream.hasEnded).toBe(true);
  });
});
