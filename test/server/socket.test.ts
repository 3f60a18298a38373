// What a socket does once it is open: streams, bundles, limits, farewells.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLOSE, FRAMES_MAX, type FromClient } from '#lib/doc/wire.ts';
import { FRAME_MAX, STREAMS_MAX } from '#lib/rules/limits.ts';
import { heard, SocketHarness, type TestMux } from '../support/socketHarness.ts';

let relay: SocketHarness;
beforeEach(async () => (relay = await new SocketHarness().listen()));
afterEach(() => relay.stop());

const openDirectory: FromClient = { type: 'open', stream: 7, document: 'toko', epoch: 2 };

function sendInPieces(mux: TestMux, pieces: number): void {
  for (let left = pieces; left > 0; left -= 1) mux.client.send(Uint8Array.of(7, 0), { fin: left === 1 });
}

describe('streams', () => {
  it('begins with relay time, and tells it whenever asked', async () => {
    const mux = await relay.open();
    await mux.until(() => mux.frames.length > 0);
    relay.clock.advance(1_000);
    await heard(mux, 1);
    const now = relay.clock.now();
    expect(mux.control).toEqual([
      { type: 'pong', id: 0, now: now - 1_000 },
      { type: 'pong', id: 1, now },
    ]);
  });

  it('are opened for who the session is, with the copy’s epoch, and carry bytes both ways', async () => {
    const mux = await relay.open();
    mux.tell(openDirectory);
    mux.send({ stream: 7, payload: Uint8Array.of(9, 8) });
    const stream = await relay.stream(0);
    await stream.until(() => stream.received.length > 0);
    expect(stream).toMatchObject({
      who: { kind: 'member', workspace: 'toko', member: 'mira' },
      document: 'toko',
      epoch: 2,
      received: [Uint8Array.of(9, 8)],
    });
    stream.peer.send(Uint8Array.of(1, 2, 3));
    await mux.until(() => mux.payloads(7).length > 0);
    expect(mux.payloads(7)).toEqual([[1, 2, 3]]);
    expect(mux.control).toContainEqual({ type: 'opened', stream: 7, epoch: 3 });
  });

  it('end when the client closes them; what crosses on the way is no offence', async () => {
    const mux = await relay.open();
    mux.tell(openDirectory, { type: 'close', stream: 7 }, { type: 'close', stream: 7 });
    mux.send({ stream: 7, payload: Uint8Array.of(1) });
    await heard(mux);
    expect(relay.streams[0]).toMatchObject({ hasEnded: true, received: [] });
    expect(mux.closed).toBeNull();
  });

  it('are closed by the relay with a code and a reason, and the others stay', async () => {
    const mux = await relay.open();
    mux.tell(openDirectory, { ...openDirectory, stream: 8 });
    const first = await relay.stream(0);
    const second = await relay.stream(1);
    first.peer.close(CLOSE.noAccess, 'mention-lapsed');
    second.peer.send(Uint8Array.of(5));
    await mux.until(() => mux.payloads(8).length > 0);
    expect(mux.control).toContainEqual({ type: 'closed', stream: 7, code: 4403, reason: 'mention-lapsed' });
    mux.tell(openDirectory);
    await relay.stream(2);
  });

  it('may be refused while they are opened, and the number is free again', async () => {
    relay.onConnect = ({ peer }) => peer.close(CLOSE.notFound, 'not-found');
    const mux = await relay.open();
    mux.tell(openDirectory, openDirectory);
    await heard(mux);
    expect(relay.streams).toHaveLength(2);
    expect(mux.control.filter((message) => JSON.stringify(message).includes('4404'))).toHaveLength(2);
  });

  it('of a workspace that is not theirs do not exist, whether there is one or not', async () => {
    const mux = await relay.open();
    mux.tell({ ...openDirectory, document: 'warung/all' }, { ...openDirectory, document: '' });
    await heard(mux);
    const refused = mux.control.filter((message) => JSON.stringify(message).includes('closed'));
    expect(refused).toEqual([
      { type: 'closed', stream: 7, code: 4404, reason: 'not-found' },
      { type: 'closed', stream: 7, code: 4404, reason: 'not-found' },
    ]);
    expect(relay.streams).toHaveLength(0);
  });

  it(`are ${STREAMS_MAX} at most`, async () => {
    const mux = await relay.open();
    for (let stream = 1; stream <= STREAMS_MAX + 1; stream += 1) mux.tell({ ...openDirectory, stream });
    await heard(mux);
    expect(relay.streams).toHaveLength(STREAMS_MAX);
    expect(mux.control).toContainEqual({
      type: 'closed',
      stream: STREAMS_MAX + 1,
      code: CLOSE.tooFast,
      reason: 'streams',
    });
    expect(mux.closed).toBeNull();
  });

  it('all end when the client is gone', async () => {
    const mux = await relay.open();
    mux.tell(openDirectory, { ...openDirectory, stream: 8 });
    const second = await relay.stream(1);
    mux.client.terminate();
    await second.until(() => second.hasEnded);
    expect(relay.streams.map(({ hasEnded }) => hasEnded)).toEqual([true, true]);
  });
});

describe('what is not of the protocol', () => {
  const cases: [string, (mux: TestMux) => void, number][] = [
    ['text', (mux) => mux.client.send('hello'), 4400],
    ['bytes that are no frames', (mux) => mux.client.send(Uint8Array.of(7, 200, 1)), 4400],
    ['a frame that ends early', (mux) => mux.client.send(Uint8Array.of(7, 5, 1, 2)), 4400],
    ['a number without an end', (mux) => mux.client.send(new Uint8Array(20).fill(255)), 4400],
    ['more frames than a message has', (mux) => mux.client.send(new Uint8Array(2 * FRAMES_MAX + 2)), 4400],
    ['control that is no JSON', (mux) => mux.send({ stream: 0, payload: Uint8Array.of(123) }), 4400],
    [
      'control that is not UTF-8',
      (mux) => mux.send({ stream: 0, payload: Uint8Array.of(34, 255, 34) }),
      4400,
    ],
    ['control of no kind', (mux) => mux.tell({ type: 'shutdown' }), 4400],
    ['control with a key too many', (mux) => mux.tell({ ...openDirectory, member: 'leo' }), 4400],
    ['control without a key', (mux) => mux.tell({ type: 'open', stream: 7, document: 'toko' }), 4400],
    ['control that is too long', (mux) => mux.tell({ ...openDirectory, document: 'x'.repeat(2_000) }), 4400],
    ['control that is a list', (mux) => mux.tell([openDirectory]), 4400],
    ['stream 0', (mux) => mux.tell({ ...openDirectory, stream: 0 }), 4400],
    ['stream -1', (mux) => mux.tell({ ...openDirectory, stream: -1 }), 4400],
    ['stream 1.5', (mux) => mux.tell({ ...openDirectory, stream: 1.5 }), 4400],
    ['stream 2^53', (mux) => mux.tell({ ...openDirectory, stream: 2 ** 53 }), 4400],
    ['a stream number in use', (mux) => mux.tell(openDirectory, openDirectory), 4400],
    ['a message in a hundred pieces', (mux) => sendInPieces(mux, 100), 1008],
    ['a message larger than two frames', (mux) => mux.client.send(new Uint8Array(2 * FRAME_MAX + 1)), 1009],
  ];

  it.each(cases)('%s ends the socket', async (_, send, code) => {
    const [mux, other] = [await relay.open(), await relay.open()];
    send(mux);
    expect(await mux.whenClosed()).toMatchObject({ code });
    await heard(other);
    expect(relay.problems).toEqual([]);
  });

  it('ends it there: what follows in the same message is not heard', async () => {
    const mux = await relay.open();
    mux.tell({ type: 'shutdown' }, openDirectory);
    await mux.whenClosed();
    expect(relay.streams).toEqual([]);
  });

  it('a broken WebSocket frame does not take the relay along', async () => {
    const [mux, other] = [await relay.open(), await relay.open()];
    // Reserved bits set, from below the library.
    const wire = (mux.client as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket;
    wire.write(Uint8Array.of(0xff, 0xff, 0xff, 0xff));
    await mux.whenClosed();
    await heard(other);
  });

  it('a defect of ours ends the socket that met it, is reported, and nobody else notices', async () => {
    relay.onReceive = () => {
      throw new Error('a defect');
    };
    const [mux, other] = [await relay.open(), await relay.open()];
    mux.tell(openDirectory);
    mux.send({ stream: 7, payload: Uint8Array.of(1) });
    expect(await mux.whenClosed()).toEqual({ code: CLOSE.unavailable, reason: 'failed' });
    await heard(other);
    expect(relay.problems).toHaveLength(1);
  });

  it('too many frames in too little time end the socket, and time makes room', async () => {
    const [mux, other] = [await relay.open(), await relay.open()];
    for (let index = 0; index < 3_000; index += 1) other.send({ stream: 9, payload: Uint8Array.of(1) });
    await heard(other, 1);
    relay.clock.advance(5_000);
    for (let index = 0; index < 2_900; index += 1) other.send({ stream: 9, payload: Uint8Array.of(1) });
    await heard(other, 2);
    for (let index = 0; index < 4_100; index += 1) mux.send({ stream: 9, payload: Uint8Array.of(1) });
    expect(await mux.whenClosed()).toEqual({ code: CLOSE.tooFast, reason: 'frames' });
  });
});

describe('what goes out', () => {
  it('of one turn is one message', async () => {
    const mux = await relay.open();
    mux.tell(openDirectory);
    const { peer } = await relay.stream(0);
    await heard(mux);
    const before = mux.messages.length;
    for (let index = 0; index < 100; index += 1) peer.send(Uint8Array.of(2, index));
    await mux.until(() => mux.payloads(7).length === 100);
    expect(mux.messages.slice(before)).toEqual([100]);
  });

  it('is cut into small messages, in order, and a large payload has one to itself', async () => {
    const mux = await relay.open();
    mux.tell(openDirectory);
    const { peer } = await relay.stream(0);
    await heard(mux);
    const before = mux.messages.length;
    const sizes = [40_000, 40_000, 900_000, 10, 10];
    for (const [index, size] of sizes.entries()) peer.send(new Uint8Array(size).fill(index));
    await mux.until(() => mux.payloads(7).length === sizes.length);
    expect(mux.payloads(7).map((payload) => [payload.length, payload[0]])).toEqual(
      sizes.map((size, index) => [size, index]),
    );
    expect(mux.messages.slice(before)).toEqual([1, 1, 1, 2]);
  });

  it('says what was to be said before it says farewell', async () => {
    const mux = await relay.open();
    mux.tell(openDirectory);
    const { peer } = await relay.stream(0);
    peer.send(Uint8Array.of(1));
    relay.sockets.closeAll();
    expect(await mux.whenClosed()).toEqual({ code: CLOSE.unavailable, reason: 'restarting' });
    expect(mux.payloads(7)).toEqual([[1]]);
  });
});

describe('when a session ends', () => {
  it('its sockets end at once, with their streams, and nobody else’s', async () => {
    const signedOut = await relay.open();
    const other = await relay.open({
      headers: { origin: `http://${relay.address}`, cookie: 'session=mira-2' },
    });
    signedOut.tell(openDirectory);
    const stream = await relay.stream(0);
    relay.sockets.closeSession('mira-1');
    expect(stream.hasEnded).toBe(true);
    expect(await signedOut.whenClosed()).toEqual({ code: CLOSE.notSignedIn, reason: 'signed-out' });
    await heard(other);
  });
});
