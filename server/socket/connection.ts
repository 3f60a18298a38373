// One WebSocket: what is common to both forms. Bounds what comes in, bundles what goes out, notices when nobody is there.

import type { WebSocket } from 'ws';
import { CLOSE, type Frame } from '#lib/doc/wire.ts';
import type { Clock } from '../clock.ts';
import type { Meter } from '../meter.ts';
import type { Peer, Principal, Stream } from '../principal.ts';
import { TokenBucket } from '../tokenBucket.ts';
import { startHeartbeat, type Heartbeat } from './heartbeat.ts';
import { Outgoing } from './outgoing.ts';

export interface SocketPorts {
  clock: Clock;
  meter: Pick<Meter, 'sent'>;
  /** Relay time, epoch milliseconds. */
  relayTime(): number;
  /** Opens a stream in the relay's core. */
  connect(who: Principal, document: string, epoch: number | null, peer: Peer): Stream;
  /** Something that should not happen did. */
  problem(what: string, error: unknown): void;
}

/** Who gets what comes in. */
export interface Receiver {
  receive(message: Uint8Array): void;
  end(): void;
}

/** Frames a second: somebody who types makes twenty; opening a day's documents, several hundred at once. */
const FRAMES = { capacity: 4_000, perSecond: 400 };
/** Whoever does not answer the close is not waited for. */
const FAREWELL_MS = 5_000;
/** RFC 6455, section 5.5: a control frame has room for 125 bytes, two of which are the code. */
const REASON_MAX = 120;

export class Connection {
  readonly #socket: WebSocket;
  readonly #ports: SocketPorts;
  readonly #outgoing: Outgoing;
  readonly #rate: TokenBucket;
  readonly #heartbeat: Heartbeat;
  #receiver: Receiver | null = null;
  #over = false;
  #ended: () => void = () => undefined;

  constructor(socket: WebSocket, ports: SocketPorts) {
    this.#socket = socket;
    this.#ports = ports;
    this.#outgoing = new Outgoing(socket, {
      clock: ports.clock,
      meter: ports.meter,
      // What waits is let go of with the socket, read or not, when the farewell is over.
      overflow: () => this.close(CLOSE.tooFast, 'catch-up'),
    });
    this.#rate = new TokenBucket(FRAMES, ports.clock.now());
    this.#heartbeat = startHeartbeat(socket, ports.clock, this.#outgoing, () =>
      this.#end(() => socket.terminate()),
    );
    // Without a listener a bad frame would end the process. `close` follows it.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#end(() => undefined));
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#message(data, isBinary));
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Hands over what comes in until the socket is over, whoever ends it; then calls `ended`. */
  serve(create: () => Receiver, ended: () => void): void {
    this.#ended = ended;
    this.#guarded(() => {
      const receiver = create();
      if (this.#over) receiver.end();
      else this.#receiver = receiver;
    });
  }

  /** False, and over, if more frames came than may come in this time. */
  mayTakeFrame(): boolean {
    if (this.#over) return false;
    const may = this.#rate.take(this.#ports.clock.now());
    if (!may) this.close(CLOSE.tooFast, 'frames');
    return may;
  }

  send(frame: Frame): void {
    if (!this.#over) this.#outgoing.frame(frame);
  }

  sendRaw(payload: Uint8Array): void {
    if (!this.#over) this.#outgoing.raw(payload);
  }

  /** Says why, after what was to be said before. Its streams end at once, whenever the other end answers. */
  close(code: number, reason: string): void {
    this.#end(() => {
      this.#outgoing.flush();
      this.#socket.close(code, reason.slice(0, REASON_MAX));
      const cancel = this.#ports.clock.after(FAREWELL_MS, () => this.#socket.terminate());
      this.#socket.once('close', cancel);
    });
  }

  #message(data: Buffer, isBinary: boolean): void {
    if (this.#over) return;
    this.#heartbeat.heard();
    if (!isBinary) return this.close(CLOSE.malformed, 'text');
    this.#guarded(() => this.#receiver?.receive(data));
  }

  /** A defect met by one socket must not take the others along. */
  #guarded(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#ports.problem('socket', error);
      this.close(CLOSE.unavailable, 'failed');
    }
  }

  #end(farewell: () => void): void {
    if (this.#over) return;
    this.#over = true;
    this.#heartbeat.stop();
    farewell();
    this.#receiver?.end();
    this.#ended();
  }
}
