// Yjs names its writers with the machine's randomness, which no port passes through. Here it comes from the run's seed, so
// that two runs of one seed are equal to the last byte. To be imported before anything that imports Yjs: lib0 takes hold of
// the function when it is loaded.

import { webcrypto } from 'node:crypto';
import { seededRandom } from '../support/fakeChance.ts';

let random = seededRandom(0);

/** What Yjs draws from now on follows from this seed. */
export function seedYjs(seed: number): void {
  random = seededRandom(seed);
}

function fill<T extends ArrayBufferView>(array: T): T {
  // One number is what Yjs asks for.
  if (array instanceof Uint32Array && array.length === 1) {
    array[0] = Math.floor(random() * 2 ** 32);
    return array;
  }
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  // Four bytes a draw: every Y.Doc asks some thirty times.
  for (let index = 0, word = 0; index < bytes.length; index += 1, word >>>= 8) {
    if (index % 4 === 0) word = Math.floor(random() * 2 ** 32);
    bytes[index] = word & 0xff;
  }
  return array;
}

Object.defineProperty(webcrypto, 'getRandomValues', { value: fill, configurable: true });
