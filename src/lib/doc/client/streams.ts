// The documents' ends of the streams of one connection.

import { messageYjsSyncStep2 } from 'y-protocols/sync';
import { messageSync } from 'y-websocket';
import { CLOSE, CONTROL_STREAM } from '../wire.ts';

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

export class Streams {
  readonly #ends = new Map<number, StreamEnd>();
  /** Those of which the relay has not sent yet what it has. */
  readonly #expecting = new Set<number>();
  readonly #failed: (stream: number, error: unknown) => void;
  #last = CONTROL_STREAM;

  /** @param failed told of a stream whose end could not read what came; it is over then */
  constructor(failed: (stream: number, error: unknown) => void) {
    this.#failed = failed;
  }

  get expectsContent(): boolean {
    return this.#expecting.size > 0;
  }

  /** @returns its number */
  add(end: StreamEnd): number {
    this.#last += 1;
    this.#ends.set(this.#last, end);
    this.#expecting.add(this.#last);
    return this.#last;
  }

  has(stream: number): boolean {
    return this.#ends.has(stream);
  }

  /** @returns false if it was over already */
  remove(stream: number): boolean {
    this.#expecting.delete(stream);
    return this.#ends.delete(stream);
  }

  opened(stream: number, epoch: number): void {
    this.#guarded(stream, (end) => end.opened(epoch));
  }

  message(stream: number, payload: Uint8Array): void {
    if (payload[0] === messageSync && payload[1] === messageYjsSyncStep2) this.#expecting.delete(stream);
    this.#guarded(stream, (end) => end.message(payload));
  }

  alive(): void {
    for (const stream of [...this.#ends.keys()]) this.#guarded(stream, (end) => end.alive());
  }

  closed(stream: number, code: number, reason: string): void {
    const end = this.#ends.get(stream);
    this.remove(stream);
    end?.closed(code, reason);
  }

  closeAll(code: number): void {
    for (const stream of [...this.#ends.keys()]) this.closed(stream, code, '');
  }

  /** One document that cannot be read must not take the others with it: it alone starts again. */
  #guarded(stream: number, tell: (end: StreamEnd) => void): void {
    const end = this.#ends.get(stream);
    if (!end) return;
    try {
      tell(end);
    } catch (error) {
      this.remove(stream);
      this.#failed(stream, error);
      end.closed(CLOSE.unavailable, 'unreadable');
    }
  }
}
