// What a seed is like: who takes part, what may go wrong, what people do. Each seed switches each of them on or off, because
// a run in which everything happens hides what happens only when something does not.

import { Dice } from './dice.ts';

export const FAULTS = [
  'cut',
  'half-open',
  'stall',
  'offline',
  'sleep',
  'reload',
  'crash',
  'stop',
  'rebuild',
  'old-backup',
  'disk-full',
  'relay-clock',
  'clone',
  'wipe',
  'restore',
  'device-disk',
  'device-clock',
  'month',
  'linger',
  'repeat-bytes',
] as const;
export type Fault = (typeof FAULTS)[number];

export const HABITS = [
  'reply',
  'note',
  'mention',
  'assign',
  'queue',
  'collaborate',
  'status',
  'contact',
  'start',
  'draft',
  'read',
  'shelf',
  'regret',
  'availability',
  'repeat',
  'look',
  'jot',
  'teams',
  'roles',
  'intake',
  'leave',
  'visit',
  'introduce',
  'erase',
] as const;
export type Habit = (typeof HABITS)[number];

export interface Setting {
  seed: number;
  /** Whose devices there are; twice the same member for two devices. */
  devices: string[];
  visitors: number;
  faults: ReadonlySet<Fault>;
  habits: ReadonlySet<Habit>;
  delayMs: { least: number; most: number };
  /** Days by which the wall clocks of devices are off, at most. */
  skewDays: number;
  disk: 'memory' | 'sqlite';
  /** Whether nights pass, in which mentions and snoozes end. */
  nights: boolean;
}

const AGENTS = ['leo', 'ana', 'dewi', 'rafi'] as const;
/** One run in so many is on SQLite: the contract suite says that it is the same, and it is slower. */
const SQLITE_EVERY = 40;

export function settingOf(seed: number): Setting {
  const dice = new Dice(seed, 'setting');
  const devices = ['mira', 'leo'];
  const count = dice.between(2, 6);
  while (devices.length < count) devices.push(dice.pick([...AGENTS, 'mira']));
  const on = <T extends string>(all: readonly T[], probability: number): ReadonlySet<T> =>
    new Set(all.filter(() => dice.happens(probability)));
  const habits = new Set<Habit>([...on(HABITS, 0.75), 'reply', 'look', 'visit']);
  const delays = [
    { least: 1, most: 5 },
    { least: 1, most: 60 },
    { least: 20, most: 400 },
    { least: 1, most: 3_000 },
  ];
  return {
    seed,
    devices,
    visitors: dice.between(1, 2),
    faults: dice.happens(0.05) ? new Set() : on(FAULTS, 0.5),
    habits,
    delayMs: dice.pick(delays),
    skewDays: dice.happens(0.5) ? 30 : 0,
    disk: seed % SQLITE_EVERY === 0 ? 'sqlite' : 'memory',
    nights: dice.happens(0.6),
  };
}
