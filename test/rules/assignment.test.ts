import { describe, expect, test } from 'vitest';
import {
  assign,
  assignByQueue,
  assignInTeam,
  assignTo,
  assignToMe,
  assignToTeam,
  unassign,
} from '../support/commands.ts';
import {
  archived,
  away,
  cleared,
  collaborating,
  deactivated,
  mentioned,
  owned,
  received,
  toTeam,
} from '../support/events.ts';
import { by } from '../support/given.ts';
import { ana, DAY, dewi, leo, mira, NINE, nobody, rafi, sales, support } from '../support/people.ts';
import { dewis, fresh, inSales, leosInSales } from '../support/scenes.ts';

describe('A2 the six ways of assigning', () => {
  test('A3 to me, from nobody', () => {
    fresh.when(dewi, assignToMe()).then([owned(dewi, { via: 'self' })]);
    inSales.when(leo, assignToMe()).then([owned(leo, { team: sales, via: 'self' })]);
  });

  test('A1 A3 to me, from somebody: the change names the one before', () => {
    leosInSales.when(ana, assignToMe()).then([owned(ana, { before: leo, team: sales, via: 'self' })]);
    expect(leosInSales.when(ana, assignToMe()).accepted().card.owner).toBe(ana);
  });

  test('A4 to a team inbox: the team has it, nobody owns it', () => {
    fresh.when(dewi, assignToTeam(sales)).then([toTeam(sales)]);
    leosInSales.when(leo, assignToTeam(support)).then([cleared(leo, 'to-team'), toTeam(support, sales)]);
    const { card } = leosInSales.when(leo, assignToTeam(sales)).accepted();
    expect(card).toMatchObject({ owner: null, team: sales });
  });

  test('A6 by queue: the owner is set at once', () => {
    fresh.when(dewi, assignByQueue(sales)).then([owned(leo, { team: sales, via: 'queue' })]);
    leosInSales
      .when(leo, assignByQueue(support))
      .then([owned(dewi, { before: leo, team: support, via: 'queue' })]);
  });

  test('A6 by queue always takes a turn, even where it comes to whoever has it already', () => {
    leosInSales
      .when(mira, assignByQueue(sales))
      .then([owned(leo, { before: leo, team: sales, via: 'queue' })]);
  });

  test('A7 to a member of a team: theirs, and the team keeps it', () => {
    fresh.when(dewi, assignInTeam(sales, ana)).then([owned(ana, { team: sales, via: 'team-member' })]);
    leosInSales
      .when(leo, assignInTeam(support, rafi))
      .then([owned(rafi, { before: leo, team: support, via: 'team-member' })]);
  });

  test('A8 to any member: a team that they do not belong to lets it go', () => {
    leosInSales.when(leo, assignTo(dewi)).then([owned(dewi, { before: leo, via: 'member' })]);
    leosInSales.when(leo, assignTo(mira)).then([owned(mira, { before: leo, via: 'member' })]);
  });

  test('A8 to a member of the team: the team keeps it', () => {
    leosInSales.when(leo, assignTo(ana)).then([owned(ana, { before: leo, team: sales, via: 'member' })]);
  });

  test('A3 A8 to me from outside the team: the team lets it go', () => {
    leosInSales.when(mira, assignToMe()).then([owned(mira, { before: leo, via: 'self' })]);
  });

  test('A2 unassign: back to Unassigned of its team, or to nobody at all', () => {
    leosInSales.when(leo, unassign()).then([cleared(leo, 'unassigned')]);
    expect(leosInSales.when(leo, unassign()).accepted().card).toMatchObject({ owner: null, team: sales });
    expect(dewis.when(dewi, unassign()).accepted().card).toMatchObject({ owner: null, team: null });
  });

  test('B3 a collaborator who becomes owner stops being one; the one before does not become one', () => {
    const scene = leosInSales.and(by(leo, collaborating(ana, dewi)));
    expect(scene.when(ana, assignToMe()).accepted().card).toMatchObject({
      owner: ana,
      collaborators: [dewi],
    });
  });
});

describe('A6 by queue with nobody available', () => {
  const nobodySells = fresh.and(by(leo, away(leo)), by(ana, away(ana)), by(rafi, away(rafi)));

  test('it waits in the team inbox', () => {
    nobodySells.when(dewi, assignByQueue(sales)).then([toTeam(sales, null, 'queue')]);
    const { card, now } = nobodySells;
    expect(card.queuedAt).toBeNull();
    expect(nobodySells.when(dewi, assignByQueue(sales)).accepted().card.queuedAt).toBe(now);
  });

  test('its owner loses it', () => {
    dewis
      .and(by(leo, away(leo)), by(ana, away(ana)), by(rafi, away(rafi)))
      .when(dewi, assignByQueue(sales))
      .then([cleared(dewi, 'to-team'), toTeam(sales, null, 'queue')]);
  });

  test('asking again changes nothing, and keeps its place', () => {
    const waiting = nobodySells.when(dewi, assignByQueue(sales)).accepted();
    waiting.when(rafi, assignByQueue(sales)).then([]);
  });

  test('to the team inbox instead: it waits no longer', () => {
    const waiting = nobodySells.when(dewi, assignByQueue(sales)).accepted();
    waiting.when(rafi, assignToTeam(sales)).then([toTeam(sales, sales)]);
    expect(waiting.when(rafi, assignToTeam(sales)).accepted().card.queuedAt).toBeNull();
  });

  test('from the team inbox into its queue: now it waits', () => {
    inSales
      .and(by(leo, away(leo)), by(ana, away(ana)), by(rafi, away(rafi)))
      .when(leo, assignByQueue(sales))
      .then([toTeam(sales, sales, 'queue')]);
  });

  test('whoever takes it or is given it ends the wait', () => {
    const waiting = nobodySells.when(dewi, assignByQueue(sales)).accepted();
    expect(waiting.when(rafi, assignToMe()).accepted().card.queuedAt).toBeNull();
    expect(waiting.when(rafi, assignTo(dewi)).accepted().card.queuedAt).toBeNull();
  });
});

describe('an assignment that nothing would change is accepted without events', () => {
  test('however old the wish', () => {
    leosInSales.when(leo, assignToMe(), { seen: 0 }).then([]);
    leosInSales.when(mira, assignTo(leo), { seen: 0 }).then([]);
    leosInSales.when(mira, assignInTeam(sales, leo), { seen: 0 }).then([]);
    inSales.when(leo, assignToTeam(sales), { seen: 0 }).then([]);
    inSales.when(leo, unassign(), { seen: 0 }).then([]);
  });

  test('the same owner through another team is a change', () => {
    dewis
      .when(dewi, assignInTeam(support, dewi))
      .then([owned(dewi, { before: dewi, team: support, via: 'team-member' })]);
  });
});

describe('an assignment by somebody who had not seen the last one', () => {
  test('is refused, and says who holds it now', () => {
    leosInSales
      .when(ana, assignToMe(), { seen: inSales.seq })
      .then({ reason: 'stale-ownership', owner: leo, team: sales, seq: 3, by: 'member:leo' });
  });

  test('is refused when only the team changed', () => {
    inSales
      .when(leo, assignTo(dewi), { seen: fresh.seq })
      .then({ reason: 'stale-ownership', owner: null, team: sales, seq: 2, by: 'member:mira' });
  });

  test('is refused when only the owner was cleared', () => {
    leosInSales
      .and(by(mira, cleared(leo, 'unassigned')))
      .when(ana, assignTo(dewi), { seen: leosInSales.seq })
      .then({ reason: 'stale-ownership', owner: null, team: sales, seq: 4, by: 'member:mira' });
  });

  test('A6 every way of assigning is refused alike, the queue before it takes a turn', () => {
    const moved = leosInSales.and(by(mira, owned(ana, { before: leo, team: sales, via: 'member' })));
    const { seq } = moved;
    for (const ask of [
      assignToMe(),
      assignTo(dewi),
      assignToTeam(sales),
      assignByQueue(sales),
      assignInTeam(sales, leo),
      unassign(),
    ]) {
      moved
        .when(leo, ask, { seen: seq - 1 })
        .then({ reason: 'stale-ownership', owner: ana, team: sales, seq, by: 'member:mira' });
      expect(moved.when(leo, ask, { seen: seq }).refusal).toBeNull();
    }
  });

  test('is not refused for what the same member did before, from whatever device', () => {
    const again = leosInSales.and(
      by(leo, owned(ana, { before: leo, team: sales, via: 'member' })),
      by(leo, owned(leo, { before: ana, team: sales, via: 'self' })),
    );
    again
      .when(leo, assignTo(dewi), { seen: inSales.seq })
      .then([owned(dewi, { before: leo, via: 'member' })]);
  });

  test('is refused for another’s change that hides behind the writer’s own', () => {
    const scene = leosInSales.and(by(ana, owned(ana, { before: leo, team: sales, via: 'self' }))); // 4
    scene
      .when(leo, assignTo(dewi), { seen: inSales.seq })
      .then({ reason: 'stale-ownership', owner: ana, team: sales, seq: 4, by: 'member:ana' });
  });

  test('is not refused for messages, notes or collaborators', () => {
    leosInSales
      .and(by('contact', received('Halo?', 'message-2')), by(ana, collaborating(dewi)))
      .when(leo, assignTo(ana), { seen: leosInSales.seq })
      .then([owned(ana, { before: leo, team: sales, via: 'member' })]);
  });
});

describe('an assignment that cannot be', () => {
  test('to a member who is not, or no longer, here', () => {
    leosInSales.when(leo, assignTo(nobody)).then({ reason: 'unknown-member', member: nobody });
    leosInSales
      .and(by(mira, deactivated(ana)))
      .when(leo, assignTo(ana))
      .then({ reason: 'member-inactive', member: ana });
    leosInSales.when(leo, assignInTeam(sales, nobody)).then({ reason: 'unknown-member', member: nobody });
    leosInSales
      .and(by(mira, deactivated(ana)))
      .when(leo, assignInTeam(sales, ana))
      .then({ reason: 'member-inactive', member: ana });
  });

  test('A7 to a member through a team that is not theirs', () => {
    leosInSales
      .when(leo, assignInTeam(sales, dewi))
      .then({ reason: 'not-in-team', member: dewi, team: sales });
  });

  test('to a team that is not, or no longer, there', () => {
    for (const ask of [
      assignToTeam('nowhere'),
      assignByQueue('nowhere'),
      assign({ kind: 'team-member', team: 'nowhere', member: leo }),
    ]) {
      leosInSales.when(leo, ask).then({ reason: 'unknown-team', team: 'nowhere' });
    }
    leosInSales
      .and(by(mira, archived(support)))
      .when(leo, assignToTeam(support))
      .then({ reason: 'unknown-team', team: support });
  });

  test('what cannot be is said before what is late', () => {
    leosInSales.when(ana, assignTo(nobody), { seen: 0 }).then({ reason: 'unknown-member', member: nobody });
  });

  test('C6 by somebody who is only mentioned', () => {
    const scene = leosInSales.and(by(leo, mentioned(dewi, NINE + DAY)));
    for (const ask of [assignToMe(), assignTo(ana), assignToTeam(sales), unassign()]) {
      scene.when(dewi, ask).then({ reason: 'not-allowed' });
    }
  });

  test('by somebody without access: not even whether the team exists', () => {
    leosInSales.when(dewi, assignToTeam('nowhere')).then({ reason: 'no-access' });
    leosInSales.when(dewi, assignTo(nobody)).then({ reason: 'no-access' });
  });
});
