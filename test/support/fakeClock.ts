// A clock that moves only when it is told to: nothing in a test ever waits.

import type { Clock } from '../../server/clock.ts';

interface Timer {
  at: number;
  order: number;
  /** Null once it is over, or not wanted any more. */
  task: (() => void) | null;
}

export class FakeClock implements Clock {
  #now: number;
  readonly #timers = new Timers();
  #soon: (() => void)[] = [];
  #order = 0;

  constructor(now = Date.UTC(2026, 10, 22, 9)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer: Timer = { at: this.#now + delayMs, order: (this.#order += 1), task };
    this.#timers.add(timer);
    return () => (timer.task = null);
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
    const timer = this.#timers.takeBefore(end);
    if (!timer) return false;
    this.#now = Math.max(this.#now, timer.at);
    const { task } = timer;
    timer.task = null;
    task?.();
    return true;
  }

  /** The machine's clock jumps, forward or back; timers are where they were in real time. */
  jump(ms: number): void {
    this.#now += ms;
    this.#timers.move(ms);
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
}

/** Timers by when they are due, and those of one instant in the order in which they were set: a binary heap. */
class Timers {
  readonly #heap: Timer[] = [];

  add(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(timer, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = timer;
  }

  /** The first of those that are wanted, if it is due by `end`. */
  takeBefore(end: number): Timer | null {
    for (;;) {
      const first = this.#heap[0];
      if (!first || (first.task !== null && first.at > end)) return null;
      this.#removeFirst();
      if (first.task !== null) return first;
    }
  }

  /** All of them: their order stays. */
  move(ms: number): void {
    for (const timer of this.#heap) timer.at += ms;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const child = left && right && isBefore(right, left) ? right : left;
      if (!child || !isBefore(child, last)) break;
      heap[index] = child;
      index = 2 * index + (child === right ? 2 : 1);
    }
    heap[index] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
