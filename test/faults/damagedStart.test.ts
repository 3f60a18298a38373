// The relay as it ships, on a data folder whose newest part is not what it wrote: it does not start, and says what is wrong.

import { statSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseFile } from '../../server/log/dataFolder.ts';
import { Customer } from '../support/customer.ts';
import { RelayProcess } from '../support/relayProcess.ts';

const relays: RelayProcess[] = [];

async function killedRelay(): Promise<RelayProcess> {
  const relay = new RelayProcess();
  relays.push(relay);
  await relay.start();
  const customer = new Customer(relay.address, 'Sari');
  await customer.says('Halo');
  await customer.leave();
  await relay.kill();
  return relay;
}
let cut: RelayProcess;
let changed: RelayProcess;

beforeAll(async () => {
  [cut, changed] = await Promise.all([killedRelay(), killedRelay()]);
});
afterAll(() => Promise.all(relays.map((relay) => relay.remove())));

describe('a relay on a damaged folder', () => {
  it('I3 does not start where the log ends before what was confirmed: a WAL that lost its end', async () => {
    const wal = `${databaseFile(cut.folder)}-wal`;
    truncateSync(wal, Math.floor(statSync(wal).size / 2));
    await expect(cut.start()).rejects.toThrow(/was confirmed and is gone/);
    await expect(cut.command('verify')).rejects.toThrow(/was confirmed and is gone/);
  });

  it('I3 does not start where the newest record is not what was written', async () => {
    const db = new DatabaseSync(databaseFile(changed.folder));
    db.exec(`UPDATE log SET events = '[]' WHERE seq = (SELECT max(seq) FROM log)`);
    expect(db.prepare('SELECT changes() AS rows').get()).toEqual({ rows: 1 });
    db.close();
    await expect(changed.start()).rejects.toThrow(/is damaged: its events do not have its hash/);
    await expect(changed.command('verify')).rejects.toThrow(/is damaged/);
  });
});
