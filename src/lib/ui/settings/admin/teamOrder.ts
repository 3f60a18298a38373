// The members of a team in the order of its queue, and what a team is called in addresses.

import { activeMember, type Directory, type Team } from '#lib/rules/directory.ts';
import type { MemberId, TeamId } from '#lib/rules/ids.ts';

/** One place up or down; the same list where there is no such place. */
export function moved(members: readonly MemberId[], member: MemberId, by: -1 | 1): MemberId[] {
  const from = members.indexOf(member);
  const to = from + by;
  if (from < 0 || to < 0 || to >= members.length) return [...members];
  const others = members.filter((one) => one !== member);
  return [...others.slice(0, to), member, ...others.slice(to)];
}

/** Those whom a list may name: who was deactivated leaves it with the next change. */
export function queueOf(team: Team, directory: Directory): MemberId[] {
  return team.members.filter((member) => activeMember(directory, member) !== null);
}

/** An id that reads like the name and that no team has, also no archived one. */
export function teamIdFrom(name: string, taken: Readonly<Record<TeamId, unknown>>): TeamId {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replace(/^-+|-+$/g, '');
  const base = slug === '' || slug === 'constructor' ? 'team' : slug;
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!Object.hasOwn(taken, id)) return id;
  }
}
