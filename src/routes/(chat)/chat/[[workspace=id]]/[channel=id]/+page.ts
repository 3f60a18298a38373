import { error, redirect } from '@sveltejs/kit';
import { lookUpChannel, type Lookup } from '#lib/ui/chat/channelLookup.ts';
import { chatMemory, recall, remember } from '#lib/ui/chat/chatMemory.ts';
import type { PageLoad } from './$types.js';

/**
 * Finds out whom one writes to. What this browser has learned on an earlier visit is enough, so that the page opens
 * without a network; it is asked again in the background.
 */
export const load: PageLoad = async ({ params: { workspace, channel }, fetch }) => {
  if (workspace === undefined) redirect(307, `/chat/${await homeOf(channel, fetch)}/${channel}`);
  const key = chatMemory.team(workspace, channel);
  const known = recall(key);
  const asked = lookUpChannel(fetch, workspace, channel).then((answer) => {
    if (answer.kind === 'found') remember(key, answer.name);
    if (answer.kind === 'missing') {
      remember(key, '');
      remember(chatMemory.home(channel), '');
    }
    return answer;
  });
  return { workspace, channel, name: known === '' ? nameIn(await asked) : known };
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

/** Without an answer one can write all the same: the name comes with the conversation. */
function nameIn(answer: Lookup): string {
  switch (answer.kind) {
    case 'found':
      return answer.name;
    case 'missing':
      error(404);
    case 'unreachable':
      return '';
  }
}
