// Time as a parameter. This file and random.ts are the only ones of the relay that ask the machine.

export interface Clock {
  /** Wall clock, epoch milliseconds. May jump; whoever needs order clamps it. */
  now(): number;
  /** Runs `task` once, not before `delayMs` from now; the result cancels it. */
  after(delayMs: number, task: () => void): () => void;
  /** Runs `task` when what is going on now has ended, before any timer. */
  soon(task: () => void): void;
}

// setTimeout takes 31 bits; what is further away is asked for again by its owner.
const TIMEOUT_MAX = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, Math.min(delayMs, TIMEOUT_MAX));
    return () => clearTimeout(timer);
  },
  soon: (task) => void setImmediate(task),
};
