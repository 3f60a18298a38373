// One WebSocket to the relay, shared by all documents. It comes back by itself: at once when the network or the tab does,
// otherwise with growing pauses. A connection that says nothing for fifteen seconds is held to be dead.

import { FRAME_MAX } from '../../rules/limits.ts';
import {
  CLOSE,
  CONTROL_STREAM,
  FRAMES_MAX,
  SUBPROTOCOL,
  decodeFrames,
  encodeControl,
  encodeFrames,
  type Frame,
  type FromClient,
  type FromRelay,
} from '../wire.ts';
import { backoffMs } from './backoff.ts';
import type { Environment, SocketLike } from './environment.ts';
import { Listeners } from './listeners.ts';
import { parseFromRelay } from './parseFromRelay.ts';
import type { RelayTime } from './relayTime.ts';

/** Often enough for relay time, for the relay to keep the connection, and for every proxy's idle limit. */
const PING_EVERY_MS = 10_000;
/** With the pause between pings, a dead connection is noticed within fifteen seconds. */
const ANSWER_WITHIN_MS = 5_000;
/** A handshake that takes longer goes through something that swallows it. */
const CONNECT_WITHIN_MS = 10_000;
/** Handshakes that fail before it is asked whether that is because nobody is signed in. */
const ASK_WHY_EVERY = 2;
/** The code of a connection that ended without saying why (RFC 6455, section 7.1.5). */
export const ABNORMAL_CLOSURE = 1006;
/** Frames of one turn travel in one message, which stays well below what the relay takes. */
const MESSAGE_MAX = FRAME_MAX / 2;

/** The document's side of a stream. */
export interface StreamEnd {
  opened(epoch: number): void;
  message(payload: Uint8Array): void;
  closed(code: number, reason: string): void;
  /** The relay is heard although this document has no news. */
  alive(): void;
}

export interface StreamHandle {
  send(payload: Uint8Array): void;
  close(): void;
}

export type SocketState =
  | { kind: 'live'; since: number }
  | { kind: 'connecting'; since: number }
  | { kind: 'offline'; since: number }
  | { kind: 'signed-out'; since: number }
  | { kind: 'closed'; since: number };

/** What runs now; each holds what it must let go of. */
type Phase =
  | { kind: 'idle' }
  | { kind: 'pausing'; cancel: () => void }
  | { kind: 'opening'; socket: SocketLike; cancel: () => void }
  /** `heart` is the timer of the next ping or of the answer's deadline; `askedAt` when the unanswered ping left. */
  | { kind: 'open'; socket: SocketLike; heart: () => void; askedAt: number | null };

export class RelaySocket {
  readonly #environment: Environment;
  readonly #url: string;
  readonly #protocols: string[];
  readonly #isVisitors: boolean;
  readonly #time: RelayTime;
  readonly #changed: Listeners;
  readonly #streams = new Map<number, StreamEnd>();
  readonly #offHint: () => void;
  #state: SocketState;
  #phase: Phase = { kind: 'idle' };
  #failures = 0;
  #lastStream = CONTROL_STREAM;
  #lastPing = 0;
  #pingsSent = new Map<number, number>();
  #outgoing: Frame[] = [];

  /** @param protocols beside the wire's own, who a visitor is */
  constructor(environment: Environment, url: string, time: RelayTime, protocols: string[] = []) {
    this.#environment = environment;
    this.#url = url;
    this.#time = time;
    this.#protocols = [SUBPROTOCOL, ...protocols];
    this.#isVisitors = protocols.length > 0;
    this.#changed = new Listeners((error) => environment.report(error));
    this.#state = { kind: 'connecting', since: environment.clock.wall() };
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
    if (phase.kind === 'open') return this.#ping();
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
    this.#lastStream += 1;
    const stream = this.#lastStream;
    this.#streams.set(stream, end);
    this.#tell({ type: 'open', stream, document, epoch });
    return {
      send: (payload) => {
        if (this.#streams.has(stream)) this.#queue({ stream, payload });
      },
      close: () => {
        if (this.#streams.delete(stream)) this.#tell({ type: 'close', stream });
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
    this.#phase = { kind: 'open', socket, heart: () => undefined, askedAt: null };
    this.#become('live');
    this.#ping();
  }

  /** Asks for relay time; whatever arrives before the deadline shows that the connection lives. */
  #ping(): void {
    const phase = this.#phase;
    if (phase.kind !== 'open' || phase.askedAt !== null) return;
    const { clock } = this.#environment;
    phase.heart();
    phase.askedAt = clock.monotonic();
    this.#lastPing += 1;
    this.#pingsSent.set(this.#lastPing, phase.askedAt);
    this.#tell({ type: 'ping', id: this.#lastPing });
    phase.heart = clock.after(ANSWER_WITHIN_MS, () => {
      if (phase.askedAt !== null) return this.#drop(phase.socket);
      phase.heart = clock.after(PING_EVERY_MS - ANSWER_WITHIN_MS, () => this.#ping());
    });
  }

  #received(socket: SocketLike, data: unknown): void {
    const phase = this.#phase;
    if (phase.kind !== 'open' || phase.socket !== socket) return;
    phase.askedAt = null;
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
    this.#guarded(stream, (end) => end.message(payload));
  }

  /** One document that cannot be read must not take the others with it: it alone starts again. */
  #guarded(stream: number, tell: (end: StreamEnd) => void): void {
    const end = this.#streams.get(stream);
    if (!end) return;
    try {
      tell(end);
    } catch (error) {
      this.#environment.report(error);
      this.#streams.delete(stream);
      this.#tell({ type: 'close', stream });
      end.closed(CLOSE.unavailable, 'unreadable');
    }
  }

  #control(message: FromRelay): void {
    switch (message.type) {
      case 'opened':
        return this.#guarded(message.stream, (end) => end.opened(message.epoch));
      case 'closed': {
        const end = this.#streams.get(message.stream);
        this.#streams.delete(message.stream);
        end?.closed(message.code, message.reason);
        return;
      }
      case 'pong': {
        const sentAt = this.#pingsSent.get(message.id) ?? null;
        this.#pingsSent.delete(message.id);
        this.#time.heard(sentAt, message.now);
        if (message.id === 0) return;
        // A relay that answers is a relay that works: the next loss is a new one.
        this.#failures = 0;
        for (const stream of [...this.#streams.keys()]) this.#guarded(stream, (end) => end.alive());
      }
    }
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

  /** A browser is not told why a handshake was refused; a session that has ended will not come back by trying. */
  async #askWhy(): Promise<void> {
    if (this.#isVisitors) return;
    const isSignedIn = await this.#environment.isSignedIn();
    if (isSignedIn === false && this.#phase.kind !== 'open' && this.#state.kind !== 'closed')
      this.signedOut();
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
    if (phase.kind === 'open') phase.heart();
    if (phase.kind === 'open' || phase.kind === 'opening') {
      const { socket } = phase;
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    this.#outgoing = [];
    const ends = [...this.#streams.values()];
    this.#streams.clear();
    for (const end of ends) end.closed(ABNORMAL_CLOSURE, '');
  }

  #tell(message: FromClient): void {
    this.#queue(encodeControl(message));
  }

  /** What one turn sends goes out as one message. */
  #queue(frame: Frame): void {
    if (this.#outgoing.length === 0) this.#environment.clock.soon(() => this.#flush());
    this.#outgoing.push(frame);
  }

  #flush(): void {
    const frames = this.#outgoing;
    this.#outgoing = [];
    let batch: Frame[] = [];
    let size = 0;
    for (const frame of frames) {
      if (size + frame.payload.length > MESSAGE_MAX || batch.length === FRAMES_MAX) {
        this.#send(batch);
        batch = [];
        size = 0;
      }
      batch.push(frame);
      size += frame.payload.length;
    }
    this.#send(batch);
  }

  #send(frames: Frame[]): void {
    if (this.#phase.kind !== 'open' || frames.length === 0) return;
    try {
      this.#phase.socket.send(new Uint8Array(encodeFrames(frames)));
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
