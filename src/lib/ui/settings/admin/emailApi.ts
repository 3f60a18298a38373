// E-mail channels, for admins. Each of these throws an ApiProblem where the relay does not do it.

import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import { call } from '../../account/api.ts';

export type Security = 'tls' | 'starttls' | 'none';

const server = v.object({
  host: v.string(),
  port: v.number(),
  security: v.picklist(['tls', 'starttls', 'none']),
  user: v.string(),
});
/** What the relay tells of an e-mail channel; passwords are no part of it. */
export const emailShape = v.object({ address: v.string(), imap: server, smtp: server, tagged: v.boolean() });
export type EmailSettings = v.InferOutput<typeof emailShape>;

export const mailboxShape = v.object({
  state: v.picklist(['connecting', 'reading', 'waiting']),
  reason: v.optional(v.string()),
});
export type MailboxState = v.InferOutput<typeof mailboxShape>;

/** A server as it stands in a form. */
export interface ServerDraft {
  host: string;
  port: string;
  security: Security;
  user: string;
  /** Empty: as it was. */
  password: string;
}
export interface EmailDraft {
  name: string;
  address: string;
  imap: ServerDraft;
  smtp: ServerDraft;
  tagged: boolean;
}

const PORTS: Record<'imap' | 'smtp', Record<Security, string>> = {
  imap: { tls: '993', starttls: '143', none: '143' },
  smtp: { tls: '465', starttls: '587', none: '25' },
};

export function emptyDraft(): EmailDraft {
  const of = (kind: 'imap' | 'smtp'): ServerDraft => ({
    ...{ host: '', port: PORTS[kind].tls, security: 'tls', user: '', password: '' },
  });
  return { name: '', address: '', imap: of('imap'), smtp: of('smtp'), tagged: false };
}

export function draftOf(name: string, email: EmailSettings): EmailDraft {
  const of = (one: EmailSettings['imap']): ServerDraft => ({ ...one, port: String(one.port), password: '' });
  return { name, address: email.address, imap: of(email.imap), smtp: of(email.smtp), tagged: email.tagged };
}

/** The usual port of another way to connect, unless somebody has chosen one of their own. */
export function portFor(kind: 'imap' | 'smtp', { port }: ServerDraft, security: Security): string {
  return Object.values(PORTS[kind]).includes(port) ? PORTS[kind][security] : port;
}

function settingsOf({ address, imap, smtp, tagged }: EmailDraft): EmailSettings {
  const whole = address.trim().toLowerCase();
  const of = ({ host, port, security, user }: ServerDraft): EmailSettings['imap'] => ({
    ...{ host: host.trim(), port: Number(port), security },
    user: user.trim() || whole,
  });
  return { address: whole, imap: of(imap), smtp: of(smtp), tagged };
}

/** Most providers have one password for both. */
function passwordsOf({ imap, smtp }: EmailDraft): { imap?: string; smtp?: string } {
  const forSmtp = smtp.password || imap.password;
  return { ...(imap.password && { imap: imap.password }), ...(forSmtp && { smtp: forSmtp }) };
}

const under = (workspace: WorkspaceId): string => `/api/workspaces/${workspace}/channels`;

export async function makeEmail(workspace: WorkspaceId, draft: EmailDraft): Promise<void> {
  const body = { name: draft.name.trim(), email: settingsOf(draft), passwords: passwordsOf(draft) };
  await call('POST', under(workspace), { kind: 'email', ...body });
}

export async function changeEmail(
  workspace: WorkspaceId,
  channel: ChannelId,
  draft: EmailDraft,
): Promise<void> {
  const body = { name: draft.name.trim(), email: settingsOf(draft), passwords: passwordsOf(draft) };
  await call('PATCH', `${under(workspace)}/${channel}`, body);
}

const checked = v.object({ imap: v.nullable(v.string()), smtp: v.nullable(v.string()) });
export type Checked = v.InferOutput<typeof checked>;

/** What both servers say, null where all is well. @param channel whose passwords are meant where none is given */
export async function checkEmail(
  workspace: WorkspaceId,
  draft: EmailDraft,
  channel: ChannelId | null,
): Promise<Checked> {
  const body = {
    email: settingsOf(draft),
    passwords: passwordsOf(draft),
    ...(channel !== null && { channel }),
  };
  return v.parse(checked, await call('POST', `/api/workspaces/${workspace}/mail-check`, body));
}

const setAside = v.object({
  mails: v.array(v.object({ at: v.number(), from: v.string(), subject: v.string(), why: v.string() })),
});
export type SetAsideMail = v.InferOutput<typeof setAside>['mails'][number];

export async function fetchSetAside(workspace: WorkspaceId, channel: ChannelId): Promise<SetAsideMail[]> {
  return v.parse(setAside, await call('GET', `${under(workspace)}/${channel}/set-aside`)).mails;
}

/** Why a server cannot be used, in words. */
export function serverProblem(reason: string): string {
  switch (reason) {
    case 'no-such-host':
      return m.mail_no_such_host();
    case 'private-address':
      return m.mail_private_address();
    case 'certificate':
      return m.mail_certificate();
    case 'no-tls':
      return m.mail_no_tls();
    case 'login':
      return m.mail_login();
    default:
      return m.mail_unreachable();
  }
}

/** Why a mail is in no conversation, in words. */
export function setAsideReason(why: string): string {
  switch (why) {
    case 'own':
      return m.mail_aside_own();
    case 'no-sender':
      return m.mail_aside_no_sender();
    case 'unreadable':
      return m.mail_aside_unreadable();
    case 'flood':
      return m.mail_aside_flood();
    case 'bounce':
      return m.mail_aside_bounce();
    default:
      return m.mail_aside_automatic();
  }
}
