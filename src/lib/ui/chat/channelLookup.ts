// What the relay tells anybody of a channel: that it is there, and whom one writes to.

import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import { areHours, type OfficeHours } from '#lib/rules/officeHours.ts';
import { parseColour } from '#lib/widget/colour.ts';

/** How a channel looks, as its admins have set it. Null: as the app does, in the visitor's own language, at any hour. */
export interface Look {
  colour: string | null;
  language: string | null;
  hours: OfficeHours | null;
}

export const PLAIN: Look = { colour: null, language: null, hours: null };

export type Lookup =
  | { kind: 'found'; workspace: WorkspaceId; name: string; look: Look }
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
  return { kind: 'found', workspace, name, look: parseLook('look' in answer ? answer.look : null) };
}

/** Also for what this browser kept of an earlier answer. What cannot be read is not there. */
export function parseLook(value: unknown): Look {
  if (typeof value !== 'object' || value === null) return PLAIN;
  const colour = 'colour' in value && typeof value.colour === 'string' ? parseColour(value.colour) : null;
  const language = 'language' in value && typeof value.language === 'string' ? value.language : null;
  return { colour, language, hours: parseHours('hours' in value ? value.hours : null) };
}

function parseHours(value: unknown): OfficeHours | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!('zone' in value && 'days' in value && 'from' in value && 'to' in value)) return null;
  const { zone, days, from, to } = value;
  if (typeof zone !== 'string' || typeof from !== 'number' || typeof to !== 'number') return null;
  if (!Array.isArray(days) || !days.every((day): day is number => typeof day === 'number')) return null;
  const hours = { zone, days, from, to };
  return areHours(hours) ? hours : null;
}
