import { describe, expect, test } from 'vitest';
import { touchedBy } from '#lib/rules/decideDirectory.ts';
import {
  activeAdmins,
  activeMembersOf,
  EMPTY_DIRECTORY,
  evolveDirectory,
  isAdmin,
  sameMembership,
  teamsOf,
} from '#lib/rules/directory.ts';
import type { Event } from '#lib/rules/event.ts';
import { archive, deactivate, setAvailability, setRole, setTeam, type Ask } from '../support/commands.ts';
import {
  archived,
  away,
  closed,
  deactivated,
  demoted,
  mentioned,
  of,
  owned,
  promoted,
  rejoined,
  received,
  teamSet,
} from '../support/events.ts';
import { by, given } from '../support/given.ts';
import { ana, budi, dewi, leo, mira, NINE, nobody, office, rafi, sales, support } from '../support/people.ts';

const renameTeam = (team: string): Ask => ({ kind: 'rename-team', team, name: 'Penjualan' });
const createTeam = (team: string, ...members: string[]): Ask => ({
  kind: 'create-team',
  team,
  name: 'Baru',
  members,
});
const renameMember = (member: string): Ask => ({ kind: 'rename-member', member, name: 'Baru' });
const setIntake = (intake: Extract<Ask, { kind: 'set-intake' }>['intake']): Ask => ({
  kind: 'set-intake',
  intake,
});

describe('only an admin', () => {
  const asks: [Ask, Event][] = [
    [setRole(leo, 'admin'), promoted(leo)],
    [deactivate(leo), deactivated(leo)],
    [
      createTeam('new', leo, dewi, leo),
      { kind: 'team-created', team: 'new', name: 'Baru', members: [leo, dewi] },
    ],
    [renameTeam(sales), { kind: 'team-renamed', team: sales, name: 'Penjualan' }],
    [setTeam(sales, dewi, leo, dewi), teamSet(sales, dewi, leo)],
    [archive(sales), archived(sales)],
    [
      { kind: 'rename-workspace', name: 'Toko' },
      { kind: 'workspace-named', name: 'Toko' },
    ],
    [
      setIntake({ kind: 'queue', team: sales }),
      { kind: 'intake-set', intake: { kind: 'queue', team: sales } },
    ],
    [
      setIntake({ kind: 'team-inbox', team: sales }),
      { kind: 'intake-set', intake: { kind: 'team-inbox', team: sales } },
    ],
    [setIntake({ kind: 'unassigned' }), { kind: 'intake-set', intake: { kind: 'unassigned' } }],
    [renameMember(leo), { kind: 'member-renamed', member: leo, name: 'Baru' }],
    [setAvailability(leo, 'away'), away(leo)],
  ];

  test.each(asks.map(([ask, event]) => [ask.kind, ask, event] as const))('%s', (_kind, ask, event) => {
    given().when(mira, ask).then([event]);
    given().when(dewi, ask).then({ reason: 'not-allowed' });
    given(by(mira, promoted(leo)), by(leo, demoted(mira)))
      .when(mira, ask)
      .then({ reason: 'not-allowed' });
    given(by(mira, promoted(leo)), by(leo, deactivated(mira)))
      .when(mira, ask)
      .then({ reason: 'no-access' });
  });

  test('but one’s own name and availability are one’s own', () => {
    given()
      .when(leo, setAvailability(leo, 'away'))
      .then([away(leo)]);
    given()
      .when(leo, renameMember(leo))
      .then([{ kind: 'member-renamed', member: leo, name: 'Baru' }]);
    given().when(leo, setRole(leo, 'admin')).then({ reason: 'not-allowed' });
  });

  test('what is already so is accepted without events', () => {
    given().when(leo, setAvailability(leo, 'available')).then([]);
    given().when(mira, setRole(leo, 'agent')).then([]);
    given().when(mira, setRole(mira, 'admin')).then([]);
  });
});

describe('what cannot be', () => {
  const gone = given(by(mira, deactivated(leo)), by(mira, archived(support)));

  test.each([
    setAvailability(nobody, 'away'),
    renameMember(nobody),
    setRole(nobody, 'admin'),
    deactivate(nobody),
    createTeam('new', ana, nobody),
    setTeam(sales, ana, nobody),
  ])('of somebody who is not here: $kind', (ask) => {
    gone.when(mira, ask).then({ reason: 'unknown-member', member: nobody });
  });

  test.each([
    setAvailability(leo, 'away'),
    renameMember(leo),
    setRole(leo, 'admin'),
    deactivate(leo),
    createTeam('new', ana, leo),
    setTeam(sales, ana, leo),
  ])('of somebody who is no longer here: $kind', (ask) => {
    gone.when(mira, ask).then({ reason: 'member-inactive', member: leo });
  });

  test.each([
    renameTeam,
    archive,
    (team: string) => setTeam(team, ana),
    (team: string) => setIntake({ kind: 'queue', team }),
  ])('of a team that is not, or no longer, there', (ask) => {
    gone.when(mira, ask('nowhere')).then({ reason: 'unknown-team', team: 'nowhere' });
    gone.when(mira, ask(support)).then({ reason: 'unknown-team', team: support });
  });

  test('a list of members by somebody who did not see the newest', () => {
    const changed = given(by(mira, teamSet(sales, leo, rafi)));
    changed.when(mira, setTeam(sales, ana)).then({ reason: 'stale-team', team: sales, members: [leo, rafi] });
    const seen = { ...setTeam(sales, ana), before: [leo, rafi] };
    changed.when(mira, seen).then([teamSet(sales, ana)]);
    const otherOrder = { ...setTeam(sales, ana), before: [rafi, leo] };
    expect(changed.when(mira, otherOrder).refusal?.reason).toBe('stale-team');
  });

  test('but not where it is what the team is already', () => {
    given(by(mira, teamSet(sales, ana)))
      .when(mira, setTeam(sales, ana))
      .then([teamSet(sales, ana)]);
  });

  test('a second team of one name, also of an archived one', () => {
    gone.when(mira, createTeam(sales)).then({ reason: 'team-exists', team: sales });
    gone.when(mira, createTeam(support)).then({ reason: 'team-exists', team: support });
  });
});

describe('I20 there is always an admin', () => {
  test('I20 the last one cannot be demoted or deactivated, not even by themselves', () => {
    given().when(mira, setRole(mira, 'agent')).then({ reason: 'last-admin' });
    given().when(mira, deactivate(mira)).then({ reason: 'last-admin' });
  });

  test('I20 one of two can', () => {
    const two = given(by(mira, promoted(leo)));
    two.when(leo, setRole(mira, 'agent')).then([demoted(mira)]);
    two.when(mira, deactivate(mira)).then([deactivated(mira)]);
    two.when(mira, deactivate(mira)).accepted().when(leo, deactivate(leo)).then({ reason: 'last-admin' });
  });

  test('I20 a deactivated admin does not count', () => {
    given(by(mira, promoted(leo)), by(mira, deactivated(leo)))
      .when(mira, setRole(mira, 'agent'))
      .then({ reason: 'last-admin' });
  });

  test('I20 a second invitation does not change somebody who is here; a first one does', () => {
    const joins = { kind: 'join-member', name: 'Mira', role: 'agent', colour: 1 } as const;
    given()
      .happens({ ...joins, member: mira })
      .then([]);
    given()
      .happens({ ...joins, member: 'sari', name: 'Sari' })
      .then([{ kind: 'member-joined', member: 'sari', name: 'Sari', role: 'agent', colour: 1 }]);
    given(by(mira, deactivated(leo)))
      .happens({ ...joins, member: leo, name: 'Leo' })
      .then([{ kind: 'member-joined', member: leo, name: 'Leo', role: 'agent', colour: 1 }]);
  });
});

describe('the directory', () => {
  test('which conversations a command may change', () => {
    const base = { id: 'x', seen: 0, written: 0 };
    expect(touchedBy({ ...base, kind: 'deactivate-member', member: leo })).toEqual({
      owner: leo,
      team: null,
    });
    expect(touchedBy({ ...base, kind: 'set-team-members', team: sales, members: [], before: [] })).toEqual({
      owner: null,
      team: sales,
    });
    expect(touchedBy({ ...base, kind: 'archive-team', team: sales })).toEqual({ owner: null, team: sales });
    expect(touchedBy({ ...base, kind: 'set-role', member: leo, role: 'admin' })).toEqual({
      owner: null,
      team: null,
    });
  });

  test('who is active, an admin, of which team', () => {
    const { directory } = given(by(mira, deactivated(rafi)));
    expect(activeMembersOf(directory, sales)).toEqual([leo, ana]);
    expect(teamsOf(office, rafi).map((team) => team.id)).toEqual([sales, support]);
    expect(teamsOf(directory, rafi)).toEqual([]);
    expect(activeAdmins(directory).map((member) => member.id)).toEqual([mira]);
    expect([mira, leo, nobody].map((member) => isAdmin(directory, member))).toEqual([true, false, false]);
  });

  test('whether anybody’s membership changed', () => {
    const after = (event: Event) => sameMembership(office, evolveDirectory(office, event));
    expect(after(owned(leo, { team: sales, via: 'queue' }))).toBe(true);
    expect(after({ kind: 'workspace-named', name: 'Toko' })).toBe(true);
    expect(after({ kind: 'team-renamed', team: sales, name: 'Jual' })).toBe(true);
    expect(after(promoted(leo))).toBe(false);
    expect(after(deactivated(leo))).toBe(false);
    expect(after(away(leo))).toBe(false);
    expect(after(rejoined('sari', 'Sari'))).toBe(false);
    expect(after(teamSet(sales, leo))).toBe(false);
    expect(after(archived(sales))).toBe(false);
    expect(after({ kind: 'team-created', team: 'new', name: 'Baru', members: [] })).toBe(false);
  });

  test('events about nobody who is here change nothing', () => {
    expect(evolveDirectory(office, deactivated(nobody))).toBe(office);
    expect(evolveDirectory(office, archived('nowhere'))).toBe(office);
  });

  test('events about conversations leave the same object, except for a turn', () => {
    for (const event of [
      received(),
      closed(NINE),
      mentioned(dewi, NINE),
      owned(leo, { team: sales, via: 'self' }),
    ]) {
      expect(evolveDirectory(office, event)).toBe(office);
    }
    expect(evolveDirectory(office, owned(leo, { team: 'nowhere', via: 'queue' }))).toBe(office);
    expect(
      evolveDirectory(office, of(budi, owned(ana, { team: sales, via: 'queue' }))).teams[sales]?.turn,
    ).toBe(ana);
  });

  test('I19 begins empty and is a fold of its events', () => {
    expect(EMPTY_DIRECTORY).toEqual({
      members: {},
      teams: {},
      settings: { name: '', intake: { kind: 'unassigned' } },
    });
    expect(office.teams[sales]).toEqual({
      id: sales,
      name: 'Sales',
      members: [leo, ana, rafi],
      turn: null,
      archived: false,
    });
    const { directory } = given(
      by(
        mira,
        { kind: 'workspace-named', name: 'Toko' },
        { kind: 'team-renamed', team: sales, name: 'Jual' },
      ),
    );
    expect([directory.settings.name, directory.teams[sales]?.name]).toEqual(['Toko', 'Jual']);
    expect(
      given(by(mira, { kind: 'member-renamed', member: leo, name: 'Leo T.' })).directory.members[leo]?.name,
    ).toBe('Leo T.');
  });
});
