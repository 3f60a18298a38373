// What happens to browsers' profiles: copied to a second device, cleared, put back from an older copy; full disks; clocks.

import { DAY, SECOND } from '../support/people.ts';
import type { Dice } from './dice.ts';
import { MemberAtDevice, type Person } from './people.ts';
import type { Simulation } from './simulation.ts';

interface Going {
  sim: Simulation;
  dice: Dice;
}

/** Copies of one run: two browsers that believe to be one are enough to quarrel. */
const CLONES_MAX = 2;

/** A profile is copied while its browser is closed, and both copies are used from then on. */
export async function clone({ sim, dice }: Going): Promise<string | null> {
  const who = dice.pick(sim.members);
  if (sim.clones >= CLONES_MAX) return null;
  await who.close();
  const copy = sim.cloneOf(who);
  who.reopen();
  sim.counters.count('device-cloned');
  return `${who.name} is copied: ${copy.name}`;
}

export async function wipe({ sim, dice }: Going): Promise<string> {
  const who = dice.pick(sim.people);
  const what = dice.pick(['all', 'documents', 'notes'] as const);
  await closed(sim, who, () => {
    who.device.disk.clear(what);
    // A member's outbox is found again without the notes; who a visitor is stands in them.
    const keepsAll = what === 'notes' && who instanceof MemberAtDevice;
    if (!keepsAll) forgive(sim, who, () => true);
    sim.counters.count('device-wiped');
  });
  return `${who.name} loses ${what} of what its browser kept`;
}

/** First a copy is made, another time it is put back: counters, queues and texts of then are there again. */
export async function restore({ sim, dice }: Going): Promise<string> {
  const who = dice.pick(sim.people);
  const { device } = who;
  const { backup } = device;
  if (!backup) {
    await closed(sim, who, () => {
      const waiting = new Set(
        unanswered(sim, who.name)
          .filter(({ isKept }) => isKept)
          .map(({ id }) => id),
      );
      device.backup = { profile: device.disk.copy(), waiting };
    });
    return `a copy is made of the profile of ${who.name}`;
  }
  await closed(sim, who, () => {
    device.disk.putBack(backup.profile);
    forgive(sim, who, ({ id }) => !backup.waiting.has(id));
    if ([...backup.waiting].some((id) => sim.oracle.verdicts.has(id))) sim.counters.count('restored-decided');
    device.backup = null;
  });
  sim.counters.count('device-restored');
  return `${who.name} gets an older copy of its profile`;
}

export function deviceDiskFull({ sim, dice }: Going): string {
  const { device, name } = dice.pick(sim.people);
  device.disk.isFull = true;
  sim.clock.after(dice.between(100, 20_000), () => (device.disk.isFull = false));
  return `the disk of ${name} is full`;
}

/** Somebody sets it, or it is set: only the display may follow. */
export function deviceClock({ sim, dice }: Going): string {
  const { device, name } = dice.pick(sim.people);
  const days = dice.between(-30, 30);
  device.skewMs = sim.setting.skewDays === 0 ? 0 : days * DAY + dice.between(-60, 60) * SECOND;
  if (days !== 0) sim.counters.count('device-clock-jumped');
  return `the clock of ${name} jumps by ${days} days`;
}

async function closed(sim: Simulation, who: Person, change: () => void): Promise<void> {
  await who.close();
  change();
  who.reopen();
  sim.clientRuns();
}

function unanswered(sim: Simulation, by: string): Simulation['history']['all'] {
  return sim.history.all.filter((sent) => sent.by === by && !sim.oracle.verdicts.has(sent.id));
}

/** Their person has lost these: the browser was cleared with what had not arrived yet. */
function forgive(sim: Simulation, { name }: Person, isLost: (sent: { id: string }) => boolean): void {
  for (const sent of unanswered(sim, name).filter(isLost)) {
    sim.history.gone(sent.id);
    // A copy of the device may still bring it, after what is written here from now on.
    sim.history.again(sent.id);
  }
}
