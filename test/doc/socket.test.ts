// One socket for all documents, y-websocket's own provider over it, and everything that can happen to a connection.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RelayTime } from '#lib/doc/client/relayTime.ts';
import { RelaySocket } from '#lib/doc/client/socket.ts';
import { parseRelaySays } from '#lib/doc/client/whyNot.ts';
import { CLOSE, WIRE_VERSION } from '#lib/doc/wire.ts';
import { Line } from '../support/line.ts';
import { SECOND } from '../support/people.ts';
import { settle, TestDevice } from '../support/testDevice.ts';

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

  it('that was given up while a document was on its way is waited for longer the next time', async () => {
    const opened: number[] = [];
    line.documents.acquire('demo/thread/large');
    line.device.stall();
    line.device.hint();
    line.socket.subscribe(() => {
      if (!line.socket.live) return;
      // The document is on its way, and the answer to a ping behind it.
      line.device.stall();
      opened.push(line.clock.now());
    });
    await line.pass(5 * SECOND);
    await line.pass(60 * SECOND);
    const lasted = opened.slice(1).map((at, index) => Math.floor((at - opened[index]!) / (5 * SECOND)));
    expect(lasted).toEqual([2, 3, 3]);
  });

  it('is not given up while what was written still leaves the device', async () => {
    const [socket] = line.device.sockets;
    line.device.stall();
    let left = 400_000;
    Object.defineProperty(socket, 'bufferedAmount', { get: () => (left = Math.max(0, left - 50_000)) });
    await line.pass(30 * SECOND);
    expect(line.device.sockets).toHaveLength(1);
    await line.pass(60 * SECOND);
    expect(line.device.sockets.length).toBeGreaterThan(1);
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

describe('F1 a relay that speaks another version of the wire', () => {
  it.each([
    ['newer', WIRE_VERSION + 1, 'app-older'],
    ['older', WIRE_VERSION - 1, 'relay-older'],
  ] as const)(
    'a %s one is told apart from none, by members and visitors, until it fits',
    async (_, wire, said) => {
      const browser = new TestDevice({ clock: line.clock, network: line.network, who: line.device.who });
      const visitor = new RelaySocket(browser.page(), 'ws://relay/sync', new RelayTime(() => 0, 0), [
        'visitor.x',
      ]);
      const go = (where: 'goOffline' | 'goOnline'): void => {
        for (const device of [line.device, browser]) device[where]();
      };
      visitor.start();
      await settle(line.clock);
      const written = line.documents.acquire('demo/note/t-1');
      await settle(line.clock);
      go('goOffline');
      await line.pass(30 * SECOND);
      const { since } = line.socket.state;
      written.doc.getMap('text').set('typed', true);
      line.network.wire = wire;
      go('goOnline');
      await line.pass(20 * SECOND);
      expect([line.socket.state.kind, visitor.state.kind]).toEqual([said, said]);
      expect(line.socket.state.since, 'it began with the loss').toBe(since);
      // A relay that says nothing at all is not there, whatever it spoke before.
      go('goOffline');
      await line.pass(30 * SECOND);
      expect([line.socket.state.kind, visitor.state.kind]).toEqual(['offline', 'offline']);
      go('goOnline');
      await line.pass(20 * SECOND);
      expect(line.socket.state.kind).toBe(said);
      line.network.wire = WIRE_VERSION;
      await line.pass(10 * SECOND);
      expect([line.socket.state.kind, visitor.state.kind]).toEqual(['live', 'live']);
      expect(line.peer.document('demo/note/t-1').getMap('text').get('typed')).toBe(true);
      visitor.close();
    },
  );

  it('is told before a session that has ended: signing in again would change nothing', async () => {
    line.network.wire = WIRE_VERSION + 1;
    line.device.who = null;
    line.device.sockets[0]?.cut();
    await line.pass(20 * SECOND);
    expect(line.socket.state.kind).toBe('app-older');
  });

  it.each([
    [
      { account: null, wire: 2 },
      { signedIn: false, wire: 2 },
    ],
    [
      { account: {}, wire: '2' },
      { signedIn: true, wire: null },
    ],
    [{ account: {} }, { signedIn: true, wire: null }],
    [{ wire: 2 }, null],
    ['<html>', null],
    [null, null],
  ])('its answer %j is read as %j', (answer, says) => {
    expect(parseRelaySays(answer)).toEqual(says);
  });
});
