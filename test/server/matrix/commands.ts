// The table of commands. A new kind of command does not compile here until somebody says on which grounds it may be given.

import type { CommandKind } from '#lib/rules/command.ts';
import type { Ground } from '#lib/rules/access.ts';
import type { Reason } from '#lib/rules/refusal.ts';
import { CHANNEL, type BareCommand } from '../../support/startRelay.ts';
import type { Scene } from './scene.ts';
import type { Phase, Who } from './who.ts';

export interface CommandRow {
  /** As `who` would write it about a conversation. */
  command: (scene: Scene, who: Who, conversation: string) => BareCommand;
  may: readonly Ground[] | 'members' | 'admins';
  /** Whoever sees the conversation may be told this instead: what it asks for is so already, or is not there. */
  pointless?: readonly Reason[];
}

const ALL: readonly Ground[] = ['owner', 'collaborator', 'claimant', 'guest', 'teammate', 'admin'];
const NOT_GUESTS = ALL.filter((ground) => ground !== 'guest');
const ANSWERING: readonly Ground[] = ['owner', 'collaborator', 'claimant', 'guest'];
const DECIDING: readonly Ground[] = ['owner', 'collaborator', 'claimant', 'admin'];

const text = 'kenari';
const attachments: never[] = [];

export const COMMANDS: Record<CommandKind, CommandRow[]> = {
  reply: [
    {
      command: (_s, _w, conversation) => ({ kind: 'reply', conversation, text, attachments }),
      may: ANSWERING,
    },
  ],
  resend: [
    {
      // Nothing has failed: whoever may ask gets a yes that does nothing.
      command: (_s, _w, conversation) => ({ kind: 'resend', conversation, reply: 1 }),
      may: [...ANSWERING, 'admin'],
    },
  ],
  note: [
    {
      command: (_s, _w, conversation) => ({ kind: 'note', conversation, text, attachments, mention: null }),
      may: ALL,
    },
    {
      command: (_s, _w, conversation) => ({ kind: 'note', conversation, text, attachments, mention: 'none' }),
      may: NOT_GUESTS,
    },
  ],
  assign: [
    {
      command: (_s, _w, conversation) => ({
        kind: 'assign',
        conversation,
        to: { kind: 'member', member: 'none' },
      }),
      may: NOT_GUESTS,
    },
    {
      command: (_s, _w, conversation) => ({ kind: 'assign', conversation, to: { kind: 'me' } }),
      may: NOT_GUESTS,
    },
  ],
  'add-collaborators': [
    {
      command: (_s, _w, conversation) => ({ kind: 'add-collaborators', conversation, members: ['none'] }),
      may: NOT_GUESTS,
    },
  ],
  'remove-collaborator': [
    {
      command: (_s, _w, conversation) => ({
        kind: 'remove-collaborator',
        conversation,
        member: 'collaborator',
      }),
      may: NOT_GUESTS,
      pointless: ['not-a-collaborator'],
    },
  ],
  'set-status': [
    {
      command: (_s, _w, conversation) => ({ kind: 'set-status', conversation, status: { kind: 'closed' } }),
      may: DECIDING,
    },
  ],
  'end-mention': [
    {
      // Of a mention that the owner wrote: theirs to end, or an admin's.
      command: (_s, _w, conversation) => ({ kind: 'end-mention', conversation, member: 'guest' }),
      may: ['owner', 'admin'],
      pointless: ['not-mentioned'],
    },
  ],
  'start-conversation': [
    {
      command: ({ relay }) => ({
        kind: 'start-conversation',
        conversation: relay.newId(),
        contact: { id: 'new-contact', name: 'Budi', fields: {} },
        channel: CHANNEL,
        text,
      }),
      may: 'members',
    },
  ],
  'update-contact': [
    {
      command: (_s, _w, conversation) => ({
        kind: 'update-contact',
        conversation,
        name: 'Budi',
        fields: { city: text },
      }),
      may: ALL,
    },
  ],
  'save-draft': [
    {
      command: (_s, _w, conversation) => ({ kind: 'save-draft', conversation, tab: 'reply', text }),
      may: ALL,
    },
  ],
  'mark-read': [
    { command: (_s, _w, conversation) => ({ kind: 'mark-read', conversation, upTo: 1 }), may: ALL },
  ],
  'set-availability': [
    {
      command: (_s, who) => ({ kind: 'set-availability', member: who, availability: 'away' }),
      may: 'members',
    },
    {
      command: (_s, who) => ({ kind: 'set-availability', member: notSelf(who), availability: 'away' }),
      may: 'admins',
    },
  ],
  'rename-member': [
    { command: (_s, who) => ({ kind: 'rename-member', member: who, name: 'Siti' }), may: 'members' },
    { command: (_s, who) => ({ kind: 'rename-member', member: notSelf(who), name: 'Siti' }), may: 'admins' },
  ],
  'set-role': [
    { command: (_s, who) => ({ kind: 'set-role', member: who, role: 'admin' }), may: 'admins' },
    { command: () => ({ kind: 'set-role', member: 'none', role: 'admin' }), may: 'admins' },
  ],
  'deactivate-member': [{ command: () => ({ kind: 'deactivate-member', member: 'none' }), may: 'admins' }],
  'create-team': [
    {
      command: (_s, who) => ({ kind: 'create-team', team: 'mine', name: 'Mine', members: [who] }),
      may: 'admins',
    },
  ],
  'rename-team': [{ command: () => ({ kind: 'rename-team', team: 'sales', name: 'Mine' }), may: 'admins' }],
  'set-team-members': [
    {
      command: ({ salesNow }, who) => ({
        kind: 'set-team-members',
        team: 'sales',
        members: [who],
        before: salesNow,
      }),
      may: 'admins',
    },
  ],
  'archive-team': [{ command: () => ({ kind: 'archive-team', team: 'care' }), may: 'admins' }],
  'rename-workspace': [{ command: () => ({ kind: 'rename-workspace', name: 'Mine' }), may: 'admins' }],
  'set-intake': [{ command: () => ({ kind: 'set-intake', intake: { kind: 'unassigned' } }), may: 'admins' }],
  'set-preferences': [
    { command: () => ({ kind: 'set-preferences', preferences: { theme: 'dark' } }), may: 'members' },
  ],
  'dismiss-held': [
    { command: ({ relay }) => ({ kind: 'dismiss-held', command: relay.newId() }), may: 'members' },
  ],
  'dismiss-notification': [
    { command: () => ({ kind: 'dismiss-notification', notification: '1-budi' }), may: 'members' },
  ],
};

function notSelf(who: Who): Who {
  return who === 'none' ? 'first' : 'none';
}

type Grounds = Partial<Record<Who, Ground>>;
const AT_FIRST: Grounds = { first: 'claimant', admin: 'admin' };
const AT_LAST: Grounds = { first: 'owner', admin: 'admin' };
const OWNED: Grounds = {
  owner: 'owner',
  collaborator: 'collaborator',
  guest: 'guest',
  teammate: 'teammate',
  moved: 'teammate',
  former: 'teammate',
  admin: 'admin',
};
const { guest: _, ...OWNED_LAPSED } = OWNED;
const FREE: Grounds = { claimant: 'claimant', admin: 'admin' };

/** On which ground a member may see each of the two conversations; nobody here has two. */
export const GROUNDS: Record<'owned' | 'free', Record<Phase, Grounds>> = {
  owned: { before: AT_FIRST, during: OWNED, lastMs: OWNED, lapsed: OWNED_LAPSED, after: AT_LAST },
  free: { before: AT_FIRST, during: FREE, lastMs: FREE, lapsed: FREE, after: AT_LAST },
};
