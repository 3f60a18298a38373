// What people did must be somewhere, once, and in order.

import type { Sent } from '../history.ts';
import type { Simulation } from '../simulation.ts';

/** Commands that a newer one of their kind makes pointless. */
const REPLACED = new Set<Sent['kind']>(['save-draft', 'mark-read']);

/** I12: what was stored and sent is decided, still on its way, set aside on the device, or was taken back by its writer. */
export function checkNothingLost(sim: Simulation): void {
  for (const sent of sim.history.commands.values()) {
    if (!sent.isKept || sent.isGone || REPLACED.has(sent.kind)) continue;
    if (!sim.oracle.verdicts.has(sent.id) && !isOnDevice(sim, sent)) sim.fail('I12: lost', sent);
  }
}

function isOnDevice(sim: Simulation, sent: Sent): boolean {
  const visitor = sim.visitors.find(({ name }) => name === sent.by);
  if (visitor) return visitor.core.timeline.some(({ key }) => key === sent.id);
  // On a device that is a copy of the one where it was written, or of which that one is a copy, too.
  return sim.members.some(({ member, core }) => {
    const own = member === sent.member ? core.session.own : null;
    const here = own ? [...own.outbox.entries, ...own.outbox.asking.map(({ command }) => command)] : [];
    return here.some(({ id }) => id === sent.id);
  });
}

/** I14: what was accepted of one device is in the order in which it was written. */
export function checkOrder(sim: Simulation): void {
  const last = new Map<string, number>();
  for (const { command, seq, events } of sim.oracle.records) {
    const sent = command === null ? undefined : sim.history.commands.get(command);
    if (!sent || REPLACED.has(sent.kind) || events.some(({ kind }) => kind === 'command-held')) continue;
    const before = last.get(sent.by);
    if (sent.order === null) continue;
    if (before !== undefined && before > sent.order) sim.fail('I14: out of order', { sent, seq });
    last.set(sent.by, sent.order);
  }
}
