// What goes wrong, and how it is put right.

import { noteName } from '#lib/doc/names.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../support/people.ts';
import { WORKSPACE } from '../support/startRelay.ts';
import type { Dice } from './dice.ts';
import { CRASH_POINTS } from './disk.ts';
import { oldBackup } from './oldBackup.ts';
import type { Wire } from './network.ts';
import { clone, deviceClock, deviceDiskFull, restore, wipe } from './profileFaults.ts';
import type { Fault } from './setting.ts';
import type { Simulation } from './simulation.ts';

/** Contact notes that each looks into when all is over: a run has two or three. */
const NOTES_READ = 2;

interface Going {
  sim: Simulation;
  dice: Dice;
}

export const FAULT_MAKERS: Record<
  Fault,
  { weight: number; run: (going: Going) => Promise<string | null> | string | null }
> = {
  cut: { weight: 4, run: ({ sim, dice }) => onWire(sim, dice, (wire) => cut(wire, dice)) },
  'half-open': { weight: 2, run: halfOpen },
  stall: { weight: 2, run: ({ sim, dice }) => onWire(sim, dice, (wire) => stall(sim, wire, dice)) },
  offline: { weight: 3, run: offline },
  sleep: { weight: 2, run: sleep },
  reload: { weight: 2, run: reload },
  crash: { weight: 3, run: crash },
  stop: { weight: 1, run: stop },
  rebuild: { weight: 1, run: rebuildSoon },
  'old-backup': { weight: 1, run: oldBackup },
  'disk-full': { weight: 1, run: diskFull },
  'relay-clock': { weight: 1, run: relayClock },
  clone: { weight: 0.5, run: clone },
  wipe: { weight: 0.5, run: wipe },
  restore: { weight: 2, run: restore },
  'device-disk': { weight: 1, run: deviceDiskFull },
  'device-clock': { weight: 1, run: deviceClock },
  month: { weight: 0.3, run: month },
  linger: { weight: 2, run: linger },
  'repeat-bytes': { weight: 2, run: repeatBytes },
};

function onWire({ wires }: Simulation, dice: Dice, happen: (wire: Wire) => string): string | null {
  const wire = dice.maybe([...wires].filter(({ isOver }) => !isOver));
  return wire ? happen(wire) : null;
}

function cut(wire: Wire, dice: Dice): string {
  const told = dice.pick(['both', 'client', 'server'] as const);
  wire.cut(told);
  return `a connection is cut, ${told} told`;
}

function halfOpen({ sim, dice }: Going): string | null {
  return onWire(sim, dice, (wire) => {
    wire.cut('nobody');
    sim.counters.count('half-open');
    return 'a connection dies and nobody is told';
  });
}

function stall(sim: Simulation, wire: Wire, dice: Dice): string {
  const direction = dice.pick(['up', 'down'] as const);
  wire.stall(direction);
  sim.clock.after(dice.between(100, 30_000), () => wire.flow());
  return `a connection stalls, ${direction}`;
}

/** The browser has given a connection up and comes back on another, while what it sent on the first is still under way. */
function linger({ sim, dice }: Going): string | null {
  return onWire(sim, dice, (wire) => {
    wire.linger(dice.between(100, 20_000), (messages) => messages > 0 && sim.counters.count('late-bytes'));
    return 'a connection ends, and what it sent arrives later';
  });
}

/** A proxy that sends what it has sent already. */
function repeatBytes({ sim, dice }: Going): string | null {
  return onWire(sim, dice, (wire) => {
    const direction = dice.pick(['up', 'down'] as const);
    wire[direction].twice += dice.between(1, 5);
    return `messages come twice, ${direction}`;
  });
}

function offline({ sim, dice }: Going): string {
  const { device, name } = dice.pick(sim.people);
  if (device.isOnline) device.goOffline();
  else device.goOnline();
  return `${name} is ${device.isOnline ? 'online' : 'offline'}`;
}

function sleep({ sim, dice }: Going): string {
  const { device, name } = dice.pick(sim.people);
  if (device.isAsleep) device.wake();
  else device.sleep();
  return `${name} ${device.isAsleep ? 'sleeps' : 'wakes'}`;
}

async function reload({ sim, dice }: Going): Promise<string> {
  const person = dice.pick(sim.people);
  const inOrder = dice.happens(0.5);
  await person.reload(inOrder);
  sim.clientRuns();
  return `${person.name} ${inOrder ? 'reloads' : 'is killed and starts again'}`;
}

function crash({ sim, dice }: Going): string | null {
  if (!sim.host.relay) return null;
  const point = dice.pick([...CRASH_POINTS, 'now', 'soon'] as const);
  if (point === 'now') sim.crash();
  else if (point === 'soon') sim.crashSoon(dice.between(0, 30));
  else sim.disk.dieAt = point;
  return `the relay dies ${point}`;
}

function stop({ sim, dice }: Going): string | null {
  if (!sim.host.relay) return null;
  sim.host.stop();
  sim.clock.after(dice.between(100, 5_000), () => sim.start());
  return 'the relay is stopped';
}

function rebuildSoon({ sim, dice }: Going): string | null {
  if (!sim.host.relay || sim.disk.isFull) return null;
  sim.host.stop();
  sim.clock.after(dice.between(1_000, 5_000), () => {
    if (!sim.disk.isFull) sim.start(true);
    else sim.start();
  });
  return 'the documents are made again';
}

function diskFull({ sim, dice }: Going): string {
  sim.disk.isFull = true;
  sim.clock.after(dice.between(100, 20_000), () => (sim.disk.isFull = false));
  return 'the disk is full';
}

function relayClock({ sim, dice }: Going): string {
  sim.host.skewMs = dice.pick([0, -1, -30, 30, -500]) * SECOND * dice.between(1, 60);
  return `the relay’s clock is off by ${sim.host.skewMs} ms`;
}

/** Hours in which nobody works: every lid is closed, and the relay alone is awake. */
export async function night({ sim, dice }: Going): Promise<string> {
  const due = sim.disk.log.due(WORKSPACE, 1)[0]?.at;
  const toDue = due === undefined ? 0 : due - sim.relayNow - dice.between(1, 6) * SECOND;
  const goesToDue = toDue > MINUTE && dice.happens(0.7);
  const ms = goesToDue ? toDue : dice.between(10 * MINUTE, 26 * HOUR);
  for (const { device } of sim.people) device.sleep();
  await sim.pass(ms);
  for (const { device } of sim.people) if (dice.happens(0.8)) device.wake();
  if (goesToDue) await sim.pass(8 * SECOND);
  return `a night of ${Math.round(ms / MINUTE)} minutes${goesToDue ? ', to the end of a mention or a snooze' : ''}`;
}

/** Somebody is away from every network for thirty days, with what they wrote before. */
async function month({ sim, dice }: Going): Promise<string> {
  const away = sim.members.find(({ device, core }) => !device.isOnline && core.waiting > 0);
  if (!away) {
    const { device, name } = dice.pick(sim.members);
    device.goOffline();
    return `${name} goes on a journey`;
  }
  for (const { device } of sim.people) device.sleep();
  // Nor does anybody from the street stay on the line for a month.
  for (const wire of sim.wires) wire.cut('server');
  await sim.pass(30 * DAY);
  for (const { device } of sim.people) device.wake();
  away.device.goOnline();
  sim.counters.count('month-offline');
  return `thirty days pass, and ${away.name} is back with ${away.core.waiting} commands`;
}

/** Who was told that they had been removed, and has been invited again, opens the app again. */
export async function comeBack({ members, oracle }: Simulation): Promise<void> {
  for (const one of members) {
    if (one.core.ended && oracle.state.directory.members[one.member]?.active === true) await one.reload(true);
  }
}

/** Everybody looks into contact notes that somebody has written in, so that those can be compared. */
export function openNotes({ members, disk }: Simulation): void {
  for (const { core, cards, views, notes, device, page } of members) {
    if (!page.isAlive || device.isAsleep || core.ended) continue;
    const near = new Set([...cards.map(({ id }) => id), ...views.keys()]);
    const written = [...near]
      .map((id) => noteName(WORKSPACE, id))
      .filter((name) => disk.log.document(name).length > 0);
    for (const name of written.slice(0, NOTES_READ)) notes.add(core.session.documents.acquire(name));
  }
}

/** Everything works from now on. What is already dead or asleep has to find out, or to be woken, by itself. */
export function heal(sim: Simulation): void {
  sim.disk.isFull = false;
  sim.disk.dieAt = null;
  sim.host.skewMs = Math.max(0, sim.host.skewMs);
  sim.delayMs = { least: 5, most: 40 };
  sim.start();
  for (const wire of sim.wires) wire.flow();
  for (const { device } of sim.people) {
    device.disk.isFull = false;
    device.goOnline();
    device.wake();
  }
}
