// Channels, for admins: set up, change, switch off, look after.

import * as v from 'valibot';
import { undelivered } from '#lib/rules/conversation.ts';
import type { ChannelChange } from '#lib/rules/event.ts';
import { byMember, type MemberId, type WorkspaceId } from '#lib/rules/ids.ts';
import { base32 } from '../accounts/secret.ts';
import type { ChannelRow } from '../channels/channelTable.ts';
import { readWebChat, webChatSettings } from '../channels/webChatSettings.ts';
import {
  parseWebhookUrl,
  webhookSettings,
  type WebhookSettings,
} from '../channels/webhook/webhookChannel.ts';
import { emailSettings, mailPassword, type EmailSettings } from '../channels/email/emailSettings.ts';
import { assertFreeAddress, getSetAside, keepPasswords, mailPasswords, settingsOf } from './emailChannels.ts';
import { ApiError, mustBeAdmin, readBody, type ApiContext, type ApiPorts } from './context.ts';
import { name } from './forms.ts';

const url = webhookSettings.entries.url;
const { deduplicates } = webhookSettings.entries;

const wanted = v.variant('kind', [
  v.strictObject({ kind: v.literal('web-chat'), name }),
  v.strictObject({ kind: v.literal('webhook'), name, url, deduplicates }),
  v.strictObject({
    kind: v.literal('email'),
    name,
    email: emailSettings,
    passwords: v.strictObject({ imap: mailPassword, smtp: mailPassword }),
  }),
]);
type Wanted = v.InferOutput<typeof wanted>;
const changes = v.strictObject({
  name: v.exactOptional(name),
  enabled: v.exactOptional(v.boolean()),
  url: v.exactOptional(url),
  deduplicates: v.exactOptional(deduplicates),
  email: v.exactOptional(emailSettings),
  passwords: v.exactOptional(mailPasswords),
  chat: v.exactOptional(webChatSettings),
});

/** More is no team's, and a list has to fit on a page. */
const CHANNELS_MAX = 100;
/** Behind the readable part of an id: 50 bits, so that a channel's id is nobody else's in any workspace. */
const SUFFIX_BYTES = 6;
const SUFFIX_LENGTH = 10;
const READABLE_MAX = 24;

/** All of a workspace's, with where customers find them. */
export async function getChannels(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace } = await mustBeAdmin(ports, context, context.req.query('workspace') ?? '');
  const rows = ports.channels.list(workspace);
  return context.json({ channels: rows.map((row) => shown(ports, context, { workspace, row })) });
}

export async function postChannel(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace, member } = await admin(ports, context);
  const asked = await readBody(context, wanted);
  const { channels, webhooks, chance } = ports;
  if (channels.list(workspace).length >= CHANNELS_MAX) {
    throw new ApiError(409, 'too-many-channels', `A workspace has at most ${CHANNELS_MAX} channels.`);
  }
  const settings = settingsWanted(ports, workspace, asked);
  const suffix = base32(chance.bytes(SUFFIX_BYTES)).slice(0, SUFFIX_LENGTH);
  const row = {
    id: `${readable(asked.name)}-${suffix}`,
    kind: asked.kind,
    name: asked.name,
    enabled: true,
    settings,
  };
  await tell(ports, { workspace, member, row }, ['made']);
  channels.add(workspace, row);
  if (asked.kind === 'email') {
    ports.emails.passwords.set(workspace, row.id, 'imap', asked.passwords.imap);
    ports.emails.passwords.set(workspace, row.id, 'smtp', asked.passwords.smtp);
    ports.emails.follow(workspace, row);
  }
  // The only time that the secret itself is shown.
  const secret = asked.kind === 'webhook' ? webhooks.secrets.rotate(workspace, row.id) : null;
  return context.json({ channel: shown(ports, context, { workspace, row }), secret }, 201);
}

export async function patchChannel(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace, member, row } = await channelOf(ports, context);
  const change = await readBody(context, changes);
  const settings = changedSettings(ports, { workspace, row }, change);
  const after = { ...row, name: change.name ?? row.name, enabled: change.enabled ?? row.enabled, settings };
  const told = changesBetween(row, after, change.passwords !== undefined);
  await tell(ports, { workspace, member, row: after }, told);
  ports.channels.edit(workspace, after);
  ports.emails.follow(workspace, after);
  if (!after.enabled) ports.relay.closeChannel(workspace, after.id);
  return context.json({ channel: shown(ports, context, { workspace, row: after }) });
}

/** A new secret. The one before stays valid for a day, unless `{"endOld": true}`. */
export async function postSecret(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace, member, row } = await webhookOf(ports, context);
  const { endOld } = await readBody(context, v.strictObject({ endOld: v.boolean() }));
  const { secrets } = ports.webhooks;
  await tell(ports, { workspace, member, row }, [endOld ? 'secret-replaced' : 'secret-renewed']);
  const secret = secrets.rotate(workspace, row.id);
  if (endOld) secrets.endOld(workspace, row.id);
  return context.json({ secret, channel: shown(ports, context, { workspace, row }) }, 201);
}

interface Managed {
  workspace: WorkspaceId;
  /** The admin. */
  member: MemberId;
  row: ChannelRow;
}

/** Into the log, before it is done: nothing happens to a channel that the audit does not show. */
async function tell(
  { relay }: ApiPorts,
  { workspace, member, row }: Managed,
  told: ChannelChange[],
): Promise<void> {
  if (told.length === 0) return;
  const input = { kind: 'change-channel' as const, channel: row.id, name: row.name, changes: told };
  await relay.submit(workspace, input, byMember(member));
}

function changesBetween(before: ChannelRow, after: ChannelRow, passwords: boolean): ChannelChange[] {
  const settings = JSON.stringify(before.settings) !== JSON.stringify(after.settings);
  return [
    ...(before.name === after.name ? [] : ['renamed' as const]),
    ...(settings || passwords ? ['changed' as const] : []),
    ...(before.enabled === after.enabled
      ? []
      : [after.enabled ? ('switched-on' as const) : ('switched-off' as const)]),
  ];
}

export async function getTries(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace, row } = await channelOf(ports, context);
  return context.json({ tries: ports.webhooks.history.tries(workspace, row.id) });
}

/** Mails that are in no conversation. */
export async function getMailsSetAside(ports: ApiPorts, context: ApiContext): Promise<Response> {
  return getSetAside(ports, context, await channelOf(ports, context));
}

/** Replies that failed or of which nobody knows. A member sends one again with the command `resend`. */
export async function getUndelivered(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace, row } = await channelOf(ports, context);
  const lost = ports.webhooks.history.undelivered(workspace, row.id, (conversation, reply) => {
    const card = ports.relay.card(workspace, conversation);
    return card !== null && undelivered(card).includes(reply);
  });
  return context.json({ undelivered: lost });
}

/** `link`: where customers write, or where their messages are brought. */
function shown(
  { webhooks, emails, origins }: ApiPorts,
  context: ApiContext,
  { workspace, row }: { workspace: WorkspaceId; row: ChannelRow },
): unknown {
  const { id, kind, name: called, enabled, settings } = row;
  const base = origins.baseUrl(context.req.header('host'));
  const common = { id, kind, name: called, enabled };
  switch (kind) {
    case 'web-chat':
      return {
        ...common,
        link: `${base}/chat/${workspace}/${id}`,
        script: `${base}/widget.js`,
        chat: readWebChat(settings),
      };
    case 'webhook':
      return {
        ...common,
        link: `${base}/api/channels/${id}/messages`,
        ...v.parse(webhookSettings, settings),
        secrets: webhooks.secrets.describe(workspace, id),
      };
    case 'email': {
      const email = settingsOf(row);
      return {
        ...common,
        link: `mailto:${email.address}`,
        email,
        mailbox: emails.stateOf(workspace, id),
      };
    }
  }
}

function settingsWanted(
  ports: ApiPorts,
  workspace: WorkspaceId,
  asked: Wanted,
): WebhookSettings | EmailSettings | object {
  switch (asked.kind) {
    case 'web-chat':
      return {};
    case 'webhook':
      return { url: goodUrl(ports, asked.url), deduplicates: asked.deduplicates };
    case 'email':
      assertFreeAddress(ports, workspace, { id: null, address: asked.email.address });
      return asked.email;
  }
}

function changedSettings(
  ports: ApiPorts,
  { workspace, row }: { workspace: WorkspaceId; row: ChannelRow },
  change: v.InferOutput<typeof changes>,
): unknown {
  const ofWebhook = change.url !== undefined || change.deduplicates !== undefined;
  const ofEmail = change.email !== undefined || change.passwords !== undefined;
  const foreign =
    (ofWebhook && row.kind !== 'webhook') ||
    (ofEmail && row.kind !== 'email') ||
    (change.chat !== undefined && row.kind !== 'web-chat');
  if (foreign) throw new ApiError(400, 'malformed', 'This kind of channel has no such setting.');
  if (row.kind === 'email') {
    const email = change.email ?? settingsOf(row);
    assertFreeAddress(ports, workspace, { id: row.id, address: email.address });
    keepPasswords(ports, { workspace, row }, { email, passwords: change.passwords ?? {} });
    return email;
  }
  if (row.kind === 'web-chat') return change.chat ?? row.settings;
  const before = v.parse(webhookSettings, row.settings);
  return {
    url: change.url === undefined ? before.url : goodUrl(ports, change.url),
    deduplicates: change.deduplicates ?? before.deduplicates,
  };
}

function goodUrl({ webhooks }: ApiPorts, text: string): string {
  const parsed = parseWebhookUrl(text, webhooks.allowPrivate);
  if (parsed) return parsed.href;
  throw new ApiError(400, 'bad-url', 'An address that begins with https://, without a password in it.');
}

/** The name as far as an address can show it; ids cannot be chosen, so that none is taken in another workspace. */
function readable(text: string): string {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, READABLE_MAX)
    .replaceAll(/^-+|-+$/g, '');
  return slug || 'channel';
}

async function admin(ports: ApiPorts, context: ApiContext): Promise<Omit<Managed, 'row'>> {
  return await mustBeAdmin(ports, context, context.req.param('workspace') ?? '');
}

async function channelOf(ports: ApiPorts, context: ApiContext): Promise<Managed> {
  const { workspace, member } = await admin(ports, context);
  const row = ports.channels.get(workspace, context.req.param('channel') ?? '');
  if (!row) throw new ApiError(404, 'no-such-channel', 'There is no such channel.');
  return { workspace, member, row };
}

async function webhookOf(ports: ApiPorts, context: ApiContext): Promise<Managed> {
  const found = await channelOf(ports, context);
  if (found.row.kind === 'webhook') return found;
  throw new ApiError(409, 'no-webhook', 'Only webhooks have a secret.');
}
