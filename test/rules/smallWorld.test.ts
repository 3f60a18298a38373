import { describe, expect, test } from 'vitest';
import type { Trail } from '#lib/rules/conversation.ts';
import { checkStep, type Story } from '../support/invariants.ts';
import { budi } from '../support/people.ts';
import { beginning, BLIND, comingAndGoing, everyday, type Action } from './smallWorld.ts';

/** More is for a night: each more takes about four times as long. */
const DEPTH = Number(process.env.DEPTH ?? 6);
/** Not a limit on speed: for hangs, and for nights. */
const HANGS_AFTER = 600_000;

/** Every order of up to six of the actions. Stories that differ in nothing that a rule can tell apart go on as one. */
function explore(actions: Record<string, Action>) {
  const done = new Set<string>();
  const refused = new Set<string>();
  const known = new Set([keyOf(beginning)]);
  let frontier = [{ story: beginning, path: [] as string[] }];
  let steps = 0;
  for (let depth = 1; depth <= DEPTH; depth += 1) {
    const next: typeof frontier = [];
    for (const { story, path } of frontier) {
      for (const [name, action] of Object.entries(actions)) {
        const step = action(story);
        if (!step) continue;
        steps += 1;
        try {
          checkStep(story, step.after, step.asked);
        } catch (error) {
          throw new Error([...path, name].join(' → '), { cause: error });
        }
        if (step.asked && 'refusal' in step.asked.decision) refused.add(step.asked.decision.refusal.reason);
        if (step.after === story) continue;
        done.add(name);
        const key = keyOf(step.after);
        if (known.has(key)) continue;
        known.add(key);
        next.push({ story: step.after, path: [...path, name] });
      }
    }
    frontier = next;
  }
  return { states: known.size, steps, done, refused };
}

/** What the rules can tell apart: instants count from now, entries by whether a blind writer had seen them. */
function keyOf({ world }: Story): string {
  const { at, directory } = world;
  const card = world.cards[budi];
  if (!card) return '';
  const left = (until: number) => Math.max(until - at, 0);
  return JSON.stringify([
    Object.values(directory.members).map(({ active, role, availability }) => [active, role, availability]),
    directory.teams,
    [card.owner, card.team, card.queuedAt !== null, [...card.collaborators].sort(), card.erased],
    Object.entries(card.guests)
      .map(([member, { until, by, over }]) => [member, left(until), by, over])
      .sort(),
    card.status.kind === 'snoozed' ? left(card.status.until) : card.status.kind,
    [whose(card.ownership), whose(card.replies), card.claimed && card.claimed.team],
  ]);
}

function whose(trail: Trail | null): unknown {
  if (!trail) return null;
  const { by, seq, other } = trail;
  return [by, seq > BLIND, other && [other.by, other.seq > BLIND]];
}

describe('two members, a guest, a team and a conversation, in every order of six actions', () => {
  test.each([
    { name: 'everyday', actions: everyday, floor: { states: 10_000, steps: 80_000, reasons: 9 } },
    {
      name: 'coming and going',
      actions: comingAndGoing,
      floor: { states: 50_000, steps: 350_000, reasons: 8 },
    },
  ])(
    'I7 I8 I10 I15 I19 I20 A9 A10 B3 C6 hold: $name',
    ({ name, actions, floor }) => {
      const { states, steps, done, refused } = explore(actions);
      const all = Object.keys(actions);
      console.log(
        `small world, ${name}: ${steps} steps between ${states} states stand for all ${all.length}^${DEPTH} orders; ` +
          `refused: ${[...refused].sort().join(', ')}`,
      );
      expect(all.filter((action) => !done.has(action))).toEqual([]);
      expect(states).toBeGreaterThanOrEqual(floor.states);
      expect(steps).toBeGreaterThanOrEqual(floor.steps);
      expect(refused.size).toBeGreaterThanOrEqual(floor.reasons);
    },
    HANGS_AFTER,
  );
});
