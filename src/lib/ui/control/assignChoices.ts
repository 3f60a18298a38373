// What the "Assigned user" menu offers (A2), as data: the menu draws it, and tests read it. Whatever it offers is found by the
// words that it is called by; while somebody types, names come before ways, or Enter after "me" would not mean Meri.

import { m } from '#lib/i18n/paraglide/messages.js';
import type { AssignTo } from '#lib/rules/command.ts';
import type { Card } from '#lib/rules/conversation.ts';
import { activeMembersOf, type Directory, type Member, type Team } from '#lib/rules/directory.ts';
import type { MemberId, TeamId } from '#lib/rules/ids.ts';

/** `id`: unique among the choices of one page. */
export type AssignChoice = { id: string } & (
  | { kind: 'me'; to: AssignTo }
  | { kind: 'nobody'; to: AssignTo }
  | { kind: 'member'; member: Member; owns: boolean; to: AssignTo }
  /** Opens the team's own three ways. */
  | { kind: 'team'; team: Team }
  | { kind: 'team-inbox'; team: Team; to: AssignTo }
  | { kind: 'queue'; team: Team; available: number; to: AssignTo }
  | { kind: 'team-member'; team: Team; member: Member; to: AssignTo }
);

export interface ChoiceGroup {
  kind: 'me' | 'teams' | 'members' | 'nobody' | 'team-ways' | 'team-members';
  choices: AssignChoice[];
}

/** The first page: me, the teams, everybody, nobody. */
export function firstPage(card: Card, directory: Directory, me: MemberId, query: string): ChoiceGroup[] {
  const wanted = matcher(query);
  const members = activeMembers(directory).filter((member) => member.id !== me && wanted(member.name));
  const mine: ChoiceGroup = {
    kind: 'me',
    choices:
      card.owner !== me && (wanted(m.assign_to_me()) || wanted(directory.members[me]?.name ?? ''))
        ? [{ id: 'me', kind: 'me', to: { kind: 'me' } }]
        : [],
  };
  const teams: ChoiceGroup = {
    kind: 'teams',
    choices: openTeams(directory)
      .filter(({ name }) => wanted(name))
      .map((team) => ({ id: `team ${team.id}`, kind: 'team', team })),
  };
  const others: ChoiceGroup = {
    kind: 'members',
    choices: members.map((member) => ({
      id: `member ${member.id}`,
      kind: 'member',
      member,
      owns: member.id === card.owner,
      to: { kind: 'member', member: member.id },
    })),
  };
  const nobody: ChoiceGroup = {
    kind: 'nobody',
    choices:
      wanted(m.unassign()) && card.owner !== null
        ? [{ id: 'nobody', kind: 'nobody', to: { kind: 'nobody' } }]
        : [],
  };
  return nonEmpty(query.trim() === '' ? [mine, teams, others, nobody] : [teams, others, mine, nobody]);
}

/** The page of one team: its inbox, its queue, one of its members. */
export function teamPage(directory: Directory, id: TeamId, query: string): ChoiceGroup[] {
  const team = directory.teams[id];
  if (!team || team.archived) return [];
  const wanted = matcher(query);
  const members = activeMembersOf(directory, id).flatMap((member) => directory.members[member] ?? []);
  const available = members.filter(({ availability }) => availability === 'available').length;
  const inbox: AssignChoice = { id: 'team-inbox', kind: 'team-inbox', team, to: { kind: 'team', team: id } };
  const queue: AssignChoice = {
    id: 'queue',
    kind: 'queue',
    team,
    available,
    to: { kind: 'queue', team: id },
  };
  const ways: ChoiceGroup = {
    kind: 'team-ways',
    choices: [
      ...(wanted(m.assign_to_team_inbox()) ? [inbox] : []),
      ...(wanted(m.assign_by_queue()) ? [queue] : []),
    ],
  };
  const people: ChoiceGroup = {
    kind: 'team-members',
    choices: members
      .filter(({ name }) => wanted(name))
      .map((member) => ({
        id: `team-member ${member.id}`,
        kind: 'team-member',
        team,
        member,
        to: { kind: 'team-member', team: id, member: member.id },
      })),
  };
  return nonEmpty(query.trim() === '' ? [ways, people] : [people, ways]);
}

/** Members who may still be added as collaborators. */
export function collaboratorChoices(card: Card, directory: Directory, query: string): Member[] {
  const wanted = matcher(query);
  return activeMembers(directory).filter(
    ({ id, name }) => id !== card.owner && !card.collaborators.includes(id) && wanted(name),
  );
}

export function activeMembers(directory: Directory): Member[] {
  return Object.values(directory.members)
    .filter(({ active }) => active)
    .sort(byName);
}

function openTeams(directory: Directory): Team[] {
  return Object.values(directory.teams)
    .filter(({ archived }) => !archived)
    .sort(byName);
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name);
}

function nonEmpty(groups: ChoiceGroup[]): ChoiceGroup[] {
  return groups.filter(({ choices }) => choices.length > 0);
}

function matcher(query: string): (name: string) => boolean {
  return (name) => beginsSomeWord(query.trim(), name);
}

/** True if some word of the name begins with what was typed; capitals and accents do not matter. */
export function beginsSomeWord(query: string, name: string): boolean {
  return ` ${plain(name)}`.includes(` ${plain(query)}`);
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();
}
