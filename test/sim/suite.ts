// The simulation as a suite (docs/testing.md), in two halves so that two processors share it. `npm run sim -- --seed 17` plays
// one seed again and prints its trace, made as short as can be if it fails; `npm run sim -- --seeds 10000 --from 5000` plays
// others than every `npm test` does.

import './seededCrypto.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Counters, RARE } from './counters.ts';
import { REGRESSIONS } from './regressions.ts';
import { run, STEPS, type Result } from './run.ts';
import { shrink } from './shrink.ts';
import { withoutRealTimers } from './withoutRealTimers.ts';

/** Both halves together; below this the suite has shrunk unseen. */
const RUNS_MIN = 3_000;
/** One run in so many is played twice, and must be equal to the last byte. */
const TWICE_EVERY = 250;
/** One run in so many is played again with other clocks, and must give the same log. */
const OTHER_CLOCKS_EVERY = 245;
/** However slow the machine is, and however many runs were asked for, a run that takes this long alone hangs. */
const HANGS_MS = 3_600_000;
/** What is said of a run that failed: the steps before it, or all if it is played alone. */
const STEPS_TOLD = 25;

const only = process.env.SEED === undefined ? null : Number(process.env.SEED);
const from = Number(process.env.FROM ?? 1);
const runs = Number(process.env.RUNS ?? RUNS_MIN);

/** @param half of the seeds: the odd ones or the even ones */
export function simulate(half: 'odd' | 'even'): void {
  const mine = (seed: number): boolean => seed % 2 === (half === 'odd' ? 1 : 0);
  let restore: () => void;
  beforeAll(() => {
    restore = withoutRealTimers();
  });
  afterAll(() => restore());
  if (only === null) playAll(half, mine);
  else if (mine(only)) playOne(only);
  // The other file plays this seed; a file without a test would fail.
  else it.skip('another half');
}

function playOne(seed: number): void {
  it(`seed ${seed}`, { timeout: HANGS_MS }, async () => {
    const result = await run(seed);
    const shortest = result.failure === null ? result : await shrink(result);
    process.stdout.write(`${told(shortest)}\n`);
    expect(result.failure).toBeNull();
  });
}

function playAll(half: string, mine: (seed: number) => boolean): void {
  const counters = new Counters();
  let played = 0;

  async function play(seed: number): Promise<Result> {
    const result = await run(seed);
    // A run leaves the machine no turn of its own, and Vitest wants to hear of this process now and then.
    await new Promise((resolve) => setImmediate(resolve));
    counters.add(result.counters);
    played += 1;
    if (result.failure !== null) throw new Error(told(await shrink(result)));
    return result;
  }

  describe(`the ${half} seeds`, () => {
    it.each(REGRESSIONS.filter(({ seed }) => mine(seed)))('once, $found (seed $seed)', async ({ seed }) => {
      await play(seed);
    });

    it(`${runs / 2} from ${from} hold every invariant`, { timeout: HANGS_MS }, async () => {
      for (let seed = from; seed < from + runs; seed += 1) {
        if (!mine(seed)) continue;
        const result = await play(seed);
        if (seed % TWICE_EVERY < 2) expect((await run(seed)).hash, `seed ${seed} twice`).toBe(result.hash);
        if (seed % OTHER_CLOCKS_EVERY < 2) await expectSameLog(result);
      }
    });

    it('reached every rare state', () => {
      const lines = counters.all.map(
        ([what, count]) => `${String(count).padStart(7)}  ${what}: ${RARE[what]}`,
      );
      process.stdout.write(`${played} runs of ${STEPS} steps, ${half} seeds\n${lines.join('\n')}\n`);
      expect(played).toBeGreaterThanOrEqual(runs / 2);
      // A few seeds by hand need not meet everything.
      if (runs >= RUNS_MIN) expect(counters.never).toEqual([]);
    });
  });
}

/**
 * I5: the same schedule with other clocks gives the same log. Clocks that jump while a reply waits are left out: whether it
 * has waited for an hour, and its writer is asked first, is measured by the clock of the device.
 */
async function expectSameLog({ setting }: Result): Promise<void> {
  const faults = new Set([...setting.faults].filter((fault) => fault !== 'device-clock'));
  const { log } = await run(setting.seed, { faults, skewDays: 0 });
  const otherwise = await run(setting.seed, { faults, skewDays: 30 });
  expect(otherwise.log, `I5: seed ${setting.seed} with other clocks`).toBe(log);
}

function told({ setting, failure, trace }: Result): string {
  const { seed, faults, habits } = setting;
  const last = trace.slice(only === null ? -STEPS_TOLD : 0).join('\n');
  const among = `with ${[...faults].join(', ') || 'no faults'}; ${[...habits].join(', ')}`;
  return `seed ${seed}: ${failure ?? 'all is well'}\n\nnpm run sim -- --seed ${seed}\n${among}\n\n${last}`;
}
