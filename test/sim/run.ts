// One seed, from its setting to its last check: chaos, healing, liveness, final checks.

import { VISITOR_COMMANDS_PER_MINUTE } from '#lib/rules/limits.ts';
import { MINUTE, SECOND } from '../support/people.ts';
import { createHash } from 'node:crypto';
import { WORKSPACE } from '../support/startRelay.ts';
import { found } from './beginning.ts';
import { Dice } from './dice.ts';
import { comeBack, FAULT_MAKERS, heal, night, openNotes } from './faults.ts';
import { checkChats, checkLog, checkRebuild } from './invariants/fold.ts';
import { checkNothingLost, checkOrder } from './invariants/kept.ts';
import { checkMentions } from './invariants/mentions.ts';
import { checkNeighbour } from './invariants/neighbours.ts';
import { checkShelves } from './invariants/refusals.ts';
import { checkConverged, PrefixWatch } from './invariants/replicas.ts';
import { MEMBER_HABITS } from './memberHabits.ts';
import { OFFICE_HABITS } from './officeHabits.ts';
import type { Counters } from './counters.ts';
import { seedYjs } from './seededCrypto.ts';
import { settingOf, type Setting } from './setting.ts';
import { Simulation } from './simulation.ts';

/** Steps of one run: long enough for a conversation to be claimed, handed on, closed and opened again. */
export const STEPS = 150;
/** Within which everything has to be well again, in simulated time. */
const HEALED_WITHIN = 30 * SECOND;

/** How often those who mean ill do something, beside everybody else: in every run. */
const HOSTILITY = 8;
/** Making all documents again is a tenth of a run. */
const REBUILT_EVERY = 5;

export interface Result {
  setting: Setting;
  /** Null if all was well. */
  failure: string | null;
  trace: string[];
  /** Those in which something was done. */
  steps: number[];
  /** Of everything that happened: equal for equal seeds. */
  hash: string;
  /** The log without what clients' clocks may change. */
  log: string;
  counters: Counters;
}

type Step = { weight: number; run: () => Promise<string | null> | string | null };

/** What of a seed is to be otherwise; `steps`: only these are done. */
export type Change = Partial<Setting> & { steps?: ReadonlySet<number> };

export async function run(seed: number, { steps, ...change }: Change = {}): Promise<Result> {
  seedYjs(seed);
  const setting = { ...settingOf(seed), ...change };
  const sim = new Simulation(setting, await found(setting.disk));
  const trace = new Trace();
  try {
    await play(sim, trace, steps);
  } catch (error) {
    sim.fail('thrown', error instanceof Error ? (error.stack ?? error.message) : error);
  } finally {
    await sim.end();
  }
  return resultOf(sim, trace);
}

/** What was done, and in which steps. */
class Trace {
  readonly lines: string[] = [];
  readonly steps: number[] = [];

  did(step: number, sim: Simulation, what: string): void {
    this.steps.push(step);
    this.lines.push(`${step} ${new Date(sim.clock.now()).toISOString()} ${what}`);
  }
}

async function play(sim: Simulation, trace: Trace, only?: ReadonlySet<number>): Promise<void> {
  const watch = new PrefixWatch();
  await sim.pass(2 * SECOND);
  for (let step = 0; step < STEPS && sim.failures.length === 0; step += 1) {
    // Chance of its own for each, so that one that is left out changes no other.
    const dice = new Dice(sim.setting.seed, `step ${step}`);
    if (only?.has(step) === false) continue;
    const did = await choose(stepsOf(sim, dice), dice).run();
    if (did !== null) trace.did(step, sim, did);
    await sim.pass(dice.happens(0.07) ? dice.between(SECOND, 20 * SECOND) : dice.between(0, 400));
    watch.look(sim);
    checkChats(sim, false);
  }
  if (sim.failures.length > 0) return;
  trace.lines.push('healing');
  heal(sim);
  await sim.pass(HEALED_WITHIN);
  await comeBack(sim);
  await sim.pass(4 * SECOND + heardWithin(sim));
  openNotes(sim);
  await sim.pass(SECOND);
  watch.look(sim);
  checkConverged(sim);
  checkChats(sim, true);
  checkNothingLost(sim);
  checkOrder(sim);
  checkMentions(sim);
  checkShelves(sim);
  checkNeighbour(sim);
  checkLog(sim);
  if (sim.setting.seed % REBUILT_EVERY === 0) checkRebuild(sim);
}

/** Customers who wrote more than they may at once are heard as fast as their limit lets them be. */
function heardWithin({ visitors }: Simulation): number {
  const waiting = visitors.map(({ core }) => core.timeline.filter(({ pending }) => pending).length);
  return (Math.max(0, ...waiting) * MINUTE) / VISITOR_COMMANDS_PER_MINUTE;
}

function stepsOf(sim: Simulation, dice: Dice): Step[] {
  const { habits, faults, nights } = sim.setting;
  const steps: Step[] = [];
  for (const habit of habits) {
    const ofMember = MEMBER_HABITS[habit];
    if (ofMember) {
      const { weight, run: act } = ofMember;
      steps.push({ weight, run: () => whoIsThere(sim, dice, (who) => act({ sim, dice, who })) });
    }
    const ofOffice = OFFICE_HABITS[habit];
    if (ofOffice) steps.push({ weight: ofOffice.weight, run: () => acted(sim, ofOffice.run({ sim, dice })) });
  }
  for (const fault of faults) {
    const { weight, run: happen } = FAULT_MAKERS[fault];
    steps.push({ weight, run: () => happen({ sim, dice }) });
  }
  steps.push({ weight: HOSTILITY, run: () => acted(sim, dice.pick(sim.hostiles).act()) });
  if (nights) steps.push({ weight: 2, run: () => night({ sim, dice }) });
  return steps;
}

/** Nobody works at a device that sleeps. */
function whoIsThere(
  sim: Simulation,
  dice: Dice,
  act: (who: Simulation['members'][number]) => string | null,
): string | null {
  const who = dice.pick(sim.members);
  return who.device.isAsleep ? null : acted(sim, act(who));
}

function acted(sim: Simulation, did: string | null): string | null {
  sim.clientRuns();
  return did;
}

function choose(steps: Step[], dice: Dice): Step {
  let left = dice.next() * steps.reduce((sum, { weight }) => sum + weight, 0);
  for (const step of steps) {
    left -= step.weight;
    if (left < 0) return step;
  }
  return steps[0] ?? { weight: 0, run: () => null };
}

function resultOf(sim: Simulation, { lines: trace, steps }: Trace): Result {
  const { oracle, setting, counters, failures } = sim;
  const documents = oracle.documents.names.sort().map((name) => oracle.documents.newest(name));
  const hash = createHash('sha256')
    .update(JSON.stringify([trace, oracle.records.at(-1)?.hash, documents, sim.clock.now(), WORKSPACE]))
    .digest('hex');
  const log = JSON.stringify(
    oracle.records.map(({ seq, at, by, command, events }) => ({ seq, at, by, command, events })),
    (key, value: unknown) => (key === 'written' ? 0 : value),
  );
  return { setting, failure: failures[0] ?? null, trace, steps, hash, log, counters };
}
