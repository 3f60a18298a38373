// `kill -9` in the middle of traffic, again and again: a real relay on SQLite, real clients on real sockets that come back by
// themselves. What anybody was told must have stayed, and everything that was sent must have been decided once.

import type { StoredRecord } from '../../server/log/log.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../support/fakeChance.ts';
import { RelayProcess } from '../support/relayProcess.ts';
import { ScriptedClient } from './scriptedClient.ts';

/** Below this the suite has shrunk unseen. */
const KILLS_MIN = 50;
const kills = Number(process.env.KILLS ?? KILLS_MIN);
const DEVICES = ['mira', 'leo', 'leo', 'ana', 'dewi', 'rafi'];

const relay = new RelayProcess();
const clients: ScriptedClient[] = [];
const random = seededRandom(20_261_122);
let heard = 0;
let waits: { until: number; resolve: () => void } | null = null;

function told(): void {
  heard += 1;
  if (!waits || heard < waits.until) return;
  waits.resolve();
  waits = null;
}

/** Resolves when the clients have been told so many more things: the relay is at work then. */
function hear(more: number): Promise<void> {
  return new Promise((resolve) => (waits = { until: heard + more, resolve }));
}

async function records(): Promise<StoredRecord[]> {
  const lines = (await relay.command('export', 'demo')).split('\n');
  return lines
    .map((line) => JSON.parse(line) as { record?: StoredRecord })
    .flatMap(({ record }) => record ?? []);
}

beforeAll(async () => {
  // Each provider of the clients listens for the end of the process; several hundred of them are no leak here.
  process.setMaxListeners(0);
  await relay.start();
  await relay.stop();
  const members = [...new Set(DEVICES)];
  const tokens = new Map<string, string>();
  for (const member of members) tokens.set(member, await relay.command('token', 'demo', member));
  await relay.start();
  const url = `${relay.address.replace('http', 'ws')}/sync`;
  for (const [seed, member] of DEVICES.entries()) {
    clients.push(new ScriptedClient({ member, token: tokens.get(member) ?? '', url, seed, told }));
  }
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await relay.remove();
});

describe('a relay that is killed under load', () => {
  let killed = 0;
  let log: StoredRecord[] = [];

  it(`is killed ${kills} times while everybody writes, and everybody comes back`, async () => {
    for (; killed < kills; killed += 1) {
      await hear(1 + Math.floor(random() * 20));
      await relay.kill();
      await relay.start();
    }
    await Promise.all(clients.map((client) => client.rest()));
    await relay.stop();
    expect(await relay.command('verify')).toContain('everything is as it was written');
    log = await records();
    const sent = clients.reduce((sum, client) => sum + client.sent.length, 0);
    process.stdout.write(
      `${killed} kills, ${sent} commands sent, ${heard} lines told, ${log.length} records\n`,
    );
    expect(killed).toBeGreaterThanOrEqual(KILLS_MIN);
    expect(sent).toBeGreaterThan(kills);
    expect(clients.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('I3 kept everything that anybody was told', () => {
    const bySeq = new Map(log.map((record) => [record.seq, record]));
    for (const client of clients) {
      for (const { conversation, entry } of client.told.values()) {
        const record = bySeq.get(entry.seq);
        const { seq, at, by, command, ...content } = entry;
        expect(record, `${client.member} was told of record ${seq}`).toMatchObject({ at, by, command });
        expect(record?.events).toContainEqual({ ...content, conversation });
      }
    }
  });

  it('I4 decided every command exactly once', () => {
    const decided = new Map<string, number>();
    for (const { command } of log)
      if (command !== null) decided.set(command, (decided.get(command) ?? 0) + 1);
    for (const id of clients.flatMap(({ sent }) => sent)) expect(decided.get(id), id).toBe(1);
  });

  it('I14 kept the order of each device', () => {
    const seqs = new Map(log.map(({ command, seq }) => [command, seq]));
    for (const { sent } of clients) {
      const inLog = sent.map((id) => seqs.get(id) ?? 0);
      expect(inLog).toEqual([...inLog].sort((a, b) => a - b));
    }
  });
});
