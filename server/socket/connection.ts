// One WebSocket: what is common to both forms. Bounds what comes in, bundles what goes out, notices when nobody is there.

import type { WebSocket } from 'ws';
import { CLOSE, type Frame } from '#lib/doc/wire.ts';
import type { Clock } from '../clock.ts';
import type { Meter } from '../meter.ts';
import type { Peer, Principal, Stream } from '../principal.ts';
import { TokenBucket } from '../tokenBucket.ts';
import { Outgoing } from './outgoing.ts';

export interface SocketPorts {
  clock: Clock;
  meter: Pick<Meter, 'sent'>;
  /** Relay time, epoch milliseconds. */
  relayTime(): number;
  /** Opens a stream in the relay's core. */
  connect(who: Principal, document: string, epoch: number | null, peer: Peer): Stream;
}

/** Who gets what comes in. */
export interface Receiver {
  receive(message: Uint8Array): void;
  end(): void;
}

/**
 * A ping this often, and an answer within this, finds a dead peer within 15 s: a half-open socket looks open for ever. It
 * also keeps proxies from closing an idle socket (60 s is common).
 */
const PING_MS = 7_000;
const PONG_WITHIN_MS = 7_000;
/** Messages a second: a person who types makes ten; opening a day's documents, a few hundred at once. */
const MESSAGES = { capacity: 2_000, perSecond: 200 };

export class Connection {
  readonly #socket: WebSocket;
  readonly #ports: SocketPorts;
  readonly #outgoing: Outgoing;
  readonly #rate: TokenBucket;
  #cancelPing: () => void = () => undefined;
  #over = false;

  constructor(socket: WebSocket, ports: SocketPorts) {
    this.#socket = socket;
    this.#ports = ports;
    this.#outgoing = new Outgoing(socket, {
      clock: ports.clock,
      meter: ports.meter,
      overflow: () => this.#drop(CLOSE.tooFast, 'catch-up'),
    });
    this.#rate = new TokenBucket(MESSAGES, ports.clock.now());
  }

  /** Hands over what comes in until the socket is gone. */
  serve(receiver: Receiver, ended: () => void): void {
    this.#socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (this.#over) return;
      if (!isBinary) this.close(CLOSE.malformed, 'text');
      else if (!this.#rate.take(this.#ports.clock.now())) this.close(CLOSE.tooFast, 'messages');
      else receiver.receive(data);
    });
    // Without a listener a bad frame would end the process. `close` follows it.
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.#over = true;
      this.#cancelPing();
      receiver.end();
      ended();
    });
    this.#pingLater();
  }

  send(frame: Frame): void {
    if (!this.#over) this.#outgoing.frame(frame);
  }

  sendRaw(payload: Uint8Array): void {
    if (!this.#over) this.#outgoing.message(payload);
  }

  /** Says why, after what was to be said before. */
  close(code: number, reason: string): void {
    if (this.#over) return;
    this.#outgoing.flush();
    this.#over = true;
    this.#socket.close(code, reason);
    // Whoever does not answer the close is not waited for.
    this.#cancelPing();
    this.#cancelPing = this.#ports.clock.after(PONG_WITHIN_MS, () => this.#socket.terminate());
  }

  /** For a consumer that does not read: it would not read a farewell either. */
  #drop(code: number, reason: string): void {
    this.close(code, reason);
    this.#socket.terminate();
  }

  #pingLater(): void {
    this.#cancelPing = this.#ports.clock.after(PING_MS, () => this.#ping());
  }

  #ping(): void {
    const answered = (): void => {
      this.#cancelPing();
      if (!this.#over) this.#pingLater();
    };
    this.#socket.once('pong', answered);
    this.#socket.ping();
    this.#cancelPing = this.#ports.clock.after(PONG_WITHIN_MS, () => {
      this.#socket.off('pong', answered);
      this.#socket.terminate();
    });
  }
}
