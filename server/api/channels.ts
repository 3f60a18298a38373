// What a customer's page has to know of a channel, without being anybody.

import { isId } from '#lib/rules/ids.ts';
import { ApiError, type ApiContext, type ApiPorts } from './context.ts';

export function getChannel({ channels }: ApiPorts, context: ApiContext): Response {
  const { workspace = '', channel = '' } = context.req.param();
  const name = isId(workspace) && isId(channel) ? channels.nameOf(workspace, channel) : null;
  if (name === null) throw new ApiError(404, 'no-such-channel', 'There is no such channel.');
  return context.json({ workspace, channel, kind: 'web-chat', name });
}
