// Who asks, and when: the rows and the layers of the authorization matrix. The other files of this folder say what for.

/** One of each kind of person; members are named after what they are to the conversation `owned`. */
export const WHO = [
  'owner',
  'collaborator',
  /** In the team whose inbox holds the conversation `free`, which nobody owns. */
  'claimant',
  'guest',
  'teammate',
  'admin',
  /** A member of the workspace to whom nothing was ever given. */
  'none',
  /** Leaves the team in the end. */
  'moved',
  /** Is deactivated in the end. */
  'former',
  /** May claim both conversations before anybody else has them, and owns them in the end. */
  'first',
  /** A program with an API token of the owner's. */
  'token',
  /** A program with a token that the owner has revoked. */
  'oldToken',
  /** The admin of another workspace on the same relay. */
  'stranger',
  /** Signed in, and a member of nothing. */
  'account',
  /** The customer of the conversation `owned`. */
  'visitor',
  'otherVisitor',
  'anonymous',
] as const;
export type Who = (typeof WHO)[number];

export const COLLEAGUES = [
  'owner',
  'collaborator',
  'claimant',
  'guest',
  'teammate',
  'admin',
  'none',
  'moved',
  'former',
  'first',
] as const satisfies readonly Who[];

/** Before anything is given to anybody; while it holds; a millisecond before the mention's end; at its end; all is taken. */
export const PHASES = ['before', 'during', 'lastMs', 'lapsed', 'after'] as const;
export type Phase = (typeof PHASES)[number];

export const WORKSPACE_OF_STRANGER = 'lain';
/** Teams and their members while access holds; `gate` is where the conversations are before. */
export const TEAMS = {
  sales: ['owner', 'teammate', 'moved', 'former'],
  care: ['claimant'],
  gate: ['first'],
} as const;

type ByPhase = Record<Phase, readonly Who[]>;

/** `during` holds until the end of the mention, and without the guest until everything is taken away. */
function lasting(before: readonly Who[], during: readonly Who[], after: readonly Who[]): ByPhase {
  const lapsed = during.filter((who) => who !== 'guest');
  return { before, during, lastMs: during, lapsed, after };
}

/** No mention has anything to do with it. */
function until(before: readonly Who[], after: readonly Who[]): ByPhase {
  return { before, during: before, lastMs: before, lapsed: before, after };
}

function always(...who: Who[]): ByPhase {
  return until(who, who);
}

const COLLEAGUES_IN: readonly Who[] = [...COLLEAGUES, 'token'];
const COLLEAGUES_AFTER = COLLEAGUES_IN.filter((who) => who !== 'former');
const OWNED_BY: readonly Who[] = [
  'owner',
  'token',
  'collaborator',
  'guest',
  'teammate',
  'moved',
  'former',
  'admin',
];
const SALES: readonly Who[] = ['owner', 'token', 'teammate', 'moved', 'former', 'admin'];

/** Who may read what, by phase. Written from the tables in docs and design, not from the code. */
export const READS = {
  workspace: until(COLLEAGUES_IN, COLLEAGUES_AFTER),
  owned: lasting(['first', 'admin'], OWNED_BY, ['first', 'admin']),
  free: lasting(['first', 'admin'], ['claimant', 'admin'], ['first', 'admin']),
  /** What is said to the customer of `owned`, and by them. */
  said: lasting(['first', 'admin', 'visitor'], [...OWNED_BY, 'visitor'], ['first', 'admin', 'visitor']),
  saidOfFree: lasting(
    ['first', 'admin', 'otherVisitor'],
    ['claimant', 'admin', 'otherVisitor'],
    ['first', 'admin', 'otherVisitor'],
  ),
  teamSales: until(SALES, ['owner', 'token', 'teammate', 'admin']),
  teamCare: always('claimant', 'admin'),
  teamGate: always('first', 'admin'),
  admins: always('admin'),
  ownersOwn: always('owner', 'token'),
  formersOwn: until(['former'], []),
  guestsOwn: always('guest'),
  visitorsOwn: always('visitor'),
  otherVisitorsOwn: always('otherVisitor'),
  strangersOwn: always('stranger'),
  nobody: always(),
};
export type Reading = keyof typeof READS;

export function reads(who: Who, what: Reading, phase: Phase): boolean {
  return READS[what][phase].includes(who);
}
