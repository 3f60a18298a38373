// Who works in the demo: Roda Pagi, a shop that sells, repairs and rents out bicycles.

import type { Role } from '#lib/rules/directory.ts';
import type { MemberId, TeamId } from '#lib/rules/ids.ts';

export const DEMO_WORKSPACE = 'demo';
export const DEMO_NAME = 'Roda Pagi';
export const DEMO_CHANNEL = 'web';

/** `colour`: the hue of their avatar, in degrees. */
export const DEMO_MEMBERS: { member: MemberId; name: string; role: Role; colour: number }[] = [
  { member: 'mira', name: 'Mira', role: 'admin', colour: 285 },
  { member: 'leo', name: 'Leo', role: 'agent', colour: 205 },
  { member: 'ana', name: 'Ana', role: 'agent', colour: 340 },
  { member: 'dewi', name: 'Dewi', role: 'agent', colour: 25 },
  { member: 'rafi', name: 'Rafi', role: 'agent', colour: 145 },
];

export const DEMO_TEAMS: { team: TeamId; name: string; members: MemberId[] }[] = [
  { team: 'sales', name: 'Sales', members: ['leo', 'ana', 'rafi'] },
  { team: 'support', name: 'Support', members: ['dewi', 'rafi'] },
];

/** Where new customers arrive. */
export const DEMO_INTAKE: TeamId = 'sales';
