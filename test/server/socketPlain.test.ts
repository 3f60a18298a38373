// The plain form, spoken by the library that it is made for: y-websocket's own provider, unmodified.

import { once } from 'node:events';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as sync from 'y-protocols/sync';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { CLOSE } from '#lib/doc/wire.ts';
import { FRAME_MAX } from '#lib/rules/limits.ts';
import { stepOne, updateMessage } from '../../server/session.ts';
import { SocketHarness, type FakeStream } from '../support/socketHarness.ts';
import { unmodified } from '../support/unmodified.ts';

const bearer = { authorization: 'Bearer leo-token' };
let relay: SocketHarness;
let room: Y.Doc;
let providers: WebsocketProvider[];

beforeEach(async () => {
  relay = await new SocketHarness().listen();
  room = new Y.Doc();
  providers = [];
  room.on('update', (update: Uint8Array) => {
    for (const { peer } of relay.streams) peer.send(updateMessage(update));
  });
  relay.onConnect = ({ peer }) => {
    peer.opened(3);
    peer.send(stepOne(Y.encodeStateVector(room)));
  };
  relay.onReceive = ({ peer }, payload) => answer(peer, payload);
});

afterEach(async () => {
  for (const provider of providers) {
    provider.destroy();
    provider.doc.destroy();
  }
  await relay.stop();
});

/** As small as a room can be. */
function answer(peer: FakeStream['peer'], payload: Uint8Array): void {
  const decoder = decoding.createDecoder(payload);
  if (decoding.readVarUint(decoder) !== 0) return;
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  sync.readSyncMessage(decoder, encoder, room, null);
  if (encoding.length(encoder) > 1) peer.send(encoding.toUint8Array(encoder));
}

function open(document: string, params: Record<string, string> = { token: 'leo-token' }): WebsocketProvider {
  const provider = unmodified(`ws://${relay.address}`, document, params);
  providers.push(provider);
  return provider;
}

function closed(provider: WebsocketProvider): Promise<unknown> {
  return new Promise((resolve) => provider.on('closed', resolve));
}

describe('an unmodified provider', () => {
  it('syncs both ways, as who its token is, and hears what others write', async () => {
    room.getArray('commands').push(['from the relay']);
    const provider = open('toko/outbox/leo/laptop');
    provider.doc.getArray('commands').push(['from the device']);
    await new Promise((resolve) => provider.once('sync', resolve));
    const stream = await relay.stream(0);
    expect(stream).toMatchObject({
      who: { kind: 'member', workspace: 'toko', member: 'leo' },
      document: 'toko/outbox/leo/laptop',
      epoch: null,
    });
    await stream.until(() => room.getArray('commands').length === 2);
    expect(room.getArray('commands').toArray().sort()).toEqual(['from the device', 'from the relay']);
    const news = new Promise((resolve) => provider.doc.once('update', resolve));
    room.getArray('commands').push(['news']);
    await news;
    expect(provider.doc.getArray('commands').toArray()).toContain('news');
  });

  it.each([
    [CLOSE.noAccess, 'mention-lapsed'],
    [CLOSE.notFound, 'not-found'],
    [CLOSE.epochChanged, '4'],
  ])('is told %i with its reason and stops', async (code, reason) => {
    relay.onConnect = ({ peer }) => peer.close(code, reason);
    expect(await closed(open('toko/all'))).toEqual({ code, reason });
  });

  it('of another workspace finds nothing', async () => {
    expect(await closed(open('warung'))).toEqual({ code: CLOSE.notFound, reason: 'not-found' });
    expect(relay.streams).toEqual([]);
  });

  it('without a valid token is not let in', async () => {
    const provider = open('toko', { token: 'guess' });
    await new Promise((resolve) => provider.once('connection-error', resolve));
    expect(relay.streams).toEqual([]);
  });

  it('hears something every 20 seconds, or it would think that we are gone', async () => {
    const client = relay.client('/sync/toko', [], { headers: bearer });
    await once(client, 'open');
    const stream = await relay.stream(0);
    const keptAlive = new Promise<number[]>((resolve) => {
      client.on('message', (data: Buffer) => {
        if (data[0] === 1) resolve([...data]);
      });
    });
    for (let beat = 0; beat < 3; beat += 1) {
      relay.clock.advance(7_000);
      await once(client, 'ping');
      client.send(Uint8Array.of(1));
      await stream.until(() => stream.received.length > beat);
    }
    expect(await keptAlive).toEqual([1, 1, 0]);
  });
});

describe('the plain form', () => {
  it('takes names as they stand in addresses, and none that cannot be read', async () => {
    const client = relay.client('/sync/toko%2Finbox%2Fleo', [], { headers: bearer });
    await once(client, 'open');
    expect((await relay.stream(0)).document).toBe('toko/inbox/leo');
    const broken = relay.client('/sync/toko%', [], { headers: bearer });
    expect(await once(broken, 'close')).toMatchObject({ 0: CLOSE.notFound });
  });

  it('ends the stream with the socket', async () => {
    const client = relay.client('/sync/toko', [], { headers: bearer });
    const stream = await relay.stream(0);
    await once(client, 'open');
    client.terminate();
    await stream.until(() => stream.hasEnded);
  });

  it('hands a frame that is too large to the stream, which says so in its own words', async () => {
    relay.onReceive = ({ peer }, payload) => {
      if (payload.length > FRAME_MAX) peer.close(CLOSE.tooLarge, 'frame');
    };
    const client = relay.client('/sync/toko', [], { headers: bearer });
    await once(client, 'open');
    client.send(new Uint8Array(FRAME_MAX + 1));
    expect(await once(client, 'close')).toMatchObject({ 0: CLOSE.tooLarge });
  });

  it.each([
    ['text', 'hello', CLOSE.malformed],
    ['more than twice a frame', new Uint8Array(2 * FRAME_MAX + 1), 1009],
  ])('takes no %s', async (_, message, code) => {
    const client = relay.client('/sync/toko', [], { headers: bearer });
    await once(client, 'open');
    client.send(message);
    expect(await once(client, 'close')).toMatchObject({ 0: code });
  });
});
