// What people and teams are called on the screen of one member.

import { m } from '#lib/i18n/paraglide/messages.js';
import type { Directory } from '#lib/rules/directory.ts';
import { memberOf, type Author, type MemberId, type TeamId } from '#lib/rules/ids.ts';

export interface Names {
  /** As the subject of a sentence: `You`, `Leo Hartono`. */
  subject(member: MemberId): string;
  /** As its object: `you`, `Leo Hartono`. */
  object(member: MemberId): string;
  team(team: TeamId): string;
}

export function namesFor(directory: Directory, me: MemberId): Names {
  const name = (member: MemberId): string => directory.members[member]?.name ?? m.somebody();
  return {
    subject: (member) => (member === me ? m.you_subject() : name(member)),
    object: (member) => (member === me ? m.you_object() : name(member)),
    team: (team) => directory.teams[team]?.name ?? m.some_team(),
  };
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
