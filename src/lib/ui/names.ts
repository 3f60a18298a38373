// What people and teams are called on the screen of one member.

import { m } from '#lib/i18n/paraglide/messages.js';
import { teamsOf, type Directory } from '#lib/rules/directory.ts';
import { memberOf, type Author, type MemberId, type TeamId } from '#lib/rules/ids.ts';

export interface Names {
  /** As the subject of a sentence: `You`, `Leo Hartono`. */
  subject(member: MemberId): string;
  /** As its object: `you`, `Leo Hartono`. */
  object(member: MemberId): string;
  /** The name, and where several teams bear it the id, which tells them apart: `Sales`, `Sales (sales-2)`. */
  team(team: TeamId): string;
  /** The name, and where several bear it what tells this one apart: `Leo`, `Leo (Sales)`. For menus and mentions. */
  unique(member: MemberId): string;
}

export function namesFor(directory: Directory, me: MemberId): Names {
  const name = (member: MemberId): string => directory.members[member]?.name ?? m.somebody();
  return {
    subject: (member) => (member === me ? m.you_subject() : name(member)),
    object: (member) => (member === me ? m.you_object() : name(member)),
    team: (team) => teamName(directory, team),
    unique: (member) => uniqueName(directory, member),
  };
}

function teamName(directory: Directory, id: TeamId): string {
  const team = directory.teams[id];
  if (!team) return m.some_team();
  return isTeamName(directory, team.name, id) ? `${team.name} (${id})` : team.name;
}

/** Whether a team that is not archived, other than the one itself, is called so. */
export function isTeamName(directory: Directory, name: string, itself: TeamId | null): boolean {
  const wanted = plainName(name);
  return Object.values(directory.teams).some(
    (team) => team.id !== itself && !team.archived && plainName(team.name) === wanted,
  );
}

// Kept for as long as a directory is: asked for each line of a menu, worked out once.
const namesakes = new WeakMap<Directory, Map<string, MemberId[]>>();

/** The same in every language and on every device, because the text of a note says with it whom it mentions. */
export function uniqueName(directory: Directory, member: MemberId): string {
  const name = directory.members[member]?.name ?? m.somebody();
  const others =
    namesakesIn(directory)
      .get(plainName(name))
      ?.filter((id) => id !== member) ?? [];
  if (others.length === 0) return name;
  const teams = teamNames(directory, member);
  const told = teams !== '' && !others.some((other) => teamNames(directory, other) === teams);
  return `${name} (${told ? teams : member})`;
}

function namesakesIn(directory: Directory): Map<string, MemberId[]> {
  const known = namesakes.get(directory);
  if (known) return known;
  const active = Object.values(directory.members).filter((member) => member.active);
  const found = Map.groupBy(active, ({ name }) => plainName(name));
  const ids = new Map([...found].map(([name, members]) => [name, members.map(({ id }) => id)]));
  namesakes.set(directory, ids);
  return ids;
}

function teamNames(directory: Directory, member: MemberId): string {
  return teamsOf(directory, member)
    .map(({ name }) => name)
    .sort((a, b) => (a < b ? -1 : 1))
    .join(', ');
}

/** Names that a reader takes for the same. */
function plainName(name: string): string {
  return name.trim().toLocaleLowerCase('en');
}

/** Who an entry is by, as a subject; the customer by name, the relay by the product's. */
export function authorName(by: Author, names: Names, contact: string): string {
  const member = memberOf(by);
  if (member !== null) return names.subject(member);
  return by === 'contact' ? contactName(contact) : m.app_name();
}

/** A customer may not have said their name yet. */
export function contactName(name: string): string {
  return name.trim() === '' ? m.contact_without_name() : name;
}
