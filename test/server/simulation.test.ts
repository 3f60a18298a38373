import { beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '#lib/rules/conversation.ts';
import { SIMULATED_CUSTOMERS } from '../../server/demo/customers.ts';
import { DEMO_CHANNEL, DEMO_WORKSPACE } from '../../server/demo/people.ts';
import { seedDemo } from '../../server/demo/seed.ts';
import { PAUSE_MAX_MS, Simulation, SIMULATION_MS } from '../../server/demo/simulation.ts';
import { MemoryLog } from '../../server/log/memory.ts';
import { noMeter } from '../../server/meter.ts';
import { createRelay } from '../../server/relay.ts';
import { seededChance } from '../support/fakeChance.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { bodyOf, TestHttp } from '../support/testHttp.ts';

describe('Simulated customers', () => {
  let log: MemoryLog;
  let clock: FakeClock;
  let simulation: Simulation;
  let watched: boolean;
  let problems: unknown[];

  beforeEach(async () => {
    log = new MemoryLog();
    clock = new FakeClock();
    watched = true;
    problems = [];
    await seedDemo({ log, chance: seededChance(1), now: clock.now() });
    const problem = (what: string, error: unknown): void => void problems.push({ what, error });
    const channels = { kindOf: () => 'web-chat' as const, of: () => [DEMO_CHANNEL] };
    const relay = createRelay({ log, clock, chance: seededChance(2), meter: noMeter, channels, problem });
    simulation = new Simulation({ relay, clock, chance: seededChance(3), watched: () => watched, problem });
  });

  const cards = (): Card[] => log.page(DEMO_WORKSPACE, 'all', null, 1_000);
  const head = (): number => log.head(DEMO_WORKSPACE)?.seq ?? 0;

  function messages(after: number): string[] {
    const events = log.read(DEMO_WORKSPACE, after, 10_000).flatMap((record) => record.events);
    return events.flatMap((event) => (event.kind === 'message-received' ? [event.text] : []));
  }

  it('write every few seconds: those whom the demo knows in their own conversation, and new ones', () => {
    const before = head();
    const known = cards().length;
    simulation.start();
    clock.advance(60_000);
    const said = messages(before);
    expect(said.length).toBeGreaterThanOrEqual(Math.floor(60_000 / PAUSE_MAX_MS));
    const lines = SIMULATED_CUSTOMERS.flatMap((one) => one.lines);
    expect(said.filter((text) => !lines.includes(text))).toEqual([]);
    expect(cards().length).toBeGreaterThan(known);
    expect(cards().length - known).toBeLessThan(said.length);
    const names = cards().map(({ contact }) => contact.name);
    expect(new Set(names).size).toBe(names.length);
    expect(problems).toEqual([]);
  });

  it('stop by themselves, and go on for the whole time when they are asked for again', () => {
    simulation.start();
    clock.advance(SIMULATION_MS / 2);
    simulation.start();
    clock.advance(SIMULATION_MS / 2 + PAUSE_MAX_MS);
    expect(simulation.until).not.toBeNull();
    clock.advance(SIMULATION_MS / 2);
    expect(simulation.until).toBeNull();
    const end = head();
    clock.advance(SIMULATION_MS);
    expect(messages(end)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('stop when they are switched off, and when nobody is connected any more', () => {
    simulation.start();
    clock.advance(PAUSE_MAX_MS);
    simulation.stop();
    const end = head();
    clock.advance(60_000);
    expect(messages(end)).toEqual([]);
    simulation.start();
    watched = false;
    clock.advance(60_000);
    expect(messages(end)).toEqual([]);
    expect(simulation.until).toBeNull();
  });
});

describe('The switch of simulated customers', () => {
  const PATH = '/api/demo/customers';

  it('is every member’s, in the demo', async () => {
    const http = await TestHttp.start({ demo: true });
    const leo = await http.signedIn('leo');
    expect(await bodyOf(await leo.get(PATH))).toEqual({ until: null });
    const until = http.clock.now() + SIMULATION_MS;
    expect(await bodyOf(await leo.post(PATH, { on: true }))).toEqual({ until });
    expect(await bodyOf(await leo.get(PATH))).toEqual({ until });
    expect(await bodyOf(await leo.post(PATH, { on: false }))).toEqual({ until: null });
    expect((await leo.post(PATH, { on: 1 })).status).toBe(400);
    expect((await http.browser().post(PATH, { on: true })).status).toBe(401);
    expect(http.simulation.until).toBeNull();
  });

  it('is not there in production', async () => {
    const mira = await (await TestHttp.start()).signedIn('mira');
    expect((await mira.get(PATH)).status).toBe(404);
    expect((await mira.post(PATH, { on: true })).status).toBe(404);
  });
});
