// The office of the demo workspace, which every test speaks of.

import { evolveDirectory, EMPTY_DIRECTORY, type Directory } from '#lib/rules/directory.ts';
import type { Event } from '#lib/rules/event.ts';
import type { MemberId, TeamId } from '#lib/rules/ids.ts';

/** Mira is the admin; she belongs to no team. */
export const mira = 'mira';
/** Leo, Ana and Rafi sell. */
export const leo = 'leo';
export const ana = 'ana';
/** Rafi is in both teams. */
export const rafi = 'rafi';
/** Dewi supports, with Rafi. */
export const dewi = 'dewi';
/** Nobody of that name works here. */
export const nobody = 'nobody-here';

export const sales = 'sales';
export const support = 'support';

/** Budi and Siti are customers; a conversation carries its contact's name. */
export const budi = 'budi';
export const siti = 'siti';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** When the stories begin, in relay time. */
export const NINE = Date.UTC(2025, 10, 4, 9);

const joined = (member: MemberId, name: string, role: 'admin' | 'agent'): Event => ({
  kind: 'member-joined',
  member,
  name,
  role,
  colour: 200,
});

const teamCreated = (team: TeamId, name: string, members: MemberId[]): Event => ({
  kind: 'team-created',
  team,
  name,
  members,
});

export const founding: Event[] = [
  { kind: 'workspace-named', name: 'Demo' },
  joined(mira, 'Mira', 'admin'),
  joined(leo, 'Leo', 'agent'),
  joined(ana, 'Ana', 'agent'),
  joined(dewi, 'Dewi', 'agent'),
  joined(rafi, 'Rafi', 'agent'),
  teamCreated(sales, 'Sales', [leo, ana, rafi]),
  teamCreated(support, 'Support', [dewi, rafi]),
];

export const everybody: MemberId[] = [mira, leo, ana, dewi, rafi];

/** Everybody is available, nobody has had a turn, intake is unassigned. */
export const office: Directory = founding.reduce(evolveDirectory, EMPTY_DIRECTORY);
