// Decides what changes the directory: members, teams, settings, and what that does to conversations.

import { refuseMember } from './assignment.ts';
import type { DirectoryCommand } from './command.ts';
import type { Card } from './conversation.ts';
import type { Context, Decision } from './decide.ts';
import { activeAdmins, isAdmin, openTeam, type Directory } from './directory.ts';
import type { ConversationEvent, Event } from './event.ts';
import { entryOf, type MemberId, type TeamId } from './ids.ts';
import type { Refusal } from './refusal.ts';

/** Whose, and which team's, open and snoozed conversations a command may change: the relay loads those and no others. */
export interface Touched {
  owner: MemberId | null;
  team: TeamId | null;
}

export function touchedBy(command: DirectoryCommand): Touched {
  switch (command.kind) {
    case 'deactivate-member':
      return { owner: command.member, team: null };
    case 'set-team-members':
    case 'archive-team':
      return { owner: null, team: command.team };
    default:
      return { owner: null, team: null };
  }
}

export function decideDirectory(context: Context, command: DirectoryCommand): Decision {
  const own = 'member' in command && command.member === context.actor;
  const ownMatter = own && (command.kind === 'set-availability' || command.kind === 'rename-member');
  if (!ownMatter && !isAdmin(context.directory, context.actor)) return { refusal: { reason: 'not-allowed' } };
  const refusal = refuse(context.directory, command);
  return refusal ? { refusal } : { events: eventsOf(context, command) };
}

function refuse(directory: Directory, command: DirectoryCommand): Refusal | null {
  switch (command.kind) {
    case 'set-availability':
    case 'rename-member':
      return refuseMember(command.member, directory);
    case 'set-role':
      return (
        refuseMember(command.member, directory) ??
        refuseLastAdmin(directory, command.member, command.role === 'admin')
      );
    case 'deactivate-member':
      return refuseMember(command.member, directory) ?? refuseLastAdmin(directory, command.member, false);
    case 'create-team':
      if (entryOf(directory.teams, command.team)) return { reason: 'team-exists', team: command.team };
      return refuseAny(command.members, directory);
    case 'set-team-members':
      return refuseTeam(command.team, directory) ?? refuseMembers(directory, command);
    case 'rename-team':
    case 'archive-team':
      return refuseTeam(command.team, directory);
    case 'set-intake':
      return command.intake.kind === 'unassigned' ? null : refuseTeam(command.intake.team, directory);
    case 'rename-workspace':
      return null;
  }
}

function eventsOf({ directory, touched }: Context, command: DirectoryCommand): Event[] {
  switch (command.kind) {
    case 'set-availability': {
      const { member, availability } = command;
      const same = entryOf(directory.members, member)?.availability === availability;
      return same ? [] : [{ kind: 'availability-changed', member, availability }];
    }
    case 'rename-member':
      return [{ kind: 'member-renamed', member: command.member, name: command.name }];
    case 'set-role': {
      const { member, role } = command;
      return entryOf(directory.members, member)?.role === role ? [] : [{ kind: 'role-set', member, role }];
    }
    case 'deactivate-member':
      return [
        { kind: 'member-deactivated', member: command.member },
        ...touched.flatMap((card) => released(card, [command.member], 'deactivated')),
      ];
    case 'create-team':
      return [
        { kind: 'team-created', team: command.team, name: command.name, members: unique(command.members) },
      ];
    case 'rename-team':
      return [{ kind: 'team-renamed', team: command.team, name: command.name }];
    case 'set-team-members':
      return setTeamMembers(directory, touched, command);
    case 'archive-team':
      return [
        { kind: 'team-archived', team: command.team },
        ...touched.flatMap((card) => homeless(card, command.team)),
      ];
    case 'rename-workspace':
      return [{ kind: 'workspace-named', name: command.name }];
    case 'set-intake':
      return [{ kind: 'intake-set', intake: command.intake }];
  }
}

type SetMembers = Extract<DirectoryCommand, { kind: 'set-team-members' }>;

function setTeamMembers(
  directory: Directory,
  touched: readonly Card[],
  { team, members }: SetMembers,
): Event[] {
  const before = entryOf(directory.teams, team)?.members ?? [];
  const removed = before.filter((member) => !members.includes(member));
  const ofTeam = touched.filter((card) => card.team === team);
  return [
    { kind: 'team-members-set', team, members: unique(members) },
    ...ofTeam.flatMap((card) => released(card, removed, 'left-team')),
  ];
}

/**
 * Open and snoozed conversations of somebody who is gone lose their owner: those with a team go to that team's
 * Unassigned, others to the workspace's intake. Closed ones are left alone.
 */
function released(card: Card, gone: MemberId[], why: 'deactivated' | 'left-team'): ConversationEvent[] {
  if (card.owner === null || !gone.includes(card.owner) || card.status.kind === 'closed') return [];
  return [{ kind: 'owner-cleared', conversation: card.id, before: card.owner, why }];
}

/** An archived team lets go of its open and snoozed conversations: owners keep theirs, the rest go to the intake. */
function homeless(card: Card, team: TeamId): ConversationEvent[] {
  if (card.team !== team || card.status.kind === 'closed') return [];
  return [{ kind: 'team-assigned', conversation: card.id, team: null, before: team, via: 'archived' }];
}

function refuseTeam(team: TeamId, directory: Directory): Refusal | null {
  return openTeam(directory, team) ? null : { reason: 'unknown-team', team };
}

function refuseMembers(directory: Directory, { team, members, before }: SetMembers): Refusal | null {
  const unfit = refuseAny(members, directory);
  if (unfit) return unfit;
  const now = entryOf(directory.teams, team)?.members ?? [];
  // What is already so needs no decision, however old the wish.
  const stale = !sameList(before, now) && !sameList(members, now);
  return stale ? { reason: 'stale-team', team, members: now } : null;
}

function sameList(one: readonly MemberId[], other: readonly MemberId[]): boolean {
  return one.length === other.length && one.every((member, index) => member === other[index]);
}

function refuseAny(members: MemberId[], directory: Directory): Refusal | null {
  for (const member of members) {
    const unfit = refuseMember(member, directory);
    if (unfit) return unfit;
  }
  return null;
}

function refuseLastAdmin(directory: Directory, member: MemberId, staysAdmin: boolean): Refusal | null {
  const admins = activeAdmins(directory);
  const last = admins.length === 1 && admins[0]?.id === member;
  return last && !staysAdmin ? { reason: 'last-admin' } : null;
}

function unique(members: MemberId[]): MemberId[] {
  return [...new Set(members)];
}
