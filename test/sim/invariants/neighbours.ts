// I17: what happens in one workspace never changes a byte of another. Beside the one that is played there is a second on the
// same relay and the same disk; nobody works there, and nobody here may ever hear of it.

import type { Log } from '../../../server/log/log.ts';
import { EVERYTHING } from '../oracle.ts';
import type { Simulation } from '../simulation.ts';

export const NEIGHBOUR = 'warung';
/** Stands in everything that is said there. */
export const NEIGHBOURS_SECRET = 'nobody-next-door-may-hear-this';

/** All that the log holds of it. */
export function neighbourOf(log: Log): string {
  const names = ['', '/all', '/intake', '/inbox/ratih'].map((name) => `${NEIGHBOUR}${name}`);
  const bytes = names.flatMap((name) =>
    log.document(name).map((update) => Buffer.from(update).toString('base64')),
  );
  const { head, epoch } = { head: log.head(NEIGHBOUR), epoch: log.epoch(NEIGHBOUR) };
  return JSON.stringify([head, epoch, log.read(NEIGHBOUR, 0, EVERYTHING), log.directory(NEIGHBOUR), bytes]);
}

export function checkNeighbour(sim: Simulation): void {
  if (neighbourOf(sim.disk.log) !== sim.neighbour) sim.fail('I17: the workspace next door has changed', '');
}
