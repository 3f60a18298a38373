// Chance from a seed: the same seed gives the same bytes.

import type { Chance } from '../../server/random.ts';

/** Mulberry32 (T. Ettinger, public domain): small, fast, good enough to choose with. Numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function seededChance(seed: number): Chance {
  const random = seededRandom(seed);
  return { bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)) };
}
