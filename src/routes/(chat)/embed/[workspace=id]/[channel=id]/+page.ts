import { error } from '@sveltejs/kit';
import { EmbedHost } from '#lib/ui/chat/embedHost.svelte.ts';
import { loadChannel } from '#lib/ui/chat/loadChannel.ts';
import type { PageLoad } from './$types.js';

/** The page that the frame stands on is met first: it may be the one that keeps who the visitor is. */
export const load: PageLoad = async ({ params: { workspace, channel }, fetch }) => {
  const [host, loaded] = await Promise.all([EmbedHost.meet(window), loadChannel(fetch, workspace, channel)]);
  if (loaded.kind === 'missing') error(404);
  return { workspace, channel, name: loaded.name, look: loaded.look, host };
};
