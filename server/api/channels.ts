// What a customer's page has to know of a channel, without being anybody.

import { isId, type ChannelId, type WorkspaceId } from '#lib/rules/ids.ts';
import { ApiError, type ApiContext, type ApiPorts } from './context.ts';

export function getChannel({ channels }: ApiPorts, context: ApiContext): Response {
  const { workspace = '', channel = '' } = context.req.param();
  return answer(channels, context, workspace, channel);
}

/** The short form: the demo's channel, or that of the only workspace which has one of this name. */
export function getOnlyChannel({ channels, demo }: ApiPorts, context: ApiContext): Response {
  const { channel = '' } = context.req.param();
  const workspace = demo?.workspace ?? (isId(channel) ? channels.onlyHomeOf(channel) : null);
  return answer(channels, context, workspace ?? '', channel);
}

function answer(
  channels: ApiPorts['channels'],
  context: ApiContext,
  workspace: WorkspaceId,
  channel: ChannelId,
): Response {
  const row = isId(workspace) && isId(channel) ? channels.get(workspace, channel) : null;
  const name = row?.enabled && row.kind === 'web-chat' ? row.name : null;
  if (name === null) throw new ApiError(404, 'no-such-channel', 'There is no such channel.');
  return context.json({ workspace, channel, kind: 'web-chat', name });
}
