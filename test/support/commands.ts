// What members ask for, in the words of the tests. About Budi unless `about` says otherwise; what a command says of its
// writer (id, seen, written) is filled in by `when`.

import type { AssignTo, Command, WantedStatus } from '#lib/rules/command.ts';
import type { Attachment, Contact } from '#lib/rules/conversation.ts';
import type { ConversationId, MemberId, TeamId } from '#lib/rules/ids.ts';
import { budi, office } from './people.ts';

type WithoutBase<C> = C extends unknown ? Omit<C, 'id' | 'seen' | 'written'> : never;

/** A command without what its device adds to it. */
export type Ask = WithoutBase<Command>;

const conversation = budi;

export function about(other: ConversationId, ask: Ask): Ask {
  return { ...ask, conversation: other } as Ask;
}

export const reply = (text: string, attachments: Attachment[] = []): Ask => ({
  kind: 'reply',
  conversation,
  text,
  attachments,
});

export const note = (text: string, mention: MemberId | null = null, attachments: Attachment[] = []): Ask => ({
  kind: 'note',
  conversation,
  text,
  attachments,
  mention,
});

export const assign = (to: AssignTo): Ask => ({ kind: 'assign', conversation, to });
export const assignToMe = (): Ask => assign({ kind: 'me' });
export const assignTo = (member: MemberId): Ask => assign({ kind: 'member', member });
export const assignToTeam = (team: TeamId): Ask => assign({ kind: 'team', team });
export const assignByQueue = (team: TeamId): Ask => assign({ kind: 'queue', team });
export const assignInTeam = (team: TeamId, member: MemberId): Ask =>
  assign({ kind: 'team-member', team, member });
export const unassign = (): Ask => assign({ kind: 'nobody' });

export const addCollaborators = (...members: MemberId[]): Ask => ({
  kind: 'add-collaborators',
  conversation,
  members,
});
export const removeCollaborator = (member: MemberId): Ask => ({
  kind: 'remove-collaborator',
  conversation,
  member,
});

export const setStatus = (status: WantedStatus): Ask => ({ kind: 'set-status', conversation, status });
export const open = (): Ask => setStatus({ kind: 'open' });
export const close = (): Ask => setStatus({ kind: 'closed' });
export const snooze = (until: number): Ask => setStatus({ kind: 'snoozed', until });

export const resend = (reply: number): Ask => ({ kind: 'resend', conversation, reply });
export const endMention = (member: MemberId): Ask => ({ kind: 'end-mention', conversation, member });

export const start = (contact: Contact, text: string): Ask => ({
  kind: 'start-conversation',
  conversation,
  contact,
  channel: 'web',
  text,
});

export const updateContact = (name: string, fields: Record<string, string> = {}): Ask => ({
  kind: 'update-contact',
  conversation,
  name,
  fields,
});

export const saveDraft = (text: string): Ask => ({ kind: 'save-draft', conversation, tab: 'reply', text });
export const markRead = (upTo: number): Ask => ({ kind: 'mark-read', conversation, upTo });

/** By somebody who saw the team as the office was founded. */
export const setTeam = (team: TeamId, ...members: MemberId[]): Ask => ({
  kind: 'set-team-members',
  team,
  members,
  before: [...(office.teams[team]?.members ?? [])],
});
export const deactivate = (member: MemberId): Ask => ({ kind: 'deactivate-member', member });
export const archive = (team: TeamId): Ask => ({ kind: 'archive-team', team });
export const setRole = (member: MemberId, role: 'admin' | 'agent'): Ask => ({
  kind: 'set-role',
  member,
  role,
});
export const setAvailability = (member: MemberId, availability: 'available' | 'away'): Ask => ({
  kind: 'set-availability',
  member,
  availability,
});
