// Webhook channels, for admins. Each of these throws an ApiProblem where the relay does not do it.

import * as v from 'valibot';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import { call } from '../../account/api.ts';

const made = v.object({ secret: v.string() });
const lost = v.object({
  undelivered: v.array(
    v.object({
      dispatch: v.string(),
      conversation: v.string(),
      reply: v.number(),
      state: v.picklist(['failed', 'unknown']),
      reason: v.string(),
      at: v.number(),
    }),
  ),
});
const tries = v.object({
  tries: v.array(
    v.object({
      dispatch: v.string(),
      attempt: v.number(),
      at: v.number(),
      tookMs: v.number(),
      answer: v.picklist(['accepted', 'refused', 'busy', 'no-answer']),
      reason: v.string(),
      status: v.nullable(v.number()),
      said: v.string(),
    }),
  ),
});

export interface NewWebhook {
  name: string;
  url: string;
  deduplicates: boolean;
}
/** What admins look at: replies that may not have arrived, and the newest tries. */
export interface Outgoing {
  undelivered: v.InferOutput<typeof lost>['undelivered'];
  tries: v.InferOutput<typeof tries>['tries'];
}

const under = (workspace: WorkspaceId): string => `/api/workspaces/${workspace}/channels`;

/** The secret; nobody can ever see it again. */
export async function makeWebhook(workspace: WorkspaceId, webhook: NewWebhook): Promise<string> {
  return v.parse(made, await call('POST', under(workspace), { kind: 'webhook', ...webhook })).secret;
}

export async function changeWebhook(
  workspace: WorkspaceId,
  channel: ChannelId,
  webhook: NewWebhook,
): Promise<void> {
  await call('PATCH', `${under(workspace)}/${channel}`, { ...webhook });
}

/** The new secret; the one before stays valid for a day, unless `endOld`. */
export async function changeSecret(
  workspace: WorkspaceId,
  channel: ChannelId,
  endOld: boolean,
): Promise<string> {
  return v.parse(made, await call('POST', `${under(workspace)}/${channel}/secrets`, { endOld })).secret;
}

export async function switchChannel(
  workspace: WorkspaceId,
  channel: ChannelId,
  enabled: boolean,
): Promise<void> {
  await call('PATCH', `${under(workspace)}/${channel}`, { enabled });
}

export async function fetchOutgoing(workspace: WorkspaceId, channel: ChannelId): Promise<Outgoing> {
  const [waiting, newest] = await Promise.all([
    call('GET', `${under(workspace)}/${channel}/undelivered`),
    call('GET', `${under(workspace)}/${channel}/tries`),
  ]);
  return { ...v.parse(lost, waiting), ...v.parse(tries, newest) };
}
