import { describe, expect, test } from 'vitest';
import { nextInQueue } from '#lib/rules/assignment.ts';
import { QUEUE_PULL_MAX } from '#lib/rules/limits.ts';
import { assignByQueue, assignTo, assignToMe, setTeam, about } from '../support/commands.ts';
import {
  available,
  away,
  closed,
  deactivated,
  of,
  owned,
  received,
  snoozed,
  started,
  teamSet,
  toTeam,
} from '../support/events.ts';
import { at, by, given, type Scene } from '../support/given.ts';
import {
  ana,
  budi,
  DAY,
  dewi,
  leo,
  mira,
  NINE,
  office,
  rafi,
  sales,
  siti,
  support,
} from '../support/people.ts';
import { fresh } from '../support/scenes.ts';

/** The next owners, one after another. */
function turns(scene: Scene, count: number): string[] {
  const owners: string[] = [];
  let now = scene;
  for (let index = 0; index < count; index += 1) {
    now = now.when(mira, assignByQueue(sales)).accepted();
    owners.push(now.card.owner ?? '-');
  }
  return owners;
}

describe('A6 turns', () => {
  test('go round in the team’s order', () => {
    expect(turns(fresh, 7)).toEqual([leo, ana, rafi, leo, ana, rafi, leo]);
  });

  test('pass over who is away or deactivated, and come back to them', () => {
    expect(turns(fresh.and(by(ana, away(ana))), 4)).toEqual([leo, rafi, leo, rafi]);
    expect(turns(fresh.and(by(mira, deactivated(ana))), 4)).toEqual([leo, rafi, leo, rafi]);
    const back = fresh.and(by(ana, away(ana)), by(ana, available(ana)));
    expect(turns(back, 3)).toEqual([leo, ana, rafi]);
  });

  test('continue after a member who went away since their turn', () => {
    const scene = fresh
      .when(mira, assignByQueue(sales))
      .accepted()
      .and(by(leo, away(leo)));
    expect(turns(scene, 3)).toEqual([ana, rafi, ana]);
  });

  test('A6 never fall on the same turn, however many ask at the same instant', () => {
    const two = fresh.and(by('contact', of(siti, started()), of(siti, received())));
    const now = two.now;
    const first = two.when(mira, assignByQueue(sales), { at: now }).accepted();
    const second = first.when(rafi, about(siti, assignByQueue(sales)), { at: now, seen: two.seq }).accepted();
    expect([second.card.owner, second.cardOf(siti).owner]).toEqual([leo, ana]);
  });

  test('are each team’s own', () => {
    const scene = fresh.when(mira, assignByQueue(sales)).accepted();
    expect(scene.directory.teams[sales]?.turn).toBe(leo);
    expect(scene.directory.teams[support]?.turn).toBeNull();
  });

  test('are not taken by any other way of becoming owner', () => {
    const scene = fresh
      .and(by(mira, toTeam(sales)))
      .when(leo, assignToMe())
      .accepted();
    expect(scene.when(leo, assignTo(ana)).accepted().directory.teams[sales]?.turn).toBeNull();
    const first = scene.and(by(mira, owned(ana, { team: sales, via: 'first-reply' })));
    expect(first.directory.teams[sales]?.turn).toBeNull();
  });

  test('nobody’s in a team without members, in one that is not there, or where all are away', () => {
    expect(nextInQueue('nowhere', office)).toBeNull();
    expect(nextInQueue(sales, given(by(mira, teamSet(sales))).directory)).toBeNull();
    expect(nextInQueue(support, given(by(dewi, away(dewi)), by(rafi, away(rafi))).directory)).toBeNull();
  });
});

describe('A6 turns when the members of the team change', () => {
  /** Whose turn it is in sales after `turn` had it and the team became `members`. */
  const after = (turn: string, ...members: string[]): string | null => {
    const had = fresh.and(by('relay', owned(turn, { team: sales, via: 'queue' })));
    return nextInQueue(sales, had.when(mira, setTeam(sales, ...members)).accepted().directory);
  };

  test('a removed member’s turn passes to whoever came after them', () => {
    expect(after(ana, leo, rafi)).toBe(rafi);
    expect(after(rafi, leo, ana)).toBe(leo);
    expect(after(leo, ana, rafi)).toBe(ana);
  });

  test('a removed member’s turn passes to whoever came after them, wherever they now stand', () => {
    expect(after(leo, rafi, ana)).toBe(ana);
    expect(after(leo, ana, dewi)).toBe(ana);
    expect(after(leo, dewi, ana)).toBe(ana);
    expect(after(ana, leo, dewi, rafi)).toBe(rafi);
    expect(after(rafi, dewi, ana)).toBe(ana);
  });

  test('a new member waits for their place in the order', () => {
    expect(after(leo, leo, dewi, ana, rafi)).toBe(dewi);
    expect(after(ana, leo, dewi, ana, rafi)).toBe(rafi);
    expect(after(rafi, leo, ana, rafi, dewi)).toBe(dewi);
  });

  test('a new order counts on from whoever had the last turn', () => {
    expect(after(ana, rafi, ana, leo)).toBe(leo);
  });

  test('with all members new it begins at the first', () => {
    expect(after(ana, dewi, mira)).toBe(dewi);
    expect(after(ana)).toBeNull();
  });
});

describe('A6 what waits for a queue', () => {
  const waits = (name: string, ...more: Parameters<typeof by>[1][]) =>
    by('contact', of(name, started()), of(name, received()), of(name, toTeam(sales, null, 'queue')), ...more);
  const pull = { kind: 'pull-queue', team: sales } as const;
  const allAway = given(by(leo, away(leo)), by(ana, away(ana)), by(rafi, away(rafi)));

  test('is handed out oldest first, turn by turn, in one record', () => {
    allAway
      .and(waits('second'), waits('third'), at(NINE, waits('first')))
      .and(by(ana, available(ana)), by(rafi, available(rafi)))
      .happens(pull)
      .then([
        of('first', owned(ana, { team: sales, via: 'queue' })),
        of('second', owned(rafi, { team: sales, via: 'queue' })),
        of('third', owned(ana, { team: sales, via: 'queue' })),
      ]);
  });

  test('of the same instant, by name', () => {
    const names = ['b', 'd', 'a', 'e', 'c'];
    allAway
      .and(...names.map((name) => at(NINE, waits(name))), by(ana, available(ana)))
      .happens(pull)
      .then([...names].sort().map((name) => of(name, owned(ana, { team: sales, via: 'queue' }))));
  });

  test('stays while nobody is available', () => {
    allAway.and(waits('first')).happens(pull).then([]);
    allAway
      .and(waits('first'), by(dewi, away(dewi)))
      .happens({ kind: 'pull-queue', team: support })
      .then([]);
  });

  test('stays while it is snoozed or closed, and is owned, or another team’s', () => {
    allAway
      .and(waits('slept', of('slept', snoozed(NINE + DAY))), waits('shut', of('shut', closed(NINE))))
      .and(waits('taken'), by(leo, of('taken', owned(leo, { team: sales, via: 'self' }))))
      .and(waits('moved'), by(leo, of('moved', toTeam(support, sales, 'queue'))))
      .and(by(leo, available(leo)))
      .happens(pull)
      .then([]);
  });

  test('is handed out in portions', () => {
    const many = Array.from({ length: QUEUE_PULL_MAX + 1 }, (_, index) => waits(`waiting-${100 + index}`));
    const scene = allAway.and(...many, by(leo, available(leo)));
    const once = scene.happens(pull).accepted();
    const open = Object.values(once.world.cards).filter((card) => card.owner === null);
    expect(open.map((card) => card.id)).toEqual([`waiting-${100 + QUEUE_PULL_MAX}`]);
    once
      .happens(pull)
      .then([of(`waiting-${100 + QUEUE_PULL_MAX}`, owned(leo, { team: sales, via: 'queue' }))]);
  });

  test('is told to whoever gets it', () => {
    const scene = allAway.and(waits(budi), by(leo, available(leo)));
    expect(scene.happens(pull).tells()).toEqual({ [leo]: 'assigned' });
  });
});
