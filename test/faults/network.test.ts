// A real relay behind a proxy that cuts connections at every byte of their beginning, and falls silent; and a relay that does.
// Everybody comes back by themselves, and nothing is lost or comes twice.

import type { StoredRecord } from '../../server/log/log.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../support/fakeChance.ts';
import { FlakyProxy, type Cut } from '../support/flakyProxy.ts';
import { RelayProcess } from '../support/relayProcess.ts';
import { Crew, expectDecidedOnce, expectInOrder, expectKept } from './crew.ts';

/** Below these the suite has shrunk unseen. */
const CUTS_MIN = 150;
const SILENCES_MIN = 4;
const times = Number(process.env.NETWORK_TIMES ?? 1);
/** The handshake is about 300 bytes up and 200 down; behind it come the first documents. */
const BEGINNING = { up: 1_200, down: 2_400 };
/** Nobody waits for half a minute here. */
const HURRY = 15;

const relay = new RelayProcess();
const proxy = new FlakyProxy(() => Number(new URL(relay.address).port));
const random = seededRandom(Number(process.env.NETWORK_SEED ?? 20_261_124));
let crew: Crew;

beforeAll(async () => {
  await relay.start();
  crew = await Crew.join(relay, { address: await proxy.listen(), hurry: HURRY });
});

afterAll(async () => {
  await crew.leave();
  await proxy.close();
  await relay.remove();
});

describe('a network that breaks', () => {
  let silences = 0;
  let stops = 0;
  let log: StoredRecord[] = [];

  it(`is cut ${CUTS_MIN * times} times at another byte, falls silent and freezes, and everybody comes back`, async () => {
    for (let round = 0; round < SILENCES_MIN * times; round += 1) {
      await crew.hear(10);
      proxy.cuts.push(...cutsOf(round));
      proxy.silence();
      silences += 1;
      await crew.hear(10);
      while (proxy.cuts.length > 0) {
        // Whoever is connected keeps nobody from coming back.
        proxy.silence();
        await crew.hear(1);
      }
      // The system goes on taking connections for it: only the silence tells.
      relay.signal('SIGSTOP');
      await crew.lostTouch();
      relay.signal('SIGCONT');
      stops += 1;
    }
    await crew.hear(20);
    log = await crew.finish();
    process.stdout.write(
      `tried ${proxy.done} cuts, ${silences} silences, ${stops} freezes, ${crew.sent} commands sent, ${log.length} records\n`,
    );
    expect(proxy.done).toBeGreaterThanOrEqual(CUTS_MIN * 0.9 * times);
    expect(proxy.most.up).toBeGreaterThan(BEGINNING.up);
    expect(proxy.most.down).toBeGreaterThan(BEGINNING.down);
  });

  it('I3 kept everything that anybody was told', () => expectKept(log, crew.clients));
  it('I4 decided every command exactly once', () => expectDecidedOnce(log, crew.clients));
  it('I14 kept the order of each device', () => expectInOrder(log, crew.clients));
});

/** Bytes spread over the beginning of a connection, others in each round. */
function cutsOf(round: number): Cut[] {
  const count = Math.ceil(CUTS_MIN / SILENCES_MIN);
  return Array.from({ length: count }, (_, index) => {
    const direction = (index + round) % 2 === 0 ? 'up' : 'down';
    return { direction, afterBytes: Math.floor(((index + random()) / count) * BEGINNING[direction]) };
  });
}
