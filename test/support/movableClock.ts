// The machine's clock, which a test moves: forward or back, while everything runs under it.

import { systemClock, type Clock } from '../../server/clock.ts';

/** Shorter waits are about sockets and disks that live in the machine's time, and go on in it. */
const SHORT_MS = 60_000;

interface Wait {
  at: number;
  task: () => void;
  cancel: () => void;
}

export class MovableClock implements Clock {
  #ahead: number;
  readonly #waits = new Set<Wait>();

  /** @param ahead of the machine's, in milliseconds */
  constructor(ahead: number) {
    this.#ahead = ahead;
  }

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  after(delayMs: number, task: () => void): () => void {
    if (delayMs < SHORT_MS) return systemClock.after(delayMs, task);
    const wait: Wait = { at: this.now() + delayMs, task, cancel: () => undefined };
    this.#waits.add(wait);
    this.#arm(wait);
    return () => {
      this.#waits.delete(wait);
      wait.cancel();
    };
  }

  soon(task: () => void): void {
    systemClock.soon(task);
  }

  move(ms: number): void {
    this.#ahead += ms;
    for (const wait of this.#waits) {
      wait.cancel();
      this.#arm(wait);
    }
  }

  #arm(wait: Wait): void {
    wait.cancel = systemClock.after(Math.max(0, wait.at - this.now()), () => {
      this.#waits.delete(wait);
      wait.task();
    });
  }
}
