// What only the relay knows, for admins: open invites, channels, and what a change would do.

import * as v from 'valibot';
import type { ChannelId, MemberId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Role } from '#lib/rules/directory.ts';
import type { Wish } from '#lib/doc/client/views.ts';
import { call } from '../../account/api.ts';
import { webChat, type WebChat } from './webChat.ts';
import { emailShape, mailboxShape, type EmailSettings, type MailboxState } from './emailApi.ts';

export interface OpenInvite {
  id: string;
  role: Role;
  createdBy: MemberId;
  expiresAt: number;
}

export interface Channel {
  id: ChannelId;
  kind: 'web-chat' | 'webhook' | 'email';
  name: string;
  enabled: boolean;
  /** Where customers open it, or where a company's server brings their messages. */
  link: string;
  /** Of a web chat: where its widget is, and what was set of it. */
  script?: string | undefined;
  chat?: WebChat | undefined;
  /** Where the replies of a webhook go. */
  url?: string | undefined;
  deduplicates?: boolean | undefined;
  /** Of an e-mail channel; the mailbox is null where nobody reads it. */
  email?: EmailSettings | undefined;
  mailbox?: MailboxState | null | undefined;
}

/** A change of which somebody wants to know first what it does. */
export type Weighty = Extract<Wish, { kind: 'deactivate-member' | 'archive-team' | 'set-team-members' }>;

/** Asked before it is done. */
export interface Question {
  title: string;
  hint: string;
  label: string;
  wish: Weighty;
}

const waiting = { open: v.number(), snoozed: v.number() };
const preview = v.object({
  unassigned: v.array(v.object({ team: v.string(), ...waiting })),
  intake: v.object(waiting),
  kept: v.object(waiting),
  closed: v.number(),
  collaborating: v.number(),
  mentioned: v.number(),
});
export type Preview = v.InferOutput<typeof preview>;

const invites = v.object({
  invites: v.array(
    v.object({
      id: v.string(),
      role: v.picklist(['admin', 'agent']),
      createdBy: v.string(),
      expiresAt: v.number(),
    }),
  ),
});
const made = v.object({ link: v.string(), expiresAt: v.number() });
const channels = v.object({
  channels: v.array(
    v.object({
      id: v.string(),
      kind: v.picklist(['web-chat', 'webhook', 'email']),
      name: v.string(),
      enabled: v.boolean(),
      link: v.string(),
      url: v.optional(v.string()),
      script: v.optional(v.string()),
      chat: v.optional(webChat),
      deduplicates: v.optional(v.boolean()),
      email: v.optional(emailShape),
      mailbox: v.nullish(mailboxShape),
    }),
  ),
});

/** Each of these throws an ApiProblem where the relay does not do it. */
export async function fetchInvites(workspace: WorkspaceId): Promise<OpenInvite[]> {
  return v.parse(invites, await call('GET', `/api/invites?workspace=${workspace}`)).invites;
}

/** The link; nobody can ever see it again. */
export async function makeInvite(workspace: WorkspaceId, role: Role): Promise<string> {
  return v.parse(made, await call('POST', '/api/invites', { workspace, role })).link;
}

/** The link by which a member chooses a new password; nobody can ever see it again. */
export async function makeReset(workspace: WorkspaceId, member: MemberId): Promise<string> {
  return v.parse(made, await call('POST', `/api/members/${workspace}/${member}/reset`, {})).link;
}

export async function signOutMember(workspace: WorkspaceId, member: MemberId): Promise<void> {
  await call('POST', `/api/members/${workspace}/${member}/sign-out`, {});
}

export async function revokeInvite(workspace: WorkspaceId, invite: string): Promise<void> {
  await call('DELETE', `/api/invites/${encodeURIComponent(invite)}?workspace=${workspace}`);
}

export async function fetchChannels(workspace: WorkspaceId): Promise<Channel[]> {
  return v.parse(channels, await call('GET', `/api/channels?workspace=${workspace}`)).channels;
}

export async function fetchPreview(workspace: WorkspaceId, wish: Weighty): Promise<Preview> {
  return v.parse(preview, await call('POST', `/api/preview/${workspace}`, wish));
}

export async function letBackIn(workspace: WorkspaceId, member: MemberId): Promise<void> {
  await call('POST', `/api/members/${workspace}/${member}/rejoin`, {});
}
