// What one turn sends to the relay goes out as one message, which stays well below what the relay takes.

import { FRAME_MAX } from '../../rules/limits.ts';
import { FRAMES_MAX, encodeFrames, type Frame } from '../wire.ts';
import type { ClientClock } from './environment.ts';

const MESSAGE_MAX = FRAME_MAX / 2;

export class Outgoing {
  readonly #clock: ClientClock;
  readonly #send: (message: Uint8Array<ArrayBuffer>) => void;
  #frames: Frame[] = [];

  constructor(clock: ClientClock, send: (message: Uint8Array<ArrayBuffer>) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  queue(frame: Frame): void {
    if (this.#frames.length === 0) this.#clock.soon(() => this.#flush());
    this.#frames.push(frame);
  }

  forget(): void {
    this.#frames = [];
  }

  #flush(): void {
    const frames = this.#frames;
    this.#frames = [];
    let batch: Frame[] = [];
    let size = 0;
    for (const frame of frames) {
      if (size + frame.payload.length > MESSAGE_MAX || batch.length === FRAMES_MAX) {
        this.#sendBatch(batch);
        batch = [];
        size = 0;
      }
      batch.push(frame);
      size += frame.payload.length;
    }
    this.#sendBatch(batch);
  }

  #sendBatch(frames: Frame[]): void {
    if (frames.length > 0) this.#send(new Uint8Array(encodeFrames(frames)));
  }
}
