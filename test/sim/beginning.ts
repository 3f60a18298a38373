// What there is before a run begins: a workspace with its people and teams, and another one next door.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../server/log/log.ts';
import { MemoryLog } from '../../server/log/memory.ts';
import { openSqliteLog } from '../../server/log/sqlite.ts';
import type { Relay } from '../../server/relay.ts';
import { SECOND } from '../support/people.ts';
import { TestRelay } from '../support/startRelay.ts';
import { NEIGHBOUR, NEIGHBOURS_SECRET } from './invariants/neighbours.ts';
import type { Setting } from './setting.ts';

/** A workspace that was founded, with nobody at work yet. */
export interface Begun {
  log: Log;
  now: number;
  /** Where it is, if it is on a real disk. */
  folder: string | null;
}

let template: { log: MemoryLog; now: number } | null = null;

/** @returns a copy of the same workspace each time */
export async function found(disk: Setting['disk']): Promise<Begun> {
  if (disk === 'memory' && template) return { log: template.log.clone(), now: template.now, folder: null };
  const folder = disk === 'sqlite' ? mkdtempSync(join(tmpdir(), 'estafet-sim-')) : null;
  const log = folder === null ? new MemoryLog() : openSqliteLog(folder);
  const { relay, clock } = await new TestRelay({ log }).found();
  await foundNeighbour(relay, () => clock.settle());
  relay.stop();
  const now = clock.now() + SECOND;
  if (log instanceof MemoryLog) template = { log: log.clone(), now };
  return { log, now, folder };
}

async function foundNeighbour(relay: Relay, settle: () => void): Promise<void> {
  const settled = async (done: Promise<unknown>): Promise<void> => {
    settle();
    await done;
    settle();
  };
  await settled(relay.createWorkspace(NEIGHBOUR, NEIGHBOURS_SECRET));
  const ratih = { member: 'ratih', name: NEIGHBOURS_SECRET, role: 'admin', colour: 0 } as const;
  await settled(relay.submit(NEIGHBOUR, { kind: 'join-member', ...ratih }));
}
