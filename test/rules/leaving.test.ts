import { describe, expect, test } from 'vitest';
import { activeMembersOf, belongsTo, teamsOf } from '#lib/rules/directory.ts';
import { archive, deactivate, setTeam } from '../support/commands.ts';
import {
  archived,
  cleared,
  closed,
  collaborating,
  deactivated,
  of,
  owned,
  received,
  rejoined,
  snoozed,
  started,
  teamSet,
  toTeam,
} from '../support/events.ts';
import { by, given } from '../support/given.ts';
import { ana, DAY, dewi, leo, mira, NINE, rafi, sales, siti, support } from '../support/people.ts';
import { dewis, fresh, inSales, leosInSales } from '../support/scenes.ts';

describe('a member is deactivated', () => {
  const two = leosInSales.and(
    by('contact', of(siti, started()), of(siti, received())),
    by(leo, of(siti, owned(leo, { via: 'self' }))),
  );

  test('their open and snoozed conversations lose the owner, each to its team or the intake', () => {
    two
      .and(by(leo, of(siti, snoozed(NINE + DAY))))
      .when(mira, deactivate(leo))
      .then([deactivated(leo), cleared(leo, 'deactivated'), of(siti, cleared(leo, 'deactivated'))]);
    const after = two.when(mira, deactivate(leo)).accepted();
    expect([after.card, after.cardOf(siti)]).toMatchObject([
      { owner: null, team: sales },
      { owner: null, team: null },
    ]);
  });

  test('closed ones and other people’s are left alone', () => {
    two
      .and(by(leo, closed(NINE)), by(leo, of(siti, owned(ana, { before: leo, via: 'member' }))))
      .when(mira, deactivate(leo))
      .then([deactivated(leo)]);
    dewis
      .and(by(dewi, collaborating(leo)))
      .when(mira, deactivate(leo))
      .then([deactivated(leo)]);
  });

  test('A5 their teams are told', () => {
    expect(leosInSales.when(mira, deactivate(leo)).tells()).toEqual({
      [ana]: 'team-assigned',
      [rafi]: 'team-assigned',
    });
  });

  test('they come back as who the invitation says, to the teams they were in', () => {
    const back = two
      .when(mira, deactivate(leo))
      .accepted()
      .and(by('relay', rejoined(leo, 'Leo T.')));
    expect(back.directory.members[leo]).toEqual({
      id: leo,
      name: 'Leo T.',
      role: 'agent',
      availability: 'available',
      active: true,
      colour: 200,
    });
    expect(teamsOf(back.directory, leo).map((team) => team.id)).toEqual([sales]);
  });
});

describe('a member leaves a team', () => {
  test('the team’s conversations that they own lose the owner and stay with the team', () => {
    leosInSales
      .when(mira, setTeam(sales, ana, rafi))
      .then([teamSet(sales, ana, rafi), cleared(leo, 'left-team')]);
  });

  test('what they own through no team, or another, stays theirs', () => {
    const rafis = fresh.and(by(rafi, owned(rafi, { via: 'self' })));
    rafis.when(mira, setTeam(sales, leo, ana)).then([teamSet(sales, leo, ana)]);
    fresh
      .and(by(rafi, owned(rafi, { team: support, via: 'team-member' })))
      .when(mira, setTeam(sales, leo, ana))
      .then([teamSet(sales, leo, ana)]);
  });

  test('what is closed, unassigned or another’s is left alone', () => {
    leosInSales
      .and(by(leo, closed(NINE)))
      .when(mira, setTeam(sales, ana))
      .then([teamSet(sales, ana)]);
    inSales.when(mira, setTeam(sales, ana)).then([teamSet(sales, ana)]);
    leosInSales.when(mira, setTeam(sales, leo, dewi)).then([teamSet(sales, leo, dewi)]);
  });
});

describe('a team is archived', () => {
  test('its open and snoozed conversations leave it; owners keep theirs', () => {
    leosInSales.when(mira, archive(sales)).then([archived(sales), toTeam(null, sales, 'archived')]);
    expect(leosInSales.when(mira, archive(sales)).accepted().card).toMatchObject({ owner: leo, team: null });
    inSales
      .and(by(mira, snoozed(NINE + DAY)))
      .when(mira, archive(sales))
      .then([archived(sales), toTeam(null, sales, 'archived')]);
  });

  test('closed ones and those of other teams are left alone', () => {
    leosInSales
      .and(by(leo, closed(NINE)))
      .when(mira, archive(sales))
      .then([archived(sales)]);
    leosInSales.when(mira, archive(support)).then([archived(support)]);
    dewis.when(mira, archive(support)).then([archived(support)]);
  });

  test('nobody waits for its queue any more', () => {
    const scene = fresh
      .and(by(mira, toTeam(sales, null, 'queue')))
      .when(mira, archive(sales))
      .accepted();
    expect(scene.card.queuedAt).toBeNull();
    scene.happens({ kind: 'pull-queue', team: sales }).then([]);
  });

  test('nobody belongs to it', () => {
    const { directory } = given(by(mira, archived(sales)));
    expect(belongsTo(directory, leo, sales)).toBe(false);
    expect(teamsOf(directory, rafi).map((team) => team.id)).toEqual([support]);
    expect(activeMembersOf(directory, sales)).toEqual([]);
  });
});
