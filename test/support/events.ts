// What happened, in the words of the tests. Events are about Budi unless `of` says otherwise.

import type { Attachment, Contact, Status } from '#lib/rules/conversation.ts';
import type {
  AssignedVia,
  ClearedWhy,
  ConversationEvent,
  Delivery,
  DirectoryEvent,
  TeamVia,
} from '#lib/rules/event.ts';
import type { ConversationId, MemberId, TeamId } from '#lib/rules/ids.ts';
import { budi } from './people.ts';

type Of<Kind extends ConversationEvent['kind']> = Extract<ConversationEvent, { kind: Kind }>;
type OfDirectory<Kind extends DirectoryEvent['kind']> = Extract<DirectoryEvent, { kind: Kind }>;

const conversation = budi;

export const contact: Contact = { id: 'contact-budi', name: 'Budi Santoso', fields: {} };
export const photo: Attachment = { id: 'photo', name: 'photo.jpg', type: 'image/jpeg', size: 1024 };

/** The same event about another conversation. */
export function of<E extends ConversationEvent>(other: ConversationId, event: E): E {
  return { ...event, conversation: other };
}

export const started = (who: Contact = contact): Of<'conversation-started'> => ({
  kind: 'conversation-started',
  conversation,
  contact: who,
  channel: 'web',
});

export const received = (text = 'Halo', message = 'message-1'): Of<'message-received'> => ({
  kind: 'message-received',
  conversation,
  text,
  attachments: [],
  message,
});

export const replied = (text: string, attachments: Attachment[] = []): Of<'reply-sent'> => ({
  kind: 'reply-sent',
  conversation,
  text,
  attachments,
});

export const noted = (text: string, mention: MemberId | null = null): Of<'note-added'> => ({
  kind: 'note-added',
  conversation,
  text,
  attachments: [],
  mention,
});

export const mentioned = (member: MemberId, until: number): Of<'mention-granted'> => ({
  kind: 'mention-granted',
  conversation,
  member,
  until,
});

export const lapsed = (member: MemberId): Of<'mention-lapsed'> => ({
  kind: 'mention-lapsed',
  conversation,
  member,
});

export const mentionEnded = (member: MemberId): Of<'mention-ended'> => ({
  kind: 'mention-ended',
  conversation,
  member,
});

/** Who owns it now, who did before, which team it has from now on, and how it came about. */
export const owned = (
  owner: MemberId,
  from: { before?: MemberId | null; team?: TeamId | null; via: AssignedVia },
): Of<'owner-assigned'> => ({
  kind: 'owner-assigned',
  conversation,
  owner,
  before: from.before ?? null,
  team: from.team ?? null,
  via: from.via,
});

export const cleared = (before: MemberId, why: ClearedWhy): Of<'owner-cleared'> => ({
  kind: 'owner-cleared',
  conversation,
  before,
  why,
});

export const toTeam = (
  team: TeamId | null,
  before: TeamId | null = null,
  via: TeamVia = 'member',
): Of<'team-assigned'> => ({ kind: 'team-assigned', conversation, team, before, via });

export const collaborating = (...members: MemberId[]): Of<'collaborators-added'> => ({
  kind: 'collaborators-added',
  conversation,
  members,
});

export const collaboratorGone = (member: MemberId): Of<'collaborator-removed'> => ({
  kind: 'collaborator-removed',
  conversation,
  member,
});

export const status = (next: Status): Of<'status-changed'> => ({
  kind: 'status-changed',
  conversation,
  status: next,
});
export const opened = (): Of<'status-changed'> => status({ kind: 'open' });
export const closed = (at: number): Of<'status-changed'> => status({ kind: 'closed', at });
export const snoozed = (until: number): Of<'status-changed'> => status({ kind: 'snoozed', until });
export const awoken = (): Of<'snooze-ended'> => ({ kind: 'snooze-ended', conversation });

export const contactUpdated = (who: Contact): Of<'contact-updated'> => ({
  kind: 'contact-updated',
  conversation,
  contact: who,
});

export const delivery = (reply: number, became: Delivery): Of<'delivery-changed'> => ({
  kind: 'delivery-changed',
  conversation,
  reply,
  delivery: became,
});

export const erased = (): Of<'conversation-erased'> => ({ kind: 'conversation-erased', conversation });

export const deactivated = (member: MemberId): OfDirectory<'member-deactivated'> => ({
  kind: 'member-deactivated',
  member,
});
export const away = (member: MemberId): OfDirectory<'availability-changed'> => ({
  kind: 'availability-changed',
  member,
  availability: 'away',
});
export const available = (member: MemberId): OfDirectory<'availability-changed'> => ({
  kind: 'availability-changed',
  member,
  availability: 'available',
});
export const teamSet = (team: TeamId, ...members: MemberId[]): OfDirectory<'team-members-set'> => ({
  kind: 'team-members-set',
  team,
  members,
});
export const archived = (team: TeamId): OfDirectory<'team-archived'> => ({ kind: 'team-archived', team });
export const promoted = (member: MemberId): OfDirectory<'role-set'> => ({
  kind: 'role-set',
  member,
  role: 'admin',
});
export const demoted = (member: MemberId): OfDirectory<'role-set'> => ({
  kind: 'role-set',
  member,
  role: 'agent',
});
export const rejoined = (member: MemberId, name: string): OfDirectory<'member-joined'> => ({
  kind: 'member-joined',
  member,
  name,
  role: 'agent',
  colour: 200,
});
