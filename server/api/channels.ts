// What a customer's page has to know of a channel, without being anybody.

import { isId, type ChannelId, type WorkspaceId } from '#lib/rules/ids.ts';
import { ApiError, mustBeAdmin, type ApiContext, type ApiPorts } from './context.ts';

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

/** All of a workspace's, with where customers find them. */
export async function getChannels(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace } = await mustBeAdmin(ports, context, context.req.query('workspace') ?? '');
  const base = ports.origins.baseUrl(context.req.header('host'));
  const channels = ports.channels
    .list(workspace)
    .map(({ id, name }) => ({ id, kind: 'web-chat', name, link: `${base}/chat/${workspace}/${id}` }));
  return context.json({ channels });
}

function answer(
  channels: ApiPorts['channels'],
  context: ApiContext,
  workspace: WorkspaceId,
  channel: ChannelId,
): Response {
  const name = isId(workspace) && isId(channel) ? channels.nameOf(workspace, channel) : null;
  if (name === null) throw new ApiError(404, 'no-such-channel', 'There is no such channel.');
  return context.json({ workspace, channel, kind: 'web-chat', name });
}
