// Makes a failing run small enough to be read: fewer faults and habits, then fewer steps, as long as it still fails in the
// same way. Each step has chance of its own, so that one can be left out without changing the others.

import { run, STEPS, type Change, type Result } from './run.ts';
import { settingOf } from './setting.ts';

/** Runs that are spent on it: a quarter of a second each. */
const TRIES = 150;

export async function shrink(failed: Result): Promise<Result> {
  const shrinking = new Shrinking(failed);
  await shrinking.dropSwitches('faults');
  await shrinking.dropSwitches('habits');
  await shrinking.dropSteps();
  return shrinking.smallest;
}

class Shrinking {
  smallest: Result;
  readonly #seed: number;
  readonly #kind: string;
  #change: Change;
  #left = TRIES;

  constructor(failed: Result) {
    this.smallest = failed;
    this.#seed = failed.setting.seed;
    this.#kind = kindOf(failed.failure);
    this.#change = { steps: stepsOf(failed) };
  }

  async dropSwitches(which: 'faults' | 'habits'): Promise<void> {
    const all: ReadonlySet<string> = settingOf(this.#seed)[which];
    for (const one of all) {
      const rest = new Set(
        [...(this.#change[which] ?? settingOf(this.#seed)[which])].filter((other) => other !== one),
      );
      await this.#try({ ...this.#change, [which]: rest });
    }
  }

  /** Halves, quarters, … down to single steps (Zeller and Hildebrandt, delta debugging). */
  async dropSteps(): Promise<void> {
    for (let size = STEPS / 2; size >= 1; size = Math.floor(size / 2)) {
      const steps = [...(this.#change.steps ?? [])];
      for (let at = 0; at < steps.length; at += size) {
        const gone = new Set(steps.slice(at, at + size));
        const left = [...(this.#change.steps ?? [])].filter((step) => !gone.has(step));
        await this.#try({ ...this.#change, steps: new Set(left) });
      }
    }
  }

  async #try(change: Change): Promise<void> {
    if (this.#left === 0) return;
    this.#left -= 1;
    const result = await run(this.#seed, change);
    if (kindOf(result.failure) !== this.#kind) return;
    this.smallest = result;
    this.#change = change;
  }
}

function stepsOf({ steps }: Result): ReadonlySet<number> {
  return new Set(steps);
}

/** What a failure is called, without its details. */
function kindOf(failure: string | null): string {
  return failure?.split(':').slice(0, 2).join(':').slice(0, 60) ?? '';
}
