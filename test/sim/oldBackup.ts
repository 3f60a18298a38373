// An operator puts an old backup of the relay in place: what was decided since is lost, and the history that goes on from
// there must never be mixed with it, on any device, whatever waits there.

import type { StoredRecord } from '../../server/log/log.ts';
import { MemoryLog } from '../../server/log/memory.ts';
import { SECOND } from '../support/people.ts';
import { WORKSPACE } from '../support/startRelay.ts';
import type { Dice } from './dice.ts';
import type { Past } from './oracle.ts';
import type { Simulation } from './simulation.ts';

export interface Backup {
  log: MemoryLog;
  past: Past;
}

/** First a backup is made, another time it is put back. */
export function oldBackup({ sim, dice }: { sim: Simulation; dice: Dice }): string | null {
  const { disk, host, oracle } = sim;
  if (!(disk.log instanceof MemoryLog) || !host.relay || disk.isFull) return null;
  if (!sim.backup) {
    sim.backup = { log: disk.log.clone(), past: oracle.past() };
    return `a backup is made of ${oracle.state.seq} records`;
  }
  host.stop();
  const withWitness = dice.happens(0.7);
  sim.clock.after(dice.between(SECOND, 5 * SECOND), () => putBack(sim, withWitness));
  return `the backup is put back${withWitness ? '' : ', on another machine'}`;
}

function putBack(sim: Simulation, withWitness: boolean): void {
  const { backup, disk, oracle, counters, clock } = sim;
  if (!backup || sim.host.relay || disk.isFull) return sim.start();
  const seen = { epoch: disk.log.epoch(WORKSPACE)?.epoch ?? 0, seq: disk.log.head(WORKSPACE)?.seq ?? 0 };
  // On a machine that knows nothing of what was lost, the time tells: so it has to be right.
  const knows = withWitness || seen.epoch * SECOND >= clock.now() - SECOND;
  if (!knows) sim.host.skewMs = Math.max(0, sim.host.skewMs);
  const { past } = backup;
  const lost = oracle.goBack(past);
  forgiveLost(
    sim,
    lost.map(({ command }) => command),
  );
  sim.naive.begin(oracle.records);
  disk.log = backup.log;
  sim.backup = null;
  counters.count('backup-put-back');
  if (lost.some(({ events }) => events.some(({ kind }) => kind === 'reply-sent')))
    counters.count('reply-lost');
  sim.host.start({ restored: true, ...(knows ? { seen } : {}) });
  sim.history.generation = sim.host.generation;
}

/** What was decided after the backup is lost with it: the backup is as old as it is. A device may still bring it again. */
function forgiveLost({ history }: Simulation, commands: (string | null)[]): void {
  for (const command of commands) {
    if (command === null) continue;
    history.gone(command);
    history.again(command);
  }
}

/** An id whose record was lost with an old backup is one that nobody has used, for whoever saw it and means ill. */
export function isUsedAgain({ oracle, hostiles }: Simulation, { command, by }: StoredRecord): boolean {
  return (
    hostiles.some(({ author }) => author === by) &&
    oracle.lost.some(({ records }) => records.some((record) => record.command === command))
  );
}
