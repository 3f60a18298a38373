// Chance as a parameter.

import { randomBytes } from 'node:crypto';
import { V7Generator } from 'uuidv7';

export interface Chance {
  bytes(count: number): Uint8Array;
}

export const systemChance: Chance = { bytes: (count) => randomBytes(count) };

/** Makes UUIDv7s of instants that the caller gives (epoch milliseconds), each greater than the one before. */
export function createIds(chance: Chance): (now: number) => string {
  const generator = new V7Generator({ nextUint32: () => clientIdFrom(chance) });
  return (now) => generator.generateOrResetWithTs(now).toString();
}

/** 32 bits, unsigned: what Yjs takes as a client id. */
export function clientIdFrom(chance: Chance): number {
  return new DataView(Uint8Array.from(chance.bytes(4)).buffer).getUint32(0);
}
