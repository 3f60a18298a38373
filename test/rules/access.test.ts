import { describe, expect, test } from 'vitest';
import { accessOf, GROUNDS, may, type Ground, type Right } from '#lib/rules/access.ts';
import type { Card } from '#lib/rules/conversation.ts';
import { evolveDirectory, type Directory } from '#lib/rules/directory.ts';
import type { Event } from '#lib/rules/event.ts';
import {
  addCollaborators,
  assign,
  close,
  note,
  reply,
  resend,
  saveDraft,
  updateContact,
  type Ask,
} from '../support/commands.ts';
import { archived, deactivated, erased, promoted, teamSet } from '../support/events.ts';
import { by, Scene } from '../support/given.ts';
import {
  ana,
  budi,
  dewi,
  HOUR,
  leo,
  mira,
  NINE,
  nobody,
  office,
  rafi,
  sales,
  support,
} from '../support/people.ts';
import { fresh, leosInSales } from '../support/scenes.ts';

/** The table of 3-rules.md, as it stands there. */
const TABLE: Record<Right, Ground[]> = {
  see: ['owner', 'collaborator', 'claimant', 'guest', 'teammate', 'admin'],
  reply: ['owner', 'collaborator', 'claimant', 'guest'],
  'write-note': ['owner', 'collaborator', 'claimant', 'guest', 'teammate', 'admin'],
  mention: ['owner', 'collaborator', 'claimant', 'teammate', 'admin'],
  assign: ['owner', 'collaborator', 'claimant', 'teammate', 'admin'],
  'change-collaborators': ['owner', 'collaborator', 'claimant', 'teammate', 'admin'],
  resend: ['owner', 'collaborator', 'claimant', 'guest', 'admin'],
  'change-status': ['owner', 'collaborator', 'claimant', 'admin'],
  'edit-contact': ['owner', 'collaborator', 'claimant', 'guest', 'teammate', 'admin'],
};
const RIGHTS = Object.keys(TABLE) as Right[];

/** What asks for each right. Nothing else can be wrong with it in the situations below. */
const ASKING: Record<Right, Ask> = {
  see: saveDraft('Halo'),
  reply: reply('Halo'),
  'write-note': note('Halo'),
  mention: note('@Mira', mira),
  assign: assign({ kind: 'team', team: support }),
  'change-collaborators': addCollaborators(mira),
  resend: resend(1),
  'change-status': close(),
  'edit-contact': updateContact('Budi'),
};

const subsets = Array.from({ length: 2 ** GROUNDS.length }, (_, bits) =>
  GROUNDS.filter((_ground, index) => (bits >> index) % 2 === 1),
);

describe('the table of rights', () => {
  test.each(GROUNDS.flatMap((ground) => RIGHTS.map((right) => [ground, right] as const)))(
    '%s: %s',
    (ground, right) => {
      expect(may([ground], right)).toBe(TABLE[right].includes(ground));
    },
  );

  test('every union of grounds may what any of them may; none may nothing', () => {
    expect(subsets).toHaveLength(64);
    for (const access of subsets) {
      for (const right of RIGHTS) {
        expect(may(access, right)).toBe(TABLE[right].some((ground) => access.includes(ground)));
      }
    }
  });
});

/** Everything that Leo's access may depend on. */
interface Situation {
  active: boolean;
  role: 'admin' | 'agent';
  inSales: boolean;
  owner: string | null;
  team: string | null;
  collaborates: boolean;
  /** How long his mention runs yet; null if he was never mentioned. */
  mention: number | null;
}

const gone = 'gone';
const closedTeam = 'old-team';
const situations: Situation[] = [true, false].flatMap((active) =>
  (['admin', 'agent'] as const).flatMap((role) =>
    [true, false].flatMap((inSales) =>
      [null, leo, ana, rafi, dewi, mira, gone, nobody].flatMap((owner) =>
        [null, sales, support, closedTeam, 'nowhere'].flatMap((team) =>
          [true, false].flatMap((collaborates) =>
            [null, 1, 0, -HOUR].map((mention) => ({
              active,
              role,
              inSales,
              owner,
              team,
              collaborates,
              mention,
            })),
          ),
        ),
      ),
    ),
  ),
);

const NOW = NINE + HOUR;

function sceneOf(situation: Situation): Scene {
  const { owner, team, collaborates, mention } = situation;
  const guest = { until: NOW + (mention ?? 0), by: 'member:mira', seq: 1, over: false } as const;
  const card: Card = {
    ...fresh.card,
    owner,
    team,
    collaborators: collaborates ? [leo] : [],
    guests: mention === null ? {} : { [leo]: guest },
  };
  return new Scene({ directory: directoryOf(situation), cards: { [budi]: card }, seq: 9, at: NOW });
}

function directoryOf({ active, role, inSales }: Situation): Directory {
  const events: Event[] = [
    { kind: 'member-joined', member: gone, name: 'Gone', role: 'agent', colour: 0 },
    { kind: 'team-created', team: closedTeam, name: 'Old', members: [leo, ana, gone] },
    teamSet(sales, ...(inSales ? [leo] : []), ana, rafi, gone),
    archived(closedTeam),
    deactivated(gone),
    ...(role === 'admin' ? [promoted(leo)] : []),
    ...(active ? [] : [deactivated(leo)]),
  ];
  return events.reduce(evolveDirectory, office);
}

/** The grounds in the words of 3-rules.md and A9, worked out without the code that is tested. */
function expected({ active, role, inSales, owner, team, collaborates, mention }: Situation): Ground[] {
  if (!active) return [];
  const sellers = [...(inSales ? [leo] : []), ana, rafi];
  const free = owner === null && (team === null || (team === sales && inSales));
  // Leo belongs to no team but sales: only what shows in its inbox makes him a teammate.
  const showsInSales =
    owner === null ? team === sales : sellers.includes(owner) && (team === null || team === sales);
  const holds: Record<Ground, boolean> = {
    owner: owner === leo,
    collaborator: collaborates,
    claimant: free,
    guest: mention !== null && mention > 0,
    teammate: inSales && showsInSales,
    admin: role === 'admin',
  };
  return GROUNDS.filter((ground) => holds[ground]);
}

describe('in every situation', () => {
  test('A9 exactly the grounds that the rules name hold', () => {
    const met = new Set<string>();
    for (const situation of situations) {
      const { card, directory } = sceneOf(situation);
      const access = accessOf(card, directory, leo, NOW);
      expect(access, JSON.stringify(situation)).toEqual(expected(situation));
      met.add(access.join());
    }
    console.log(`access: ${situations.length} situations, ${met.size} unions of grounds`);
    expect(situations.length).toBeGreaterThanOrEqual(2_560);
    expect(met.size).toBeGreaterThanOrEqual(48);
  });

  test('a command is refused for want of a right exactly where the table says so', () => {
    const forWant = new Set(['no-access', 'not-allowed', 'mention-lapsed', 'already-owned']);
    for (const situation of situations) {
      const scene = sceneOf(situation);
      const access = expected(situation);
      for (const right of RIGHTS) {
        const { refusal } = scene.when(leo, ASKING[right], { at: NOW });
        const allowed = TABLE[right].some((ground) => access.includes(ground));
        expect(
          refusal === null || !forWant.has(refusal.reason),
          `${right} ${JSON.stringify(situation)}`,
        ).toBe(allowed);
      }
    }
  });

  test('without access a refusal names nobody: neither owner nor team', () => {
    for (const situation of situations.filter((one) => expected(one).length === 0)) {
      const scene = sceneOf(situation);
      const until = NOW + (situation.mention ?? 0);
      for (const right of RIGHTS) {
        scene
          .when(leo, ASKING[right], { at: NOW, seen: 0 })
          .then(
            situation.active && situation.mention !== null
              ? { reason: 'mention-lapsed', until }
              : { reason: 'no-access' },
          );
      }
    }
  });
});

describe('nobody at all', () => {
  test('sees what was erased', () => {
    const scene = leosInSales.and(by('relay', erased()));
    for (const member of [mira, leo, ana, rafi, dewi]) {
      expect(accessOf(scene.card, scene.directory, member, scene.now)).toEqual([]);
    }
  });

  test('who does not work here sees anything', () => {
    expect(accessOf(fresh.card, office, nobody, NOW)).toEqual([]);
  });
});
