// One WebSocket to the relay, shared by all documents. It comes back by itself: at once when the network or the tab does,
// otherwise with growing pauses. A connection that says nothing for fifteen seconds is held to be dead.

import {
  CLOSE,
  CONTROL_STREAM,
  SUBPROTOCOL,
  decodeFrames,
  encodeControl,
  type Frame,
  type FromClient,
  type FromRelay,
} from '../wire.ts';
import { backoffMs } from './backoff.ts';
import type { Environment, SocketLike } from './environment.ts';
import { Heart } from './heart.ts';
import { Listeners } from './listeners.ts';
import { Outgoing } from './outgoing.ts';
import { parseFromRelay } from './parseFromRelay.ts';
import type { RelayTime } from './relayTime.ts';
import { Streams, type StreamEnd, type StreamHandle } from './streams.ts';
import { whyNot, type SocketState } from './whyNot.ts';

/** A handshake that takes longer goes through something that swallows it. */
const CONNECT_WITHIN_MS = 10_000;
/** Handshakes that fail before it is asked why. */
const ASK_WHY_EVERY = 2;
/** The code of a connection that ended without saying why (RFC 6455, section 7.1.5). */
export const ABNORMAL_CLOSURE = 1006;

/** What runs now; each holds what it must let go of. */
type Phase =
  | { kind: 'idle' }
  | { kind: 'pausing'; cancel: () => void }
  | { kind: 'opening'; socket: SocketLike; cancel: () => void }
  | { kind: 'open'; socket: SocketLike; heart: Heart };

export class RelaySocket {
  readonly #environment: Environment;
  readonly #url: string;
  readonly #protocols: string[];
  readonly #isVisitors: boolean;
  readonly #time: RelayTime;
  readonly #changed: Listeners;
  readonly #streams: Streams;
  readonly #offHint: () => void;
  #state: SocketState;
  #phase: Phase = { kind: 'idle' };
  #failures = 0;
  /** Connections in a row that were given up while documents were on their way. */
  #slow = 0;
  #lastPing = 0;
  #pingsSent = new Map<number, number>();
  readonly #outgoing: Outgoing;

  /** @param protocols beside the wire's own, who a visitor is */
  constructor(environment: Environment, url: string, time: RelayTime, protocols: string[] = []) {
    this.#environment = environment;
    this.#url = url;
    this.#time = time;
    this.#protocols = [SUBPROTOCOL, ...protocols];
    this.#isVisitors = protocols.length > 0;
    this.#changed = new Listeners((error) => environment.report(error));
    this.#state = { kind: 'connecting', since: environment.clock.wall() };
    this.#streams = new Streams((stream, error) => {
      environment.report(error);
      this.#tell({ type: 'close', stream });
    });
    this.#outgoing = new Outgoing(environment.clock, (message) => this.#send(message));
    this.#offHint = environment.onHint(() => this.look());
  }

  get state(): SocketState {
    return this.#state;
  }

  get live(): boolean {
    return this.#phase.kind === 'open';
  }

  subscribe(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  start(): void {
    if (this.#phase.kind === 'idle' && this.#state.kind !== 'closed') this.#connect();
  }

  /** Looks at once whether the connection is there: asks over an open one, opens one where there is none. */
  look(): void {
    const phase = this.#phase;
    if (phase.kind === 'open') return phase.heart.ask();
    // Should the try that is under way fail, the next one follows at once.
    this.#failures = 0;
    if (phase.kind !== 'pausing') return;
    phase.cancel();
    this.#connect();
  }

  /** After signing in: the next try has a session. */
  signedIn(): void {
    if (this.#state.kind === 'signed-out') this.#connect();
    else this.look();
  }

  /** The relay knows no session of ours: stop asking until somebody has signed in. */
  signedOut(): void {
    this.#end();
    this.#become('signed-out');
  }

  close(): void {
    this.#offHint();
    this.#end();
    this.#become('closed');
  }

  /** Opens a stream; null while there is no connection. */
  open(document: string, epoch: number | null, end: StreamEnd): StreamHandle | null {
    if (this.#phase.kind !== 'open') return null;
    const stream = this.#streams.add(end);
    this.#tell({ type: 'open', stream, document, epoch });
    return {
      send: (payload) => {
        if (this.#streams.has(stream)) this.#outgoing.queue({ stream, payload });
      },
      close: () => {
        if (this.#streams.remove(stream)) this.#tell({ type: 'close', stream });
      },
    };
  }

  #connect(): void {
    if (this.#state.kind === 'signed-out') this.#become('connecting');
    const socket = this.#tryConnect();
    if (!socket) return;
    socket.binaryType = 'arraybuffer';
    const tooLong = this.#environment.clock.after(CONNECT_WITHIN_MS, () => this.#drop(socket));
    this.#phase = { kind: 'opening', socket, cancel: tooLong };
    socket.onopen = () => {
      tooLong();
      // A server that does not speak this wire is no relay (or an older one: it answers with its own version).
      if (socket.protocol === SUBPROTOCOL) this.#opened(socket);
      else this.#drop(socket);
    };
    socket.onmessage = ({ data }) => this.#received(socket, data);
    socket.onclose = ({ code }) => this.#lost(socket, code);
    socket.onerror = null;
  }

  #tryConnect(): SocketLike | null {
    try {
      return this.#environment.connect(this.#url, this.#protocols);
    } catch (error) {
      this.#environment.report(error);
      this.#failed();
      return null;
    }
  }

  #opened(socket: SocketLike): void {
    this.#time.forget();
    this.#pingsSent.clear();
    const ports = {
      ping: () => this.#ping(),
      dead: () => this.#gaveUp(socket),
      unsent: () => socket.bufferedAmount,
    };
    const heart = new Heart(this.#environment.clock, ports, this.#slow);
    this.#phase = { kind: 'open', socket, heart };
    this.#become('live');
    heart.ask();
  }

  /** Asks for relay time. */
  #ping(): void {
    this.#lastPing += 1;
    this.#pingsSent.set(this.#lastPing, this.#environment.clock.monotonic());
    this.#tell({ type: 'ping', id: this.#lastPing });
  }

  #received(socket: SocketLike, data: unknown): void {
    const phase = this.#phase;
    if (phase.kind !== 'open' || phase.socket !== socket) return;
    phase.heart.heard();
    try {
      if (!(data instanceof ArrayBuffer)) throw new Error('text on a binary socket');
      for (const frame of decodeFrames(new Uint8Array(data))) this.#take(frame);
    } catch (error) {
      // Not the relay's language: nothing after it can be trusted to be understood either.
      this.#environment.report(error);
      this.#drop(socket);
    }
  }

  #take({ stream, payload }: Frame): void {
    if (stream === CONTROL_STREAM) return this.#control(parseFromRelay(payload));
    this.#streams.message(stream, payload);
    if (!this.#streams.expectsContent) this.#slow = 0;
  }

  #control(message: FromRelay): void {
    switch (message.type) {
      case 'opened':
        return this.#streams.opened(message.stream, message.epoch);
      case 'closed':
        return this.#streams.closed(message.stream, message.code, message.reason);
      case 'pong': {
        const sentAt = this.#pingsSent.get(message.id) ?? null;
        this.#pingsSent.delete(message.id);
        this.#time.heard(sentAt, message.now);
        if (message.id === 0) return;
        // A relay that answers is a relay that works: the next loss is a new one.
        this.#failures = 0;
        this.#streams.alive();
      }
    }
  }

  #gaveUp(socket: SocketLike): void {
    this.#slow = this.#streams.expectsContent ? this.#slow + 1 : 0;
    this.#drop(socket);
  }

  /** Lets go of a connection that is of no use; a dead one may take minutes to say so itself. */
  #drop(socket: SocketLike): void {
    socket.close();
    this.#lost(socket, ABNORMAL_CLOSURE);
  }

  #lost(socket: SocketLike, code: number): void {
    const phase = this.#phase;
    if ((phase.kind !== 'open' && phase.kind !== 'opening') || phase.socket !== socket) return;
    const wasLive = phase.kind === 'open';
    if (code === CLOSE.notSignedIn) return this.signedOut();
    this.#end();
    if (wasLive) this.#become('connecting');
    this.#failed();
    if (!wasLive && this.#failures % ASK_WHY_EVERY === 0) void this.#askWhy();
  }

  /** A session that has ended will not come back by trying; another version may, on either side. */
  async #askWhy(): Promise<void> {
    const why = whyNot(await this.#environment.askRelay(), this.#isVisitors);
    if (this.#phase.kind === 'open' || this.#phase.kind === 'idle') return;
    if (why === 'signed-out') this.signedOut();
    else this.#become(why, this.#state.since);
  }

  #failed(): void {
    this.#failures += 1;
    // The first try after a loss is silent; only when that fails too is it said that we are offline.
    if (this.#failures > 1 && this.#state.kind === 'connecting') this.#become('offline', this.#state.since);
    const pause = backoffMs(this.#failures, () => this.#environment.chance());
    const cancel = this.#environment.clock.after(pause, () => this.#connect());
    this.#phase = { kind: 'pausing', cancel };
  }

  /** Back to idle: no connection, no timer, every stream told. */
  #end(): void {
    const phase = this.#phase;
    this.#phase = { kind: 'idle' };
    if (phase.kind === 'pausing' || phase.kind === 'opening') phase.cancel();
    if (phase.kind === 'open') phase.heart.stop();
    if (phase.kind === 'open' || phase.kind === 'opening') {
      const { socket } = phase;
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    this.#outgoing.forget();
    this.#streams.closeAll(ABNORMAL_CLOSURE);
  }

  #tell(message: FromClient): void {
    this.#outgoing.queue(encodeControl(message));
  }

  #send(message: Uint8Array<ArrayBuffer>): void {
    if (this.#phase.kind !== 'open') return;
    try {
      this.#phase.socket.send(message);
    } catch (error) {
      this.#environment.report(error);
      this.#drop(this.#phase.socket);
    }
  }

  #become(kind: SocketState['kind'], since = this.#environment.clock.wall()): void {
    if (this.#state.kind === kind) return;
    this.#state = { kind, since };
    this.#changed.emit();
  }
}
