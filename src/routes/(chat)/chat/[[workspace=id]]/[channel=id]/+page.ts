import { error, redirect } from '@sveltejs/kit';
import { lookUpChannel } from '#lib/ui/chat/channelLookup.ts';
import { chatMemory, recall, remember } from '#lib/ui/chat/chatMemory.ts';
import { loadChannel } from '#lib/ui/chat/loadChannel.ts';
import type { PageLoad } from './$types.js';

export const load: PageLoad = async ({ params: { workspace, channel }, fetch }) => {
  if (workspace === undefined) redirect(307, `/chat/${await homeOf(channel, fetch)}/${channel}`);
  const loaded = await loadChannel(fetch, workspace, channel);
  if (loaded.kind === 'missing') error(404);
  return { workspace, channel, name: loaded.name, look: loaded.look };
};

/** The short address stands for one workspace; which one stays as it was on the first visit. */
async function homeOf(channel: string, fetch: typeof globalThis.fetch): Promise<string> {
  const key = chatMemory.home(channel);
  const known = recall(key);
  if (known !== '') return known;
  const answer = await lookUpChannel(fetch, null, channel);
  if (answer.kind === 'missing') error(404);
  if (answer.kind === 'unreachable') error(503);
  remember(key, answer.workspace);
  return answer.workspace;
}
