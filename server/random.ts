// Chance as a parameter.

import { randomBytes } from 'node:crypto';

export interface Chance {
  bytes(count: number): Uint8Array;
}

export const systemChance: Chance = { bytes: (count) => randomBytes(count) };

/** A number that Yjs takes as a client id: 32 bits, unsigned. */
export function clientIdFrom(chance: Chance): number {
  return new DataView(Uint8Array.from(chance.bytes(4)).buffer).getUint32(0);
}
