// Awareness as a client sees it: what it says, and what it came to know from the bytes it was sent.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { PresenceState } from '#lib/doc/presence.ts';
import type { TestClient } from './testClient.ts';

const AWARENESS = 1;

export interface Told {
  client: number;
  clock: number;
  state: PresenceState | null;
}

/** What a client may send under any name: JSON text as it is, or a state. */
export function awareness(...entries: { client: number; clock?: number; state: unknown }[]): Uint8Array {
  const update = encoding.createEncoder();
  encoding.writeVarUint(update, entries.length);
  for (const { client, clock = 1, state } of entries) {
    encoding.writeVarUint(update, client);
    encoding.writeVarUint(update, clock);
    encoding.writeVarString(update, typeof state === 'string' ? state : JSON.stringify(state));
  }
  const message = encoding.createEncoder();
  encoding.writeVarUint(message, AWARENESS);
  encoding.writeVarUint8Array(message, encoding.toUint8Array(update));
  return encoding.toUint8Array(message);
}

/** Every awareness entry that a client was sent, in order. */
export function told(client: TestClient): Told[] {
  return client.received.flatMap((message) => {
    const decoder = decoding.createDecoder(message);
    if (decoding.readVarUint(decoder) !== AWARENESS) return [];
    const update = decoding.createDecoder(decoding.readVarUint8Array(decoder));
    return Array.from({ length: decoding.readVarUint(update) }, () => ({
      client: decoding.readVarUint(update),
      clock: decoding.readVarUint(update),
      state: JSON.parse(decoding.readVarString(update)) as PresenceState | null,
    }));
  });
}

/** Who is there, for y-protocols, which takes what is newer than what it has. */
export function present(client: TestClient): Map<number, PresenceState> {
  const clocks = new Map<number, number>();
  const states = new Map<number, PresenceState>();
  for (const entry of told(client)) {
    if (entry.clock <= (clocks.get(entry.client) ?? 0)) continue;
    clocks.set(entry.client, entry.clock);
    if (entry.state) states.set(entry.client, entry.state);
    else states.delete(entry.client);
  }
  return states;
}
