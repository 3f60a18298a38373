// What leaves by one WebSocket: all of one turn in as few messages as fit, and never more unsent than a slow consumer may
// keep us holding.

import type { WebSocket } from 'ws';
import { encodeFrames, type Frame } from '#lib/doc/wire.ts';
import { FRAME_MAX, UNSENT_MAX } from '#lib/rules/limits.ts';
import type { Clock } from '../clock.ts';
import type { Meter } from '../meter.ts';

/** Stream number and length in front of a payload: at most five bytes each. */
const FRAME_HEAD = 10;

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

  constructor(socket: WebSocket, ports: OutgoingPorts) {
    this.#socket = socket;
    this.#ports = ports;
  }

  /** Sends a frame with this turn's others. */
  frame(frame: Frame): void {
    const bytes = frame.payload.length + FRAME_HEAD;
    if (this.#bytes > 0 && this.#bytes + bytes > FRAME_MAX) this.flush();
    if (this.#frames.length === 0) this.#ports.clock.soon(() => this.flush());
    this.#frames.push(frame);
    this.#bytes += bytes;
  }

  /** Sends a message as it is, at once. */
  message(bytes: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(bytes, { binary: true });
    this.#ports.meter.sent(bytes.length);
    // A first sync may be larger than the bound by itself; what counts is what was already waiting before it.
    if (this.#socket.bufferedAmount - bytes.length > UNSENT_MAX) this.#ports.overflow();
  }

  flush(): void {
    if (this.#frames.length === 0) return;
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    this.message(encodeFrames(frames));
  }
}
