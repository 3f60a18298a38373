// A TCP proxy of our own in front of a relay, and everything that a bad network does to a connection.

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type Direction = 'up' | 'down';

/** What becomes of the next connection: it ends after so many bytes in one direction. */
export interface Cut {
  direction: Direction;
  afterBytes: number;
}

interface Link {
  up: Socket;
  down: Socket;
  /** Nothing passes any more, and neither side is told. */
  isSilent: boolean;
}

export class FlakyProxy {
  /** Connections that are to be cut, in the order in which they come; those behind them are left alone. */
  readonly cuts: Cut[] = [];
  /** How many have been. */
  done = 0;
  /** Bytes that have passed on the connection on which most have. */
  readonly most = { up: 0, down: 0 };
  readonly #links = new Set<Link>();
  readonly #server: Server;
  readonly #target: () => number;

  /** @param target the port of the relay */
  constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer((client) => this.#link(client));
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A black hole: connections that are open stay open, and nothing that is sent on them arrives. */
  silence(): number {
    for (const link of this.#links) link.isSilent = true;
    return this.#links.size;
  }

  async close(): Promise<void> {
    for (const { up, down } of this.#links) [up, down].forEach((socket) => socket.destroy());
    this.#server.close();
    await once(this.#server, 'close');
  }

  #link(client: Socket): void {
    const relay = connect(this.#target(), '127.0.0.1');
    const link: Link = { up: client, down: relay, isSilent: false };
    const cut = this.cuts.shift() ?? null;
    this.#links.add(link);
    for (const socket of [client, relay]) {
      // A reset is an end like any other; `close` follows.
      socket.on('error', () => undefined);
      socket.on('close', () => this.#end(link));
    }
    this.#pass(link, 'up', cut);
    this.#pass(link, 'down', cut);
  }

  #pass(link: Link, direction: Direction, cut: Cut | null): void {
    const [from, to] = direction === 'up' ? [link.up, link.down] : [link.down, link.up];
    let passed = 0;
    from.on('data', (bytes: Buffer) => {
      if (link.isSilent) return;
      const left = cut?.direction === direction ? cut.afterBytes - passed : Infinity;
      to.write(bytes.subarray(0, left));
      passed += Math.min(bytes.length, left);
      this.most[direction] = Math.max(this.most[direction], passed);
      if (passed < (cut?.direction === direction ? cut.afterBytes : Infinity)) return;
      this.done += 1;
      this.#end(link);
    });
  }

  #end(link: Link): void {
    if (!this.#links.delete(link)) return;
    // What was written still arrives; nothing else does.
    link.up.destroySoon();
    link.down.destroySoon();
  }
}
