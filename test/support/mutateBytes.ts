// Breaks bytes as networks, bugs and attackers do.

import type { Random } from './honestTraffic.ts';

/** Numbers where decoders go wrong: borders of bytes, of varints, of 32 bits and of what doubles count. */
const EDGES = [[0], [1], [127], [128], [255], [255, 127], [255, 255, 255, 255, 15], [128, 128, 128, 128, 16]];

export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** @throws if there is nothing to pick from */
export function pick<T>(all: readonly T[], random: Random): T {
  if (all.length === 0) throw new Error('nothing to pick from');
  // The index is in range, so what stands there is a T, also if that is undefined.
  return all[below(random, all.length)] as T;
}

/** One to four breakages, some of them with pieces of `other`. */
export function mutateBytes(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let broken = bytes;
  for (let left = 1 + below(random, 4); left > 0; left -= 1) broken = breakOnce(broken, other, random);
  return broken;
}

function breakOnce(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = below(random, bytes.length + 1);
  switch (below(random, 8)) {
    case 0:
      return splice(bytes, at, 1, [(bytes[at] ?? 0) ^ (1 << below(random, 8))]);
    case 1:
      return splice(bytes, at, 1, [below(random, 256)]);
    case 2:
      return splice(bytes, at, below(random, 2), pick(EDGES, random));
    case 3:
      return splice(bytes, at, 1 + below(random, 8), []);
    case 4:
      return bytes.slice(0, at);
    case 5: {
      const from = below(random, other.length + 1);
      return splice(bytes, at, below(random, 4), other.slice(from, from + below(random, 32)));
    }
    case 6:
      return splice(bytes, at, 0, bytes.slice(at, at + 1 + below(random, 16)));
    default:
      return splice(bytes, at, 1, [((bytes[at] ?? 0) + pick([1, 255], random)) % 256]);
  }
}

function splice(bytes: Uint8Array, at: number, remove: number, insert: ArrayLike<number>): Uint8Array {
  const result = new Uint8Array(Math.max(0, at) + insert.length + Math.max(0, bytes.length - at - remove));
  result.set(bytes.subarray(0, at));
  result.set(insert, at);
  result.set(bytes.subarray(Math.min(bytes.length, at + remove)), at + insert.length);
  return result;
}
