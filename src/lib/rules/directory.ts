// Who works here: members, teams, settings, and how directory events change them.

import type { DirectoryEvent, Event } from './event.ts';
import { entryOf, type MemberId, type TeamId } from './ids.ts';

export type Role = 'admin' | 'agent';
/** What a member chose. A lost socket or an idle tab never changes it. */
export type Availability = 'available' | 'away';

export interface Member {
  id: MemberId;
  name: string;
  role: Role;
  availability: Availability;
  active: boolean;
  /** Of the avatar: a hue in degrees, 0 to 359. */
  colour: number;
}

export interface Team {
  id: TeamId;
  name: string;
  /** In the order of the queue. */
  members: MemberId[];
  /** Whose turn was last; null before the first. */
  turn: MemberId | null;
  archived: boolean;
}

/** Where a new contact's first message goes. */
export type Intake =
  { kind: 'team-inbox'; team: TeamId } | { kind: 'queue'; team: TeamId } | { kind: 'unassigned' };

export interface Settings {
  name: string;
  intake: Intake;
}

export interface Directory {
  members: Record<MemberId, Member>;
  teams: Record<TeamId, Team>;
  settings: Settings;
}

export const EMPTY_DIRECTORY: Directory = {
  members: {},
  teams: {},
  settings: { name: '', intake: { kind: 'unassigned' } },
};

export function activeMember(directory: Directory, id: MemberId): Member | null {
  const member = entryOf(directory.members, id);
  return member?.active ? member : null;
}

export function openTeam(directory: Directory, id: TeamId): Team | null {
  const team = entryOf(directory.teams, id);
  return team && !team.archived ? team : null;
}

export function isAdmin(directory: Directory, id: MemberId): boolean {
  return activeMember(directory, id)?.role === 'admin';
}

/** True if the member is active and belongs to the team, which is not archived. */
export function belongsTo(directory: Directory, member: MemberId, team: TeamId): boolean {
  return (
    activeMember(directory, member) !== null && (openTeam(directory, team)?.members.includes(member) ?? false)
  );
}

/** The teams a member belongs to, in the directory's order; none for a deactivated member. */
export function teamsOf(directory: Directory, member: MemberId): Team[] {
  return Object.values(directory.teams).filter((team) => belongsTo(directory, member, team.id));
}

/** Those of a team who are still active, in the order of the queue. */
export function activeMembersOf(directory: Directory, team: TeamId): MemberId[] {
  return (openTeam(directory, team)?.members ?? []).filter(
    (member) => activeMember(directory, member) !== null,
  );
}

export function activeAdmins(directory: Directory): Member[] {
  return Object.values(directory.members).filter((member) => member.active && member.role === 'admin');
}

/**
 * True if nobody's role, availability, activity or team changed between two states of one directory: all that did is the
 * turn of a queue, which moves with every assignment and changes nobody's access.
 */
export function sameMembership(before: Directory, after: Directory): boolean {
  if (before.members !== after.members) return false;
  return Object.values(after.teams).every((team) => {
    const was = before.teams[team.id];
    return was === team || (was?.members === team.members && was.archived === team.archived);
  });
}

/** Applies one event of any kind; events that say nothing about the directory leave the same object. */
export function evolveDirectory(directory: Directory, event: Event): Directory {
  switch (event.kind) {
    case 'owner-assigned':
      return event.via === 'queue' && event.team !== null
        ? withTurn(directory, event.team, event.owner)
        : directory;
    case 'workspace-named':
    case 'intake-set':
    case 'member-joined':
    case 'availability-changed':
    case 'role-set':
    case 'member-renamed':
    case 'member-deactivated':
    case 'team-created':
    case 'team-renamed':
    case 'team-members-set':
    case 'team-archived':
      return evolveOwn(directory, event);
    default:
      return directory;
  }
}

function evolveOwn(
  directory: Directory,
  event: Exclude<DirectoryEvent, { kind: 'channel-changed' }>,
): Directory {
  switch (event.kind) {
    case 'workspace-named':
      return { ...directory, settings: { ...directory.settings, name: event.name } };
    case 'intake-set':
      return { ...directory, settings: { ...directory.settings, intake: event.intake } };
    case 'member-joined':
      return withMember(directory, {
        id: event.member,
        name: event.name,
        role: event.role,
        availability: 'available',
        active: true,
        colour: event.colour,
      });
    case 'member-renamed':
      return changeMember(directory, event.member, (member) => ({ ...member, name: event.name }));
    case 'availability-changed':
      return changeMember(directory, event.member, (member) => ({
        ...member,
        availability: event.availability,
      }));
    case 'role-set':
      return changeMember(directory, event.member, (member) => ({ ...member, role: event.role }));
    case 'member-deactivated':
      return changeMember(directory, event.member, (member) => ({ ...member, active: false }));
    case 'team-created':
      return withTeam(directory, {
        id: event.team,
        name: event.name,
        members: event.members,
        turn: null,
        archived: false,
      });
    case 'team-renamed':
      return changeTeam(directory, event.team, (team) => ({ ...team, name: event.name }));
    case 'team-members-set':
      return changeTeam(directory, event.team, (team) => withMembers(team, event.members));
    case 'team-archived':
      return changeTeam(directory, event.team, (team) => ({ ...team, archived: true }));
  }
}

/** With other members, or in another order, whoever had the last turn still has; if they are gone, who was next still is. */
function withMembers(team: Team, members: MemberId[]): Team {
  if (team.turn === null || members.includes(team.turn)) return { ...team, members };
  const last = team.members.indexOf(team.turn);
  const order = [...team.members.slice(last + 1), ...team.members.slice(0, last)];
  const next = order.find((member) => members.includes(member));
  const turn = next === undefined ? null : (members.at(members.indexOf(next) - 1) ?? null);
  return { ...team, members, turn };
}

function withTurn(directory: Directory, team: TeamId, turn: MemberId): Directory {
  return changeTeam(directory, team, (found) => ({ ...found, turn }));
}

function withTeam(directory: Directory, team: Team): Directory {
  return { ...directory, teams: { ...directory.teams, [team.id]: team } };
}

function changeTeam(directory: Directory, id: TeamId, change: (team: Team) => Team): Directory {
  const team = entryOf(directory.teams, id);
  return team ? withTeam(directory, change(team)) : directory;
}

function withMember(directory: Directory, member: Member): Directory {
  return { ...directory, members: { ...directory.members, [member.id]: member } };
}

function changeMember(directory: Directory, id: MemberId, change: (member: Member) => Member): Directory {
  const member = entryOf(directory.members, id);
  return member ? withMember(directory, change(member)) : directory;
}
