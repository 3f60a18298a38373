// How a channel looks, as its admins have set it; asked once a page.

import { parseColour } from './colour.ts';

export type Asked =
  | { kind: 'told'; team: string; colour: string | null; language: string | null }
  /** There is none, or not on this site. */
  | { kind: 'refused'; why: string }
  /** No answer: the relay is down, or the page's policy does not let us ask. */
  | { kind: 'silent' };

/** Never rejects. @param relay its origin @param channel `workspace/channel` */
export async function askLook(relay: string, channel: string): Promise<Asked> {
  try {
    const answer = await fetch(`${relay}/api/channels/${channel}`, { credentials: 'omit' });
    const body: unknown = await answer.json();
    if (typeof body !== 'object' || body === null) return { kind: 'silent' };
    if (answer.ok) return told(body);
    const isFinal = answer.status === 403 || answer.status === 404;
    return isFinal && 'message' in body ? { kind: 'refused', why: String(body.message) } : { kind: 'silent' };
  } catch {
    return { kind: 'silent' };
  }
}

function told(body: object): Asked {
  const look: unknown = 'look' in body ? body.look : null;
  const of = typeof look === 'object' && look !== null ? (look as Record<string, unknown>) : {};
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    kind: 'told',
    team: ('name' in body ? text(body.name) : null) ?? '',
    colour: parseColour(text(of['colour'])),
    language: text(of['language']),
  };
}
