// What e-mail channels need beside what every channel has: trying out servers, and what was left in the mailbox.

import * as v from 'valibot';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import type { ChannelRow } from '../channels/channelTable.ts';
import { emailSettings, mailPassword, type EmailSettings } from '../channels/email/emailSettings.ts';
import { ApiError, limited, mustBeAdmin, readBody, type ApiContext, type ApiPorts } from './context.ts';

/** What is not given stays as it is. */
export const mailPasswords = v.strictObject({
  imap: v.exactOptional(mailPassword),
  smtp: v.exactOptional(mailPassword),
});
export type MailPasswords = v.InferOutput<typeof mailPasswords>;

const checking = v.strictObject({
  email: emailSettings,
  passwords: mailPasswords,
  /** Whose passwords are meant where none is given. */
  channel: v.exactOptional(v.string()),
});

/** Whether the servers would let us in, in a word each; nothing is stored. */
export async function postMailCheck(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace } = await mustBeAdmin(ports, context, context.req.param('workspace') ?? '');
  const { email, passwords, channel } = await readBody(context, checking);
  // It reaches out to others' machines.
  limited(context, ports.guesses, `mail-check/${workspace}`);
  const known = channel === undefined ? null : ports.channels.get(workspace, channel);
  const checked = await ports.emails.check(email, {
    imap: passwords.imap ?? (known ? storedPassword(ports, workspace, known, { email, of: 'imap' }) : ''),
    smtp: passwords.smtp ?? (known ? storedPassword(ports, workspace, known, { email, of: 'smtp' }) : ''),
  });
  return context.json(checked);
}

export function getSetAside(
  { emails }: ApiPorts,
  context: ApiContext,
  { workspace, row }: { workspace: WorkspaceId; row: ChannelRow },
): Response {
  return context.json({ mails: emails.setAside.list(workspace, row.id) });
}

/** @throws ApiError if another channel reads that mailbox: every mail would begin two conversations */
export function assertFreeAddress(
  { channels }: ApiPorts,
  workspace: WorkspaceId,
  { id, address }: { id: ChannelId | null; address: string },
): void {
  const taken = channels
    .list(workspace)
    .some((row) => row.kind === 'email' && row.id !== id && settingsOf(row).address === address);
  if (taken) throw new ApiError(409, 'address-taken', 'Another channel has this address.');
}

/** Stores what is given. A new server needs its password anew: nobody gets one by naming a server of their own. */
export function keepPasswords(
  { emails }: ApiPorts,
  { workspace, row }: { workspace: WorkspaceId; row: ChannelRow },
  { email, passwords }: { email: EmailSettings; passwords: MailPasswords },
): void {
  for (const side of ['imap', 'smtp'] as const) {
    const password = passwords[side] ?? (sameServer(settingsOf(row)[side], email[side]) ? null : undefined);
    if (password === undefined)
      throw new ApiError(400, 'password-needed', `passwords.${side}: another server needs its password.`);
    if (password !== null) emails.passwords.set(workspace, row.id, side, password);
  }
}

export function settingsOf(row: ChannelRow): EmailSettings {
  return v.parse(emailSettings, row.settings);
}

function storedPassword(
  { emails }: ApiPorts,
  workspace: WorkspaceId,
  row: ChannelRow,
  { email, of }: { email: EmailSettings; of: 'imap' | 'smtp' },
): string {
  if (row.kind !== 'email' || !sameServer(settingsOf(row)[of], email[of])) return '';
  return emails.passwords.get(workspace, row.id, of) ?? '';
}

function sameServer(a: EmailSettings['imap'], b: EmailSettings['imap']): boolean {
  return a.host === b.host && a.port === b.port && a.security === b.security && a.user === b.user;
}
