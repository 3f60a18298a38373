// Tells views that something changed: once a turn, however much did.

import { Listeners } from './listeners.ts';
import type { ClientClock } from './environment.ts';

/** `content`: documents, outbox, drafts. `connection`: socket and store. `time`: a second has passed. */
export type Topic = 'content' | 'connection' | 'time';

const SECOND_MS = 1_000;

export class Signals {
  readonly #clock: ClientClock;
  readonly #relayNow: () => number;
  readonly #topics: Record<Topic, Listeners>;
  readonly #told = new Set<Topic>();
  #revision = 0;
  #stopTicking: (() => void) | null = null;

  /** @param relayNow so that a second that passes is one of the relay's */
  constructor(clock: ClientClock, relayNow: () => number, report: (error: unknown) => void) {
    this.#clock = clock;
    this.#relayNow = relayNow;
    this.#topics = {
      content: new Listeners(report),
      connection: new Listeners(report),
      time: new Listeners(report),
    };
  }

  /** Moves with every change of content: results that were worked out before may be out of date. */
  get revision(): number {
    return this.#revision;
  }

  subscribe(topic: Topic, listener: () => void): () => void {
    const off = this.#topics[topic].add(listener);
    if (topic === 'time') this.#tick();
    return () => {
      off();
      if (topic === 'time' && this.#topics.time.size === 0) this.stop();
    };
  }

  /** Listeners hear of it at the end of this turn; getters know at once. */
  touch(topic: Topic): void {
    if (topic === 'content') this.#revision += 1;
    if (this.#told.size === 0) this.#clock.soon(() => this.#tell());
    this.#told.add(topic);
  }

  /** No second passes any more. */
  stop(): void {
    this.#stopTicking?.();
    this.#stopTicking = null;
  }

  #tell(): void {
    const told = [...this.#told];
    this.#told.clear();
    for (const topic of told) this.#topics[topic].emit();
  }

  #tick(): void {
    if (this.#stopTicking) return;
    const toNextSecond = SECOND_MS - (this.#relayNow() % SECOND_MS);
    this.#stopTicking = this.#clock.after(toNextSecond, () => {
      this.#stopTicking = null;
      this.touch('time');
      this.#tick();
    });
  }
}
