// What happened, in plain words. The exhaustive switch makes a new event without words a type error.

import { m } from '#lib/i18n/paraglide/messages.js';
import type { TimelineLine } from '#lib/doc/client/views.ts';
import { memberOf, type Author, type MemberId } from '#lib/rules/ids.ts';
import { authorName, contactName, type Names } from '../names.ts';

/** The lines that are said in a bubble, and all the others. */
export type BubbleEntry = Extract<
  TimelineLine['entry'],
  { kind: 'message-received' | 'reply-sent' | 'note-added' }
>;
export type EventEntry = Exclude<TimelineLine['entry'], BubbleEntry>;

/** How to say things to this reader. */
export interface Words {
  names: Names;
  contact: string;
  /** An instant as a date and time, for sentences. */
  time: (at: number) => string;
  /** Several names as one phrase: `Ana, Leo and Dewi`. */
  list: (names: string[]) => string;
}

/** @param pending not decided yet: of a queue nobody can say more than that it was asked */
export function eventText(entry: EventEntry, words: Words, pending = false): string {
  const { names } = words;
  const by = authorName(entry.by, names, words.contact);
  switch (entry.kind) {
    case 'conversation-started':
      return m.event_started({ by });
    case 'mention-granted':
      return m.event_mention_granted({ who: names.subject(entry.member), until: words.time(entry.until) });
    case 'mention-lapsed':
      return m.event_mention_lapsed({ who: names.subject(entry.member) });
    case 'mention-ended':
      return m.event_mention_ended({ by, who: names.object(entry.member) });
    case 'owner-assigned':
      return ownerAssigned(entry, by, names);
    case 'owner-cleared':
      return ownerCleared(entry, by, names);
    case 'team-assigned':
      return pending && entry.via === 'queue'
        ? m.event_asked_queue({ by, team: names.team(entry.team ?? '') })
        : teamAssigned(entry, by, names);
    case 'collaborators-added':
      return collaboratorsAdded(entry.members, entry.by, words);
    case 'collaborator-removed':
      return memberOf(entry.by) === entry.member
        ? m.event_collaborator_left({ by })
        : m.event_collaborator_removed({ by, who: names.object(entry.member) });
    case 'status-changed':
      return statusChanged(entry, by, words);
    case 'snooze-ended':
      return m.event_snooze_ended();
    case 'contact-updated':
      return m.event_contact_updated({ by, contact: contactName(entry.contact.name) });
    case 'conversation-erased':
      return m.event_erased({ by });
  }
}

type Of<Kind extends EventEntry['kind']> = Extract<EventEntry, { kind: Kind }>;

function ownerAssigned(entry: Of<'owner-assigned'>, by: string, names: Names): string {
  const who = names.object(entry.owner);
  const team = entry.team === null ? null : names.team(entry.team);
  switch (entry.via) {
    case 'self':
      return m.event_took({ by });
    case 'first-reply':
      return m.event_claimed({ by });
    case 'start':
      return m.event_owner_from_start({ who: names.subject(entry.owner) });
    case 'member':
      return m.event_assigned({ by, who });
    case 'team-member':
      return memberOf(entry.by) === entry.owner
        ? m.event_took({ by })
        : m.event_assigned_in_team({ by, who, team: team ?? m.some_team() });
    case 'queue':
      return m.event_assigned_by_queue({ who, team: team ?? m.some_team() });
  }
}

function ownerCleared(entry: Of<'owner-cleared'>, by: string, names: Names): string {
  const before = names.object(entry.before);
  switch (entry.why) {
    case 'unassigned':
    case 'to-team':
      return memberOf(entry.by) === entry.before
        ? m.event_gave_up({ by })
        : m.event_unassigned({ by, before });
    case 'deactivated':
      return m.event_owner_deactivated({ before: names.subject(entry.before) });
    case 'left-team':
      return m.event_owner_left_team({ before: names.subject(entry.before) });
    case 'owner-gone':
      return m.event_owner_gone({ before: names.subject(entry.before) });
  }
}

function teamAssigned(entry: Of<'team-assigned'>, by: string, names: Names): string {
  if (entry.team === null) {
    return entry.before === null
      ? m.event_to_nobody()
      : m.event_left_team_inbox({ team: names.team(entry.before) });
  }
  const team = names.team(entry.team);
  switch (entry.via) {
    case 'member':
      return m.event_to_team({ by, team });
    case 'queue':
      return m.event_waits_in_queue({ team });
    case 'intake':
      return m.event_to_team_by_intake({ team });
    case 'archived':
      return m.event_to_team_after_archive({ team });
  }
}

function collaboratorsAdded(members: MemberId[], author: Author, words: Words): string {
  const by = authorName(author, words.names, words.contact);
  const [only] = members;
  if (members.length === 1 && only === memberOf(author)) return m.event_joined({ by });
  const who = words.list(members.map((member) => words.names.object(member)));
  return m.event_collaborators_added({ by, who, count: members.length });
}

function statusChanged({ status, by: author }: Of<'status-changed'>, by: string, words: Words): string {
  switch (status.kind) {
    case 'open':
      return author === 'contact' ? m.event_opened_by_message() : m.event_opened({ by });
    case 'snoozed':
      return m.event_snoozed({ by, until: words.time(status.until) });
    case 'closed':
      return m.event_closed({ by });
  }
}
