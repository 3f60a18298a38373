// Whether an open connection lives: it is asked every ten seconds, and held to be dead when nothing at all comes back.

import type { ClientClock } from './environment.ts';

/** Often enough for relay time, for the relay to keep the connection, and for every proxy's idle limit. */
const PING_EVERY_MS = 10_000;
/** With the pause between pings, a dead connection is noticed within fifteen seconds. */
const ANSWER_WITHIN_MS = 5_000;
/** A browser says nothing of a message before it is whole: the largest takes this long over 300 kbit/s. */
const FIRST_CONTENT_WITHIN_MS = 30_000;

export interface HeartPorts {
  ping(): void;
  dead(): void;
  /** Bytes that are still to leave the device. */
  unsent(): number;
  /** A document's whole content is on its way, and the answer to a ping stands behind it. */
  expectsContent(): boolean;
}

export class Heart {
  readonly #clock: ClientClock;
  readonly #ports: HeartPorts;
  #cancel: () => void = () => undefined;
  /** When the unanswered ping left. */
  #askedAt: number | null = null;
  #unsent = 0;

  constructor(clock: ClientClock, ports: HeartPorts) {
    this.#clock = clock;
    this.#ports = ports;
  }

  /** Asks now, unless an answer is awaited already. */
  ask(): void {
    if (this.#askedAt !== null) return;
    this.#askedAt = this.#clock.monotonic();
    this.#ports.ping();
    this.#unsent = this.#ports.unsent();
    this.#lookAfter(ANSWER_WITHIN_MS);
  }

  /** Whatever arrives shows that the connection lives. */
  heard(): void {
    this.#askedAt = null;
  }

  stop(): void {
    this.#cancel();
  }

  #lookAfter(ms: number): void {
    this.#cancel();
    this.#cancel = this.#clock.after(ms, () => this.#look());
  }

  #look(): void {
    if (this.#askedAt === null) {
      this.#cancel = this.#clock.after(PING_EVERY_MS - ANSWER_WITHIN_MS, () => this.ask());
    } else if (this.#moves(this.#askedAt)) this.#lookAfter(ANSWER_WITHIN_MS);
    else this.#ports.dead();
  }

  /** A slow line is not a dead one. */
  #moves(askedAt: number): boolean {
    const before = this.#unsent;
    this.#unsent = this.#ports.unsent();
    if (this.#unsent < before) return true;
    return this.#ports.expectsContent() && this.#clock.monotonic() - askedAt < FIRST_CONTENT_WITHIN_MS;
  }
}
