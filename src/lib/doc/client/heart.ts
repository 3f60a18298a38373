// Whether an open connection lives: it is asked every ten seconds, and held to be dead when nothing at all comes back.

import type { ClientClock } from './environment.ts';

/** Often enough for relay time, for the relay to keep the connection, and for every proxy's idle limit. */
const PING_EVERY_MS = 10_000;
/** With the pause between pings, a dead connection is noticed within fifteen seconds. */
const ANSWER_WITHIN_MS = 5_000;
/** How much longer it may take at most, over a slow line: a message of a MiB comes in this time at 600 kbit/s. */
const PATIENCE_MAX = 3;

export interface HeartPorts {
  ping(): void;
  dead(): void;
  /** Bytes that are still to leave the device. */
  unsent(): number;
}

export class Heart {
  readonly #clock: ClientClock;
  readonly #ports: HeartPorts;
  readonly #within: number;
  #cancel: () => void = () => undefined;
  /** When the unanswered ping left. */
  #askedAt: number | null = null;
  #unsent = 0;

  /** @param slow how many connections in a row were given up while a document's content was on its way, which no browser shows
   *   before it is whole: the answer to a ping stands behind it, and each time it is waited for a little longer */
  constructor(clock: ClientClock, ports: HeartPorts, slow: number) {
    this.#clock = clock;
    this.#ports = ports;
    this.#within = ANSWER_WITHIN_MS * Math.min(PATIENCE_MAX, 1 + slow);
  }

  /** Asks now, unless an answer is awaited already. */
  ask(): void {
    if (this.#askedAt !== null) return;
    this.#askedAt = this.#clock.monotonic();
    this.#ports.ping();
    this.#unsent = this.#ports.unsent();
    this.#lookAfter(this.#within);
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
      this.#cancel = this.#clock.after(Math.max(0, PING_EVERY_MS - this.#within), () => this.ask());
    } else if (this.#leaves()) this.#lookAfter(ANSWER_WITHIN_MS);
    else this.#ports.dead();
  }

  /** What was written still goes out, however slowly. */
  #leaves(): boolean {
    const before = this.#unsent;
    this.#unsent = this.#ports.unsent();
    return this.#unsent < before;
  }
}
