import { m } from '#lib/i18n/paraglide/messages.js';
import type { ChannelId } from '#lib/rules/ids.ts';

/** What a channel is called; the built-in one by its name, others by the id that an admin gave them. */
export function channelName(channel: ChannelId): string {
  if (channel === 'web') return m.channel_web();
  // Behind the readable part the relay puts ten characters that are no one else's (docs/channels.md).
  const readable = channel.replace(/(?<=.)-[a-z2-7]{10}$/, '');
  return readable.charAt(0).toUpperCase() + readable.slice(1).replaceAll('-', ' ');
}
