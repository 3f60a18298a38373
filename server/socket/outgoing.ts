// What leaves by one WebSocket: all of one turn in as few messages as fit, and never more unsent than a slow consumer may
// keep us holding.

import type { WebSocket } from 'ws';
import { encodeFrames, FRAMES_MAX, type Frame } from '#lib/doc/wire.ts';
import { ANSWERS_UNSENT_MAX, UNSENT_MAX } from '#lib/rules/limits.ts';
import type { Clock } from '../clock.ts';
import type { Meter } from '../meter.ts';

/** Stream number and length in front of a payload: at most five bytes each. */
const FRAME_HEAD = 10;
/** Bundles are small, so that on a slow line something arrives now and then: a browser hears whole messages only. */
const BUNDLE_MAX = 65_536;

export interface OutgoingPorts {
  clock: Pick<Clock, 'soon'>;
  meter: Pick<Meter, 'sent'>;
  /** The consumer does not keep up. */
  overflow(): void;
}

export class Outgoing {
  readonly #socket: WebSocket;
  readonly #ports: OutgoingPorts;
  #frames: Frame[] = [];
  #bytes = 0;
  /** Handed to the socket and not yet to the network: all of it, and of that what nobody had asked for. */
  #unsent = 0;
  #unsentNews = 0;
  #sent = 0;

  constructor(socket: WebSocket, ports: OutgoingPorts) {
    this.#socket = socket;
    this.#ports = ports;
  }

  /** Bytes that the network has taken so far. */
  get sent(): number {
    return this.#sent;
  }

  get isBehind(): boolean {
    return this.#unsent > 0;
  }

  /** Sends a frame with this turn's others. */
  frame(frame: Frame): void {
    const bytes = frame.payload.length + FRAME_HEAD;
    const isFull = this.#bytes + bytes > BUNDLE_MAX || this.#frames.length >= FRAMES_MAX;
    if (this.#bytes > 0 && isFull) this.flush();
    if (this.#frames.length === 0) this.#ports.clock.soon(() => this.flush());
    this.#frames.push(frame);
    this.#bytes += bytes;
  }

  /** Sends a payload as it is, at once. */
  raw(payload: Uint8Array): void {
    this.#message(payload, isAnswer(payload) ? 0 : payload.length);
  }

  flush(): void {
    if (this.#frames.length === 0) return;
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    const news = frames.filter(({ payload }) => !isAnswer(payload));
    this.#message(
      encodeFrames(frames),
      news.reduce((sum, { payload }) => sum + payload.length, 0),
    );
  }

  /** What counts is what was waiting already: a message may be larger than the bound by itself. */
  #message(bytes: Uint8Array, news: number): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const isTooSlow = this.#unsentNews > UNSENT_MAX || this.#unsent > ANSWERS_UNSENT_MAX;
    if (isTooSlow) return this.#ports.overflow();
    this.#unsent += bytes.length;
    this.#unsentNews += news;
    this.#ports.meter.sent(bytes.length);
    this.#socket.send(bytes, { binary: true }, () => {
      this.#unsent -= bytes.length;
      this.#unsentNews -= news;
      this.#sent += bytes.length;
    });
  }
}

/** y-protocols/sync.js: a message of sync (0) that is step 2 (1), which answers the client's step 1. */
function isAnswer(payload: Uint8Array): boolean {
  return payload[0] === 0 && payload[1] === 1;
}
