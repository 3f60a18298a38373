// The real relay under a clock that a test moves: a process of its own for RelayProcess, which says by how much (in
// milliseconds) over the process channel and is answered when it is so. The product itself has no such switch.

import { systemClock, type Clock } from '../../server/clock.ts';
import { serve } from '../../server/serve.ts';

/** Shorter waits are about sockets and disks that live in the machine's time, and go on in it. */
const SHORT_MS = 60_000;

interface Wait {
  at: number;
  task: () => void;
  cancel: () => void;
}

class MovableClock implements Clock {
  #ahead: number;
  readonly #waits = new Set<Wait>();

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

const clock = new MovableClock(Number(process.env['CLOCK_AHEAD_MS'] ?? 0));
process.on('message', (ms: number) => {
  clock.move(ms);
  process.send?.('moved');
});
await serve(process.env, clock);
