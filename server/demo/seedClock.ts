// A clock that lives through the demo's past in a moment: it moves when it is told to, and what falls due on the way
// (a mention that ends, a snooze) happens at its instant.

import type { Clock } from '../clock.ts';

interface Timer {
  at: number;
  task: () => void;
}

export class SeedClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();
  readonly #soon: (() => void)[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { at: this.#now + delayMs, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  soon(task: () => void): void {
    this.#soon.push(task);
  }

  /** Runs what was to happen soon, and what that caused. */
  settle(): void {
    for (let task = this.#soon.shift(); task; task = this.#soon.shift()) task();
  }

  advanceTo(instant: number): void {
    this.settle();
    for (let timer = this.#nextBefore(instant); timer; timer = this.#nextBefore(instant)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.task();
      this.settle();
    }
    this.#now = Math.max(this.#now, instant);
  }

  #nextBefore(instant: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= instant).sort((a, b) => a.at - b.at)[0];
  }
}
