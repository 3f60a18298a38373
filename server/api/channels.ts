// What a customer's page, or the widget on a company's site, has to know of a channel, without being anybody.

import { isId, type ChannelId, type WorkspaceId } from '#lib/rules/ids.ts';
import { webChatOf } from '../channels/webChatSettings.ts';
import { errorBody, type ApiContext, type ApiPorts } from './context.ts';

export function getChannel(ports: ApiPorts, context: ApiContext): Response {
  const { workspace = '', channel = '' } = context.req.param();
  return answer(ports, context, workspace, channel);
}

/** The short form: the demo's channel, or that of the only workspace which has one of this name. */
export function getOnlyChannel(ports: ApiPorts, context: ApiContext): Response {
  const { channel = '' } = context.req.param();
  const workspace = ports.demo?.workspace ?? (isId(channel) ? ports.channels.onlyHomeOf(channel) : null);
  return answer(ports, context, workspace ?? '', channel);
}

/**
 * The only answer that pages of other sites may read: those that an admin named, and without a cookie. Others may read that
 * they may not, so that whoever sets up the widget sees why there is none.
 */
function answer(
  { channels, origins }: ApiPorts,
  context: ApiContext,
  workspace: WorkspaceId,
  channel: ChannelId,
): Response {
  const chat = webChatOf(channels, workspace, channel);
  const { origin, host } = context.req.header();
  if (origin !== undefined && !origins.allows(origin, host)) {
    const allowed = chat?.origins.includes(origin) === true;
    context.header('Vary', 'Origin');
    context.header('Access-Control-Allow-Origin', allowed ? origin : '*');
    if (chat && !allowed) {
      const words = `${origin} is not among the sites that may show this chat. An admin adds it in Settings, Channels.`;
      return context.json(errorBody('origin-not-allowed', words), 403);
    }
  }
  // Not thrown: what is thrown forgets who may read it.
  if (!chat) return context.json(errorBody('no-such-channel', 'There is no such channel.'), 404);
  return context.json(shown(workspace, channel, chat));
}

function shown(
  workspace: WorkspaceId,
  channel: ChannelId,
  chat: NonNullable<ReturnType<typeof webChatOf>>,
): unknown {
  const { colour, language, hours } = chat;
  const name = chat.team === '' ? chat.name : chat.team;
  return { workspace, channel, kind: 'web-chat', name, look: { colour, language, hours } };
}
