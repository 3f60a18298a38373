// The deterministic simulation (docs/testing.md). `SEED=17 npm run sim` plays one seed again and prints its trace;
// `RUNS=10000 FROM=5000 npm run sim` plays others than every `npm test` does.

import './seededCrypto.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Counters, RARE } from './counters.ts';
import { REGRESSIONS } from './regressions.ts';
import { run, STEPS, type Result } from './run.ts';
import { withoutRealTimers } from './withoutRealTimers.ts';

/** Below this the suite has shrunk unseen. */
const RUNS_MIN = 1_000;
/** One run in so many is played twice, and must be equal to the last byte. */
const TWICE_EVERY = 50;
/** One run in so many is played again with other clocks, and must give the same log. */
const OTHER_CLOCKS_EVERY = 50;

const only = process.env.SEED === undefined ? null : Number(process.env.SEED);
const from = Number(process.env.FROM ?? 1);
const runs = Number(process.env.RUNS ?? RUNS_MIN);

const counters = new Counters();
let played = 0;

let restore: () => void;
beforeAll(() => {
  restore = withoutRealTimers();
});
afterAll(() => restore());

async function play(seed: number): Promise<Result> {
  const result = await run(seed);
  counters.add(result.counters);
  played += 1;
  if (result.failure !== null) throw new Error(told(result));
  return result;
}

function told({ setting, failure, trace }: Result): string {
  const last = trace.slice(only === null ? -25 : 0).join('\n');
  return `seed ${setting.seed}: ${failure ?? 'all is well'}\n\nSEED=${setting.seed} npm run sim\n\n${last}`;
}

describe.runIf(only !== null)('one seed', () => {
  it(`SEED=${only ?? ''}`, async () => {
    const result = await run(only ?? 0);
    process.stdout.write(`${told(result)}\n`);
    expect(result.failure).toBeNull();
  });
});

describe.runIf(only === null)('the simulation', () => {
  it.each(REGRESSIONS)('once, $found (seed $seed)', async ({ seed }) => {
    await play(seed);
  });

  it(`${runs} seeds from ${from} hold every invariant`, async () => {
    for (let seed = from; seed < from + runs; seed += 1) {
      const result = await play(seed);
      if (seed % TWICE_EVERY === 0) expect((await run(seed)).hash, `seed ${seed} twice`).toBe(result.hash);
      // I5: the same schedule with other clocks gives the same log.
      if (seed % OTHER_CLOCKS_EVERY === 1) {
        const otherwise = await run(seed, { skewDays: result.setting.skewDays === 0 ? 30 : 0 });
        expect(otherwise.log, `I5: seed ${seed} with other clocks`).toBe(result.log);
      }
    }
  });

  it('reached every rare state', () => {
    const lines = counters.all.map(([what, count]) => `${String(count).padStart(7)}  ${what}: ${RARE[what]}`);
    process.stdout.write(`${played} runs of ${STEPS} steps\n${lines.join('\n')}\n`);
    expect(played).toBeGreaterThanOrEqual(RUNS_MIN);
    expect(counters.never).toEqual([]);
  });
});
