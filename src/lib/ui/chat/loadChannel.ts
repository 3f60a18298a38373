// Finds out whom one writes to. What this browser has learned on an earlier visit is enough, so that the page opens without a
// network; it is asked again in the background.

import { lookUpChannel, parseLook, PLAIN, type Look } from './channelLookup.ts';
import { chatMemory, recall, remember } from './chatMemory.ts';

export type Loaded =
  /** Without an answer one can write all the same: the name, empty until then, comes with the conversation. */
  { kind: 'here'; name: string; look: Look } | { kind: 'missing' };

export async function loadChannel(
  fetch: typeof globalThis.fetch,
  workspace: string,
  channel: string,
): Promise<Loaded> {
  const key = chatMemory.team(workspace, channel);
  const lookKey = chatMemory.look(workspace, channel);
  const known = recall(key);
  const asked = lookUpChannel(fetch, workspace, channel).then((answer) => {
    if (answer.kind === 'found') {
      remember(key, answer.name);
      remember(lookKey, JSON.stringify(answer.look));
    }
    if (answer.kind === 'missing')
      for (const name of [key, lookKey, chatMemory.home(channel)]) remember(name, '');
    return answer;
  });
  if (known !== '') return { kind: 'here', name: known, look: kept(recall(lookKey)) };
  const answer = await asked;
  if (answer.kind === 'missing') return answer;
  if (answer.kind === 'unreachable') return { kind: 'here', name: '', look: PLAIN };
  return { kind: 'here', name: answer.name, look: answer.look };
}

function kept(json: string): Look {
  try {
    return parseLook(JSON.parse(json));
  } catch {
    // Nothing, or another's.
    return PLAIN;
  }
}
