// What the relay tells anybody of a channel: that it is there, and whom one writes to.

import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';

export type Lookup =
  | { kind: 'found'; workspace: WorkspaceId; name: string }
  | { kind: 'missing' }
  /** No answer, or none that says anything about the channel. */
  | { kind: 'unreachable' };

/** @param workspace null for the one workspace that the relay's short addresses stand for */
export async function lookUpChannel(
  fetch: typeof globalThis.fetch,
  workspace: WorkspaceId | null,
  channel: ChannelId,
): Promise<Lookup> {
  const path = workspace === null ? channel : `${workspace}/${channel}`;
  try {
    const response = await fetch(`/api/channels/${path}`);
    if (response.status === 404) return { kind: 'missing' };
    return response.ok ? parseLookup(await response.json()) : { kind: 'unreachable' };
  } catch {
    return { kind: 'unreachable' };
  }
}

function parseLookup(answer: unknown): Lookup {
  if (typeof answer !== 'object' || answer === null) return { kind: 'unreachable' };
  const workspace = 'workspace' in answer ? answer.workspace : null;
  const name = 'name' in answer ? answer.name : null;
  if (typeof workspace !== 'string' || typeof name !== 'string') return { kind: 'unreachable' };
  return { kind: 'found', workspace, name };
}
