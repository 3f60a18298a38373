// Why there is no connection. A browser is not told why a handshake was refused: it asks the relay by the other way.

import { WIRE_VERSION } from '../wire.ts';

export type SocketState =
  | { kind: 'live'; since: number }
  | { kind: 'connecting'; since: number }
  | { kind: 'offline'; since: number }
  | { kind: 'signed-out'; since: number }
  /** The relay speaks a newer wire than this code: only a newer app can be understood. */
  | { kind: 'app-older'; since: number }
  /** The relay speaks an older wire than this code. */
  | { kind: 'relay-older'; since: number }
  | { kind: 'closed'; since: number };

/** What the relay answers to whoever cannot connect. */
export interface RelaySays {
  /** Whether it knows this browser's session. */
  signedIn: boolean;
  /** Which version of the wire it speaks; null if it does not say. */
  wire: number | null;
}

/** @param says null if the relay could not be asked. @param isVisitors visitors have no session */
export function whyNot(
  says: RelaySays | null,
  isVisitors: boolean,
): 'offline' | 'signed-out' | 'app-older' | 'relay-older' {
  if (!says) return 'offline';
  if (says.wire !== null && says.wire > WIRE_VERSION) return 'app-older';
  if (says.wire !== null && says.wire < WIRE_VERSION) return 'relay-older';
  return says.signedIn || isVisitors ? 'offline' : 'signed-out';
}

/** Reads the answer of GET /api/me; null for what is no such answer. */
export function parseRelaySays(me: unknown): RelaySays | null {
  if (typeof me !== 'object' || me === null || !('account' in me)) return null;
  const wire = 'wire' in me && typeof me.wire === 'number' ? me.wire : null;
  return { signedIn: me.account !== null, wire };
}
