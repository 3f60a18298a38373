import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextInQueue } from '#lib/rules/assignment.ts';
import { evolveDirectory, type Directory } from '#lib/rules/directory.ts';
import type { Event } from '#lib/rules/event.ts';
import { budi, office, sales } from '../support/people.ts';

const people = ['m1', 'm2', 'm3', 'm4', 'm5'];

/** Everybody works here; the given ones sell. */
function withTeam(members: string[]): Directory {
  const events: Event[] = [
    ...people.map((member): Event => ({
      kind: 'member-joined',
      member,
      name: member,
      role: 'agent',
      colour: 0,
    })),
    { kind: 'team-created', team: sales, name: 'Sales', members },
  ];
  return events.reduce(evolveDirectory, office);
}

/** A turn, somebody who goes away or comes back, or other members in another order. */
type Step = 'turn' | { flips: string } | { members: string[] };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Step>('turn') },
  { weight: 1, arbitrary: fc.record({ flips: fc.constantFrom(...people) }) },
  { weight: 1, arbitrary: fc.record({ members: fc.shuffledSubarray(people) }) },
);

test('I18 A6 over any window in which the same members are available, turns differ by at most one', () => {
  const tried = { turns: 0, windows: 0, changesWithin: 0 };
  const members = fc.shuffledSubarray(people, { minLength: 2 });
  const steps = fc.array(step, { minLength: 20, maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(members, steps, (first, all) => {
      let directory = withTeam(first);
      let history: string[] = [];
      for (const one of all) {
        if (one === 'turn') {
          const owner = nextInQueue(sales, directory);
          if (owner === null) continue;
          directory = evolveDirectory(directory, taken(owner));
          history.push(owner);
          tried.turns += 1;
          tried.windows += checkWindows(history, availableIn(directory));
        } else {
          const before = availableIn(directory);
          directory = evolveDirectory(directory, eventOf(one, directory));
          // A new order of the queue is the admin's wish, and begins a new window.
          if (round(before) !== round(availableIn(directory))) history = [];
          else tried.changesWithin += history.length > 0 ? 1 : 0;
        }
      }
    }),
    { numRuns: 1_000, seed: 18 },
  );
  console.log(`I18: ${tried.turns} turns, ${tried.windows} windows, ${tried.changesWithin} changes within`);
  expect(tried.turns).toBeGreaterThan(25_000);
  expect(tried.windows).toBeGreaterThan(100_000);
  expect(tried.changesWithin).toBeGreaterThan(200);
});

function taken(owner: string): Event {
  return { kind: 'owner-assigned', conversation: budi, owner, before: null, team: sales, via: 'queue' };
}

function eventOf(one: Exclude<Step, 'turn'>, directory: Directory): Event {
  if ('members' in one) return { kind: 'team-members-set', team: sales, members: one.members };
  const isAway = directory.members[one.flips]?.availability === 'away';
  return { kind: 'availability-changed', member: one.flips, availability: isAway ? 'available' : 'away' };
}

function availableIn(directory: Directory): string[] {
  const members = directory.teams[sales]?.members ?? [];
  return members.filter((member) => directory.members[member]?.availability === 'available');
}

/** The order of a round, wherever it begins. */
function round(members: string[]): string {
  const first = members.indexOf([...members].sort()[0] ?? '');
  return [...members.slice(first), ...members.slice(0, first)].join();
}

/** Every window that ends with the newest turn. */
function checkWindows(history: string[], could: string[]): number {
  const had = new Map(could.map((member) => [member, 0]));
  for (const owner of [...history].reverse()) {
    had.set(owner, (had.get(owner) ?? 0) + 1);
    const counts = [...had.values()];
    if (Math.max(...counts) - Math.min(...counts) > 1) expect.fail(`unfair: ${history.join()}`);
  }
  return history.length;
}
