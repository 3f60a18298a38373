// A clock that moves only when it is told to: nothing in a test ever waits.

import type { Clock } from '../../server/clock.ts';

interface Timer {
  at: number;
  order: number;
  task: () => void;
}

export class FakeClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();
  #soon: (() => void)[] = [];
  #order = 0;

  constructor(now = Date.UTC(2026, 10, 22, 9)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { at: this.#now + delayMs, order: (this.#order += 1), task };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  soon(task: () => void): void {
    this.#soon.push(task);
  }

  /** Runs what was to happen soon, and what that caused, until nothing is left. */
  settle(): void {
    for (let next = this.#soon.shift(); next; next = this.#soon.shift()) next();
  }

  /** Moves time forward, running every timer at its instant. */
  advance(ms: number): void {
    const end = this.#now + ms;
    while (this.step(end));
    this.#now = end;
  }

  /** Lets the one next thing happen; false if nothing is to happen until `end`. */
  step(end: number): boolean {
    const soon = this.#soon.shift();
    if (soon) {
      soon();
      return true;
    }
    const timer = this.#nextBefore(end);
    if (!timer) return false;
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.at);
    timer.task();
    return true;
  }

  /** The machine's clock jumps, forward or back; timers are where they were in real time. */
  jump(ms: number): void {
    this.#now += ms;
    for (const timer of this.#timers) timer.at += ms;
  }

  /** This clock for one process: when the process has died, nothing it was waiting for happens any more. */
  forProcess(): { clock: Clock; kill: () => void } {
    let alive = true;
    const guarded = (task: () => void) => () => {
      if (alive) task();
    };
    const clock: Clock = {
      now: () => this.now(),
      after: (delayMs, task) => this.after(delayMs, guarded(task)),
      soon: (task) => this.soon(guarded(task)),
    };
    const kill = (): void => {
      alive = false;
    };
    return { clock, kill };
  }

  #nextBefore(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > end) continue;
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }
}
