// Chance for one concern of a run. Each concern has its own, so that a fault that is switched on does not shift all others.

import { seededRandom } from '../support/fakeChance.ts';

export class Dice {
  readonly next: () => number;

  constructor(seed: number, concern: string) {
    let mixed = seed >>> 0;
    for (const letter of concern) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    this.next = seededRandom(mixed);
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** @throws if there is nothing to pick from */
  pick<T>(from: readonly T[]): T {
    const picked = this.maybe(from);
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  maybe<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.next() * from.length)];
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length: count }, () => Math.floor(this.next() * 256));
  }
}
