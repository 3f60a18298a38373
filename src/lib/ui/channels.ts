import { m } from '#lib/i18n/paraglide/messages.js';
import type { ChannelId } from '#lib/rules/ids.ts';

/** What a channel is called; the built-in one by its name, others by the id that an admin gave them. */
export function channelName(channel: ChannelId): string {
  if (channel === 'web') return m.channel_web();
  return channel.charAt(0).toUpperCase() + channel.slice(1).replaceAll('-', ' ');
}
