// The relay's sockets on a real port of the loopback, with a relay core that only remembers what it was asked, and time
// that moves when the test says so. Nothing waits for time: everything waits for what happens.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { decodeFrames, encodeControl, encodeFrames, SUBPROTOCOL, type Frame } from '#lib/doc/wire.ts';
import type { Identity } from '../../server/identity.ts';
import { createOrigins } from '../../server/http/origin.ts';
import type { Peer, Principal } from '../../server/principal.ts';
import { Sockets } from '../../server/socket/sockets.ts';
import { FakeClock } from './fakeClock.ts';

/** Timers obey the test; "soon" is what it is in the relay. */
class LoopbackClock extends FakeClock {
  override soon(task: () => void): void {
    setImmediate(task);
  }
}

/** What the core was asked, and the way back. */
export class FakeStream {
  readonly who: Principal;
  readonly document: string;
  readonly epoch: number | null;
  readonly peer: Peer;
  readonly received: Uint8Array[] = [];
  hasEnded = false;
  #waiting: (() => void)[] = [];

  constructor(who: Principal, document: string, epoch: number | null, peer: Peer) {
    this.who = who;
    this.document = document;
    this.epoch = epoch;
    this.peer = peer;
  }

  /** Resolves when `ready` holds; it is asked again whenever something happens. */
  async until(ready: () => boolean): Promise<void> {
    while (!ready()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  happened(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

export class SocketHarness {
  readonly clock = new LoopbackClock();
  readonly streams: FakeStream[] = [];
  readonly problems: unknown[] = [];
  /** What the core does when a stream opens; it opens it, if nothing else is said. */
  onConnect: (stream: FakeStream) => void = (stream) => stream.peer.opened(3);
  onReceive: (stream: FakeStream, payload: Uint8Array) => void = () => undefined;
  /** Statuses that handshakes were refused with. */
  readonly refusals: number[] = [];
  port = 0;
  readonly #server: Server = createServer();
  sockets: Sockets;
  readonly #clients: WebSocket[] = [];
  #asked: (() => void)[] = [];

  constructor(publicUrl: URL | null = null) {
    this.sockets = new Sockets({
      clock: this.clock,
      meter: { sent: () => undefined },
      relayTime: () => this.clock.now(),
      connect: (...asked) => this.#connect(new FakeStream(...asked)),
      problem: (what, error) => void this.problems.push({ what, error }),
      refused: (status) => void this.refusals.push(status),
      identify: async ({ headers, url }) => identify(headers, url),
      identifyVisitor: (protocol, { headers }) => {
        if (protocol !== 'visitor.toko.web.secret') return null;
        const from = headers['x-forwarded-for'];
        const budi = { kind: 'visitor', workspace: 'toko', channel: 'web', visitor: 'budi' } as const;
        return typeof from === 'string' ? { ...budi, address: from } : budi;
      },
      origins: createOrigins({ publicUrl, host: '127.0.0.1', port: 0 }),
    });
    this.#server.on('upgrade', (request, duplex, head) => void this.sockets.upgrade(request, duplex, head));
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.terminate();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  client(path: string, protocols: string[], options: ClientOptions = {}): WebSocket {
    const client = new WebSocket(`ws://${this.address}${path}`, protocols, options);
    this.#clients.push(client);
    return client;
  }

  /** A handshake's answer: the subprotocol of an open socket, or the status of the refusal with its body. */
  async knock(path: string, protocols: string[], options: ClientOptions = {}): Promise<number | string> {
    const client = this.client(path, protocols, options);
    client.on('error', () => undefined);
    return new Promise((resolve) => {
      client.on('open', () => resolve(client.protocol));
      client.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    });
  }

  /** A member with many streams. */
  async open(options: ClientOptions = {}): Promise<TestMux> {
    const headers = { origin: `http://${this.address}`, cookie: 'session=mira-1' };
    const client = this.client('/sync', [SUBPROTOCOL], { headers, ...options });
    const mux = new TestMux(client);
    await once(client, 'open');
    return mux;
  }

  /** The next stream that the core is asked for, from the given one on. */
  async stream(index: number): Promise<FakeStream> {
    for (;;) {
      const found = this.streams[index];
      if (found) return found;
      await new Promise<void>((resolve) => this.#asked.push(resolve));
    }
  }

  #connect(stream: FakeStream): { receive(payload: Uint8Array): void; end(): void } {
    this.streams.push(stream);
    this.onConnect(stream);
    for (const resolve of this.#asked.splice(0)) resolve();
    return {
      receive: (payload) => {
        stream.received.push(Uint8Array.from(payload));
        this.onReceive(stream, payload);
        stream.happened();
      },
      end: () => {
        stream.hasEnded = true;
        stream.happened();
      },
    };
  }
}

/** A client that speaks the form with many streams and keeps all it hears. */
export class TestMux {
  readonly client: WebSocket;
  readonly frames: Frame[] = [];
  /** Frames of each message, in order. */
  readonly messages: number[] = [];
  closed: { code: number; reason: string } | null = null;
  #waiting: (() => void)[] = [];

  constructor(client: WebSocket) {
    this.client = client;
    client.on('error', () => undefined);
    client.on('message', (data: Buffer) => {
      const frames = decodeFrames(data);
      this.messages.push(frames.length);
      this.frames.push(...frames);
      this.#happened();
    });
    client.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#happened();
    });
  }

  /** Control messages heard so far. */
  get control(): unknown[] {
    return this.frames
      .filter(({ stream }) => stream === 0)
      .map(({ payload }): unknown => JSON.parse(new TextDecoder().decode(payload)));
  }

  payloads(stream: number): number[][] {
    return this.frames.filter((frame) => frame.stream === stream).map(({ payload }) => [...payload]);
  }

  send(...frames: Frame[]): void {
    this.client.send(encodeFrames(frames));
  }

  tell(...messages: unknown[]): void {
    this.send(...messages.map((message) => encodeControl(message as Parameters<typeof encodeControl>[0])));
  }

  async until(ready: () => boolean): Promise<void> {
    while (!ready()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async whenClosed(): Promise<{ code: number; reason: string } | null> {
    await this.until(() => this.closed !== null);
    return this.closed;
  }

  #happened(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Resolves when all that the client sent before has been read: it answers in order. */
export async function heard(mux: TestMux, id = 4711): Promise<void> {
  mux.tell({ type: 'ping', id });
  await mux.until(() => mux.control.some((message) => isPong(message, id)));
}

function isPong(message: unknown, id: number): boolean {
  return typeof message === 'object' && message !== null && 'id' in message && message.id === id;
}

/** Sessions are cookies `session=…`, tokens are `leo-token`; Mira and Leo work at `toko`. */
function identify(headers: Headers, url: string): Identity | null {
  const token =
    headers.get('authorization')?.replace('Bearer ', '') ??
    new URL(url, 'http://x').searchParams.get('token');
  const session = /session=(mira-\d)/.exec(headers.get('cookie') ?? '')?.[1];
  if (headers.get('cookie')?.includes('broken')) throw new Error('the database is gone');
  const member = token === 'leo-token' ? 'leo' : session ? 'mira' : null;
  if (member === null) return null;
  return {
    account: null,
    session: session ?? `token:${member}`,
    principalFor: (workspace) => (workspace === 'toko' ? { kind: 'member', workspace, member } : null),
  };
}
