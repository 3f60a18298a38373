// One socket for all documents, y-websocket's own provider over it, and everything that can happen to a connection.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Documents } from '#lib/doc/client/documents.ts';
import { Epochs } from '#lib/doc/client/epochs.ts';
import { RelayTime } from '#lib/doc/client/relayTime.ts';
import { RelaySocket } from '#lib/doc/client/socket.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { PlainPeer } from '../support/plainPeer.ts';
import { settle, TestDevice } from '../support/testDevice.ts';
import { TestNetwork } from '../support/testSocket.ts';

const SECOND = 1_000;
const PREFIX = 'estafet/demo/mira/';

class Line {
  readonly clock = new FakeClock();
  readonly peer = new PlainPeer();
  readonly network = new TestNetwork(this.clock, () => this.peer);
  readonly device = new TestDevice({
    clock: this.clock,
    network: this.network,
    who: { kind: 'member', workspace: 'demo', member: 'mira' },
  });
  socket!: RelaySocket;
  documents!: Documents;

  async start(): Promise<this> {
    const environment = this.device.page();
    const time = new RelayTime(() => environment.clock.monotonic(), environment.clock.wall());
    this.socket = new RelaySocket(environment, 'ws://relay/sync', time);
    const epochs = new Epochs(environment, `${PREFIX}epoch`);
    this.documents = new Documents({ environment, socket: this.socket, time, epochs, prefix: PREFIX });
    this.socket.start();
    await settle(this.clock);
    return this;
  }

  async stop(): Promise<void> {
    this.socket.close();
    await this.documents.close();
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settle(this.clock);
  }
}

let line: Line;
beforeEach(async () => {
  // y-websocket listens for the end of the process, once a provider.
  process.setMaxListeners(500);
  line = await new Line().start();
});
afterEach(async () => {
  await line.stop();
});

const names = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => (n % 2 === 0 ? `demo/thread/t-${n}` : `demo/note/t-${n}`));

describe('one socket', () => {
  it('carries a hundred documents, both ways, in few messages', async () => {
    for (const name of names(100)) line.peer.document(name).getMap('card').set('card', name);
    const open = names(100).map((name) => line.documents.acquire(name));
    await settle(line.clock);
    expect(open.every((document) => document.synced)).toBe(true);
    expect(open.map(({ doc }) => doc.getMap('card').get('card'))).toEqual(names(100));
    expect(line.device.sockets).toHaveLength(1);
    expect(line.network.messages).toBeLessThan(12);
    open[1]?.doc.getMap('text').set('typed', true);
    await settle(line.clock);
    expect(line.peer.document('demo/note/t-1').getMap('text').get('typed')).toBe(true);
    expect(line.device.problems).toEqual([]);
  });

  it('never writes to a decided document, whatever happens to its copy', async () => {
    const document = line.documents.acquire('demo/thread/t-1');
    await settle(line.clock);
    document.doc.getMap('card').set('card', 'forged');
    await settle(line.clock);
    line.device.goOffline();
    await settle(line.clock);
    line.device.goOnline();
    await line.pass(SECOND);
    expect(document.synced).toBe(true);
    expect(line.peer.written).toEqual(new Set());
  });

  it('comes back at once when the network does, and brings what was written meanwhile', async () => {
    const open = names(100).map((name) => line.documents.acquire(name));
    await settle(line.clock);
    line.device.goOffline();
    await line.pass(60 * SECOND);
    expect(line.socket.state.kind).toBe('offline');
    expect(open.some((document) => document.synced)).toBe(false);
    for (const { doc, name } of open) if (name.includes('/note/')) doc.getMap('text').set('offline', true);
    line.peer.document('demo/thread/t-0').getMap('card').set('card', 'moved');
    line.device.goOnline();
    await line.pass(500);
    expect(line.socket.state.kind).toBe('live');
    expect(open.every((document) => document.synced)).toBe(true);
    expect(open[0]?.doc.getMap('card').get('card')).toBe('moved');
    expect(line.peer.document('demo/note/t-99').getMap('text').get('offline')).toBe(true);
  });

  it('notices within fifteen seconds that nobody is there any more', async () => {
    const document = line.documents.acquire('demo/thread/t-1');
    await line.pass(12 * SECOND);
    line.device.stall();
    await line.pass(15 * SECOND);
    await line.pass(SECOND);
    expect(line.device.sockets.length).toBeGreaterThan(1);
    expect(line.socket.state.kind).toBe('live');
    expect(document.synced).toBe(true);
  });

  it('looks at once when the tab comes back', async () => {
    line.device.stall();
    line.device.hint();
    await line.pass(5 * SECOND + 500);
    expect(line.device.sockets).toHaveLength(2);
    expect(line.socket.state.kind).toBe('live');
  });

  it('stays open for hours of silence', async () => {
    line.documents.acquire('demo/thread/t-1');
    await line.pass(5 * 3_600 * SECOND);
    expect(line.device.sockets).toHaveLength(1);
  });

  it('waits longer each time while the relay is away, but never much longer than eight seconds', async () => {
    line.device.goOffline();
    await line.pass(10 * SECOND);
    const soon = line.device.sockets.length;
    expect(soon).toBeGreaterThan(5);
    await line.pass(600 * SECOND);
    const tries = line.device.sockets.length - soon;
    expect(tries).toBeGreaterThan(60);
    expect(tries).toBeLessThan(300);
  });

  it('says connecting first, and offline since the loss only when that fails too', async () => {
    const states: string[] = [];
    line.socket.subscribe(() => states.push(line.socket.state.kind));
    const lostAt = line.clock.now();
    line.device.goOffline();
    await line.pass(20 * SECOND);
    expect(states).toEqual(['connecting', 'offline']);
    expect(line.socket.state.since).toBe(lostAt);
    line.device.goOnline();
    await line.pass(SECOND);
    expect(states).toEqual(['connecting', 'offline', 'live']);
  });

  it('gives up a connection that speaks another language, and tries again', async () => {
    line.device.sockets[0]?.raw(Uint8Array.of(255, 255, 255));
    await line.pass(SECOND);
    expect(line.device.problems).toHaveLength(1);
    expect(line.device.sockets).toHaveLength(2);
    expect(line.socket.state.kind).toBe('live');
  });

  it('stops asking when nobody is signed in, and goes on when somebody is', async () => {
    const who = line.device.who;
    line.device.who = null;
    line.device.sockets[0]?.cut(CLOSE.notSignedIn);
    await line.pass(60 * SECOND);
    expect(line.socket.state.kind).toBe('signed-out');
    expect(line.device.sockets).toHaveLength(1);
    line.device.who = who;
    line.socket.signedIn();
    await settle(line.clock);
    expect(line.socket.state.kind).toBe('live');
  });
});

describe('a session that has ended', () => {
  it('is found out when handshakes are refused without a reason', async () => {
    const who = line.device.who;
    line.device.goOffline();
    await line.pass(30 * SECOND);
    expect(line.socket.state.kind).toBe('offline');
    line.device.who = null;
    line.device.goOnline();
    await line.pass(10 * SECOND);
    expect(line.socket.state.kind).toBe('signed-out');
    const tries = line.device.sockets.length;
    await line.pass(600 * SECOND);
    expect(line.device.sockets).toHaveLength(tries);
    line.device.who = who;
    line.socket.signedIn();
    await settle(line.clock);
    expect(line.socket.state.kind).toBe('live');
  });
});

describe('a document', () => {
  it('whose access ended is over for good, and leaves no copy', async () => {
    const document = line.documents.acquire('demo/thread/t-1');
    const other = line.documents.acquire('demo/thread/t-2');
    line.peer.document('demo/thread/t-1').getMap('card').set('card', 'secret');
    await settle(line.clock);
    expect(await line.device.stores.names(PREFIX)).toHaveLength(2);
    line.peer.close('demo/thread/t-1', CLOSE.noAccess, 'removed');
    await line.pass(60 * SECOND);
    expect(document.ended).toEqual({ reason: 'removed', at: line.clock.now() - 60 * SECOND });
    expect(document.doc.getMap('card').size).toBe(0);
    expect(line.peer.opens.get('demo/thread/t-1')).toBe(1);
    expect(await line.device.stores.names(PREFIX)).toEqual([`${PREFIX}1/demo/thread/t-2`]);
    expect(other.synced).toBe(true);
  });

  it('that is refused from the start says why', async () => {
    line.peer.refusals.set('demo/thread/t-1', { code: CLOSE.notFound, reason: 'not-found' });
    const document = line.documents.acquire('demo/thread/t-1');
    await line.pass(60 * SECOND);
    expect(document.ended?.reason).toBe('not-found');
    expect(line.peer.opens.get('demo/thread/t-1')).toBe(1);
  });

  it('keeps one’s own commands even then', async () => {
    const document = line.documents.acquire('demo/outbox/mira/phone');
    document.doc.getArray('commands').push([{ id: 'one' }]);
    await settle(line.clock);
    line.peer.close('demo/outbox/mira/phone', CLOSE.noAccess, 'deactivated');
    await settle(line.clock);
    expect(document.ended?.reason).toBe('deactivated');
    expect(document.doc.getArray('commands').toArray()).toEqual([{ id: 'one' }]);
    expect(await line.device.stores.names(PREFIX)).toHaveLength(1);
  });

  it('is asked for again, with pauses, when the relay cannot just now', async () => {
    line.peer.refusals.set('demo/thread/t-1', { code: CLOSE.unavailable, reason: 'disk' });
    const document = line.documents.acquire('demo/thread/t-1');
    await line.pass(120 * SECOND);
    const opens = line.peer.opens.get('demo/thread/t-1') ?? 0;
    expect(opens).toBeGreaterThan(15);
    expect(opens).toBeLessThan(100);
    line.peer.refusals.clear();
    await line.pass(10 * SECOND);
    expect(document.synced).toBe(true);
    expect(line.device.sockets).toHaveLength(1);
  });

  it('is not asked for again when the answer would be the same', async () => {
    line.peer.refusals.set('demo/note/t-1', { code: CLOSE.tooLarge, reason: 'too-large' });
    const document = line.documents.acquire('demo/note/t-1');
    await line.pass(120 * SECOND);
    expect(line.peer.opens.get('demo/note/t-1')).toBe(1);
    expect(document.ended).toBeNull();
    expect(line.device.problems).toHaveLength(1);
  });

  it('starts again in a new epoch, shows the old until the new is complete, and keeps what is merged', async () => {
    const thread = line.documents.acquire('demo/thread/t-1');
    const note = line.documents.acquire('demo/note/t-1');
    line.peer.document('demo/thread/t-1').getMap('card').set('card', 'old');
    note.doc.getMap('text').set('typed', 'kept');
    await settle(line.clock);
    line.peer.epoch = 2;
    line.peer.forget('demo/thread/t-1');
    line.peer.document('demo/thread/t-1').getMap('card').set('card', 'new');
    line.peer.close('demo/thread/t-1', CLOSE.epochChanged, '2');
    expect(thread.doc.getMap('card').get('card')).toBe('old');
    await settle(line.clock);
    expect(thread.doc.getMap('card').get('card')).toBe('new');
    expect(thread.synced).toBe(true);
    expect(note.doc.getMap('text').get('typed')).toBe('kept');
    expect(line.device.notes.get(`${PREFIX}epoch`)).toBe('2');
    expect((await line.device.stores.names(PREFIX)).sort()).toEqual([
      `${PREFIX}2/demo/thread/t-1`,
      `${PREFIX}own/demo/note/t-1`,
    ]);
  });

  it('that was away while the epoch changed never mixes the two', async () => {
    line.peer.document('demo/thread/t-1').getMap('card').set('card', 'old');
    line.documents.acquire('demo/thread/t-1');
    await settle(line.clock);
    await line.stop();
    line.peer.epoch = 2;
    line.peer.forget('demo/thread/t-1');
    line.peer.document('demo/thread/t-1').getMap('card').set('card', 'new');
    line.device.isOnline = false;
    await line.start();
    const thread = line.documents.acquire('demo/thread/t-1');
    await settle(line.clock);
    expect(thread.doc.getMap('card').get('card')).toBe('old');
    line.device.goOnline();
    await line.pass(SECOND);
    expect(thread.doc.getMap('card').get('card')).toBe('new');
    expect(await line.device.stores.names(PREFIX)).toEqual([`${PREFIX}2/demo/thread/t-1`]);
  });

  it('that cannot be read takes no other with it', async () => {
    const thread = line.documents.acquire('demo/thread/t-1');
    const other = line.documents.acquire('demo/thread/t-2');
    await settle(line.clock);
    // A sync message that ends before it says what it should.
    line.peer.raw('demo/thread/t-1', Uint8Array.of(0, 0, 200));
    line.peer.document('demo/thread/t-2').getMap('card').set('card', 2);
    await settle(line.clock);
    expect(other.doc.getMap('card').get('card')).toBe(2);
    expect(line.device.problems).toHaveLength(1);
    expect(line.device.sockets).toHaveLength(1);
    await line.pass(SECOND);
    expect(thread.synced).toBe(true);
  });

  it('stays open for a while after the last look, and closes then', async () => {
    for (let n = 0; n < 20; n += 1) {
      line.documents.acquire(`demo/thread/t-${n}`);
      await settle(line.clock);
      line.documents.release(`demo/thread/t-${n}`);
    }
    await settle(line.clock);
    expect(line.documents.all()).toHaveLength(8);
    expect(line.peer.readers('demo/thread/t-0')).toBe(0);
    expect(line.peer.readers('demo/thread/t-19')).toBe(1);
  });
});
