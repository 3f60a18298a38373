import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command, CommandKind } from '#lib/rules/command.ts';
import type { EventKind } from '#lib/rules/event.ts';
import { byMember } from '#lib/rules/ids.ts';
import type { Reason } from '#lib/rules/refusal.ts';
import { commandKinds, step, type Step } from '../support/anything.ts';
import { of, received, started } from '../support/events.ts';
import { checkStep, type Asked, type Story } from '../support/invariants.ts';
import { NINE, office, siti } from '../support/people.ts';
import { decideIn, inputIn, recordIn, type World } from '../support/world.ts';
import { eventKinds, reasons } from './lists.ts';

/** Another seed, or more runs, for a night: SEED=… RUNS=… */
const seed = Number(process.env.SEED ?? 20251104);
const numRuns = Number(process.env.RUNS ?? 1_000);

/** Not a limit on speed: for hangs, and for nights. */
const HANGS_AFTER = 600_000;

const opening: World = { directory: office, cards: {}, seq: 0, at: NINE };

const tried = {
  steps: 0,
  accepted: new Map<CommandKind, number>(),
  refused: new Map<Reason, number>(),
  happened: new Map<EventKind, number>(),
};

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function withEvents(
  story: Story,
  by: Story['log'][number]['by'],
  events: Story['log'][number]['events'],
): Story {
  if (events.length === 0) return story;
  for (const event of events) count(tried.happened, event.kind);
  const entry = { seq: story.world.seq + 1, at: story.world.at, by, events };
  return { world: recordIn(story.world, entry), log: [...story.log, entry] };
}

function take(story: Story, one: Step): { after: Story; asked: Asked } {
  const { world } = story;
  switch (one.kind) {
    case 'passes':
      return { after: { ...story, world: { ...world, at: world.at + one.ms } }, asked: null };
    case 'is-erased':
      return {
        after: world.cards[one.conversation]
          ? withEvents(story, 'relay', [{ kind: 'conversation-erased', conversation: one.conversation }])
          : story,
        asked: null,
      };
    case 'happens': {
      const by = one.input.kind === 'receive-message' ? 'contact' : 'relay';
      return { after: withEvents(story, by, inputIn(world, one.input, { by, at: world.at })), asked: null };
    }
    case 'asks':
      return decided(story, one);
  }
}

function decided(story: Story, { actor, ask, behind, written }: Extract<Step, { kind: 'asks' }>) {
  const { world } = story;
  // As `seen`: whoever is not behind saw the team as it is.
  const before =
    ask.kind === 'set-team-members' && behind === 0 ? world.directory.teams[ask.team]?.members : null;
  const command: Command = {
    ...ask,
    ...(before && { before: [...before] }),
    id: 'c',
    seen: Math.max(world.seq - behind, 0),
    written,
  };
  const decision = decideIn(world, actor, command, world.at);
  // I5: what the writer's clock said changes nothing.
  expect(decideIn(world, actor, { ...command, written: 0 }, world.at)).toEqual(decision);
  // A browser predicts with a directory that may be older than the card; that must not break it either.
  decideIn({ ...world, directory: office }, actor, command, world.at);
  const asked = { actor, command, decision, at: world.at };
  if ('events' in decision) {
    count(tried.accepted, command.kind);
    return { after: withEvents(story, byMember(actor), decision.events), asked };
  }
  count(tried.refused, decision.refusal.reason);
  expect(reasons, 'I13').toContain(decision.refusal.reason);
  expect(JSON.parse(JSON.stringify(decision))).toStrictEqual(decision);
  return { after: story, asked };
}

/** Folds the whole log again, as a restarted relay or a rebuild would, from what was written. */
function refold({ log }: Story): World {
  return (JSON.parse(JSON.stringify(log)) as Story['log']).reduce(
    (world, entry) => recordIn(world, { ...entry, events: [...entry.events] }),
    opening,
  );
}

test(
  'I5 I6 I7 I8 I10 I13 I15 I19 I20 A9 A10 B3 C6 hold whatever anybody does, and nothing throws',
  () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
        let story = withEvents({ world: opening, log: [] }, 'contact', [started(), received()]);
        story = withEvents(story, 'contact', [of(siti, started()), of(siti, received())]);
        for (const one of steps) {
          const { after, asked } = take(story, one);
          checkStep(story, after, asked);
          tried.steps += 1;
          story = after;
        }
        const again = refold(story);
        expect(JSON.stringify(again), 'I19').toBe(JSON.stringify({ ...story.world, at: again.at }));
      }),
      { numRuns, seed },
    );
    console.log(`properties: ${numRuns} stories, ${tried.steps} steps (SEED=${seed})`);
    expect(tried.steps).toBeGreaterThanOrEqual(numRuns * 40);
  },
  HANGS_AFTER,
);

test('I13 every command was accepted, every refusal given and every event caused in those stories', () => {
  const rare = (counts: Map<string, number>, all: readonly string[]) =>
    all.filter((kind) => !counts.has(kind));
  expect(rare(tried.accepted, commandKinds)).toEqual([]);
  // Commands that do not parse never reach the rules.
  expect(rare(tried.refused, reasons)).toEqual(['malformed']);
  // What is held, and with what words, and what becomes of channels is the relay's to record.
  expect(rare(tried.happened, eventKinds).sort()).toEqual(['channel-changed', 'command-held']);
});
