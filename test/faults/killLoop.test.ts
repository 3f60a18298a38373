// `kill -9` in the middle of traffic, again and again: a real relay on SQLite, real clients on real sockets that come back by
// themselves. What anybody was told must have stayed, and everything that was sent must have been decided once.

import type { StoredRecord } from '../../server/log/log.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../support/fakeChance.ts';
import { RelayProcess } from '../support/relayProcess.ts';
import { Crew, expectDecidedOnce, expectInOrder, expectKept, expectNoneSuspected } from './crew.ts';

/** Below this the suite has shrunk unseen. */
const KILLS_MIN = 50;
const kills = Number(process.env.KILLS ?? KILLS_MIN);

const relay = new RelayProcess();
const random = seededRandom(Number(process.env.KILL_SEED ?? 20_261_122));
let crew: Crew;

beforeAll(async () => {
  await relay.start();
  crew = await Crew.join(relay);
});

afterAll(async () => {
  await crew.leave();
  await relay.remove();
});

describe('a relay that is killed under load', () => {
  let killed = 0;
  let log: StoredRecord[] = [];

  it(`is killed ${kills} times while everybody writes, and everybody comes back`, async () => {
    for (; killed < kills; killed += 1) {
      await crew.hear(1 + Math.floor(random() * 20));
      await relay.kill();
      await relay.start();
    }
    log = await crew.finish();
    process.stdout.write(
      `tried ${killed} kills, ${crew.sent} commands sent, ${crew.heard} lines told, ${log.length} records\n`,
    );
    expect(killed).toBeGreaterThanOrEqual(Math.min(KILLS_MIN, kills));
    expect(crew.sent).toBeGreaterThan(kills);
  });

  it('I3 kept everything that anybody was told', () => expectKept(log, crew.clients));
  it('I4 decided every command exactly once', () => expectDecidedOnce(log, crew.clients));
  it('set nothing aside as what had ended it', () => expectNoneSuspected(log));
  it('I14 kept the order of each device', () => expectInOrder(log, crew.clients));
});
