// A TCP connection that obeys the run: bytes arrive late, in order and whole, or not at all. Its ends are shaped as their
// users expect: a browser's WebSocket on one, what `ws` gives to a server on the other.

import { EventEmitter } from 'node:events';
import type { WebSocket as ServerSocket } from 'ws';
import type { SocketLike } from '#lib/doc/client/environment.ts';
import { SUBPROTOCOL } from '#lib/doc/wire.ts';
import type { Clock } from '../../server/clock.ts';

/** One direction. */
class Pipe {
  /** Nothing arrives any more, and nobody is told. */
  dead = false;
  /** So many messages come twice. */
  twice = 0;
  readonly #clock: Clock;
  readonly #delayMs: () => number;
  #latest = 0;
  #stalled: (() => void)[] | null = null;

  constructor(clock: Clock, delayMs: () => number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  carry(arrives: () => void): void {
    if (this.dead) return;
    const now = this.#clock.now();
    this.#latest = Math.max(this.#latest, now + this.#delayMs());
    this.#clock.after(this.#latest - now, () => {
      if (this.dead) return;
      if (this.#stalled) this.#stalled.push(arrives);
      else arrives();
    });
  }

  /** Bytes, which a network may bring twice. */
  bring(arrives: () => void): void {
    this.carry(arrives);
    if (this.twice === 0) return;
    this.twice -= 1;
    this.carry(arrives);
  }

  /** Whatever is sent now would be the next to arrive, and would arrive. */
  get isClear(): boolean {
    return !this.dead && !this.#stalled && this.#latest <= this.#clock.now();
  }

  /** How many messages are held up. */
  get held(): number {
    return this.#stalled?.length ?? 0;
  }

  stall(): void {
    this.#stalled ??= [];
  }

  /** What was held up arrives now. */
  flow(): void {
    const held = this.#stalled ?? [];
    this.#stalled = null;
    for (const arrives of held) if (!this.dead) arrives();
  }
}

/** Whom a cut connection tells that it is gone. */
export type Told = 'both' | 'client' | 'server' | 'nobody';

export interface WireOptions {
  clock: Clock;
  delayMs: () => number;
  /** The handshake has arrived. Returns the server's end if there is a server. */
  accept(wire: Wire): ServerEnd | null;
  /** Client code is about to run. */
  clientRuns(): void;
}

export class Wire {
  readonly up: Pipe;
  readonly down: Pipe;
  readonly client: ClientEnd;
  readonly #options: WireOptions;
  #server: ServerEnd | null = null;

  constructor(options: WireOptions) {
    this.#options = options;
    this.up = new Pipe(options.clock, options.delayMs);
    this.down = new Pipe(options.clock, options.delayMs);
    this.client = new ClientEnd(this, () => options.clientRuns());
    this.up.carry(() => {
      this.#server = options.accept(this);
      if (this.#server) this.down.carry(() => this.client.opened());
      else this.down.carry(() => this.client.gone(ABNORMAL));
    });
  }

  get isOver(): boolean {
    return this.up.dead && this.down.dead;
  }

  get isClear(): boolean {
    return this.up.isClear && this.down.isClear;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  receive(bytes: Uint8Array): void {
    this.#server?.receive(bytes);
  }

  serverGone(): void {
    this.#server?.gone();
  }

  pong(): void {
    this.#server?.pong();
  }

  stall(direction: 'up' | 'down'): void {
    this[direction].stall();
  }

  flow(): void {
    this.up.flow();
    this.down.flow();
  }

  /**
   * The browser's end is gone, and what it sent before arrives when it has long been back on another connection.
   *
   * @param late is told how many messages that were
   */
  linger(ms: number, late: (messages: number) => void): void {
    if (this.isOver) return;
    const { clock } = this.#options;
    this.down.dead = true;
    clock.soon(() => this.client.gone(ABNORMAL));
    this.up.stall();
    clock.after(ms, () => {
      late(this.up.held);
      this.up.flow();
      this.up.dead = true;
      this.serverGone();
    });
  }

  /** What is under way is lost. */
  cut(told: Told): void {
    if (this.isOver) return;
    this.up.dead = this.down.dead = true;
    const { clock } = this.#options;
    if (told === 'both' || told === 'client') clock.soon(() => this.client.gone(ABNORMAL));
    if (told === 'both' || told === 'server') clock.soon(() => this.serverGone());
  }
}

/** A connection that ended without saying why (RFC 6455, section 7.1.5). */
const ABNORMAL = 1006;

export class ClientEnd implements SocketLike {
  binaryType: BinaryType = 'blob';
  readonly bufferedAmount = 0;
  protocol = '';
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;
  readonly #wire: Wire;
  readonly #runs: () => void;
  #state: 'opening' | 'open' | 'closed' = 'opening';

  constructor(wire: Wire, runs: () => void) {
    this.#wire = wire;
    this.#runs = runs;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  send(data: Parameters<SocketLike['send']>[0]): void {
    if (this.#state !== 'open') throw new Error('not open');
    if (!(data instanceof Uint8Array)) throw new Error('only bytes are sent');
    const bytes = Uint8Array.from(data);
    this.#wire.up.bring(() => this.#wire.receive(bytes));
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#wire.up.carry(() => this.#wire.serverGone());
  }

  opened(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.protocol = SUBPROTOCOL;
    this.#runs();
    this.onopen?.call(this as unknown as WebSocket, {} as Event);
  }

  receive(bytes: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#runs();
    const { buffer } = Uint8Array.from(bytes);
    this.onmessage?.call(this as unknown as WebSocket, { data: buffer } as MessageEvent);
  }

  gone(code: number): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#runs();
    this.onclose?.call(this as unknown as WebSocket, { code, reason: '' } as CloseEvent);
  }
}

/** As much of a `ws` socket as the relay uses. */
export class ServerEnd extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  readonly #wire: Wire;
  readonly #sends: (bytes: Uint8Array) => void;
  /** False once its process has died: nobody is there to send or to hear. */
  #alive = true;

  /** @param sends sees every message that leaves */
  constructor(wire: Wire, sends: (bytes: Uint8Array) => void) {
    super();
    this.#wire = wire;
    this.#sends = sends;
  }

  /** For the relay, which knows it as a socket of `ws`. */
  get asSocket(): ServerSocket {
    return this as unknown as ServerSocket;
  }

  /** The process died. Its system closes what it had open, which `told` may hear of. */
  orphan(told: Told): void {
    this.#alive = false;
    this.#wire.cut(told);
  }

  send(data: Uint8Array, _options: object, taken: () => void): void {
    if (!this.#alive) return;
    const bytes = Uint8Array.from(data);
    this.#sends(bytes);
    this.#wire.down.carry(() => this.#alive && taken());
    this.#wire.down.bring(() => this.#wire.client.receive(bytes));
  }

  ping(): void {
    if (!this.#alive) return;
    // Nine in ten of all events would be pings on their way there and back, past nothing.
    if (this.#wire.isClear) this.pong();
    else this.#wire.down.carry(() => this.#wire.up.carry(() => this.#wire.pong()));
  }

  close(code: number, _reason: string): void {
    if (!this.#alive || this.readyState !== this.OPEN) return;
    this.readyState = 2;
    this.#wire.down.carry(() => {
      this.#wire.client.gone(code);
      this.#wire.up.carry(() => this.gone());
    });
  }

  terminate(): void {
    if (!this.#alive || this.readyState === 3) return;
    this.#wire.down.carry(() => this.#wire.client.gone(ABNORMAL));
    this.#wire.clock.soon(() => this.gone());
  }

  receive(bytes: Uint8Array): void {
    if (this.#alive && this.readyState !== 3) this.emit('message', Buffer.from(bytes), true);
  }

  pong(): void {
    if (this.#alive && this.readyState !== 3) this.emit('pong');
  }

  gone(): void {
    if (!this.#alive || this.readyState === 3) return;
    this.readyState = 3;
    this.emit('close');
  }
}
