// How often better-auth lets one address try each of its paths. Its own count is one for the whole process, by the machine's
// clock; this one is a relay's own.

import type { Clock } from '../clock.ts';
import { TokenBucket } from '../tokenBucket.ts';

/** better-auth's: `max` tries within `window` seconds. */
interface Rule {
  window: number;
  max: number;
}

/** `retryAfter`: seconds; null where the try was allowed. */
interface Answer {
  allowed: boolean;
  retryAfter: number | null;
}

/** Addresses and paths that are remembered at once; past it all start anew, which costs an attacker more than it helps. */
const KEYS_MAX = 100_000;

/** For `rateLimit.customStorage`. A key is an address and a path, so it always comes with the same rule. */
export class AuthTries {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  consume(key: string, { window, max }: Rule): Promise<Answer> {
    const now = this.#clock.now();
    if (this.#buckets.size >= KEYS_MAX && !this.#buckets.has(key)) this.#buckets.clear();
    const bucket = this.#buckets.get(key) ?? new TokenBucket({ capacity: max, perSecond: max / window }, now);
    this.#buckets.set(key, bucket);
    const allowed = bucket.take(now);
    return Promise.resolve({ allowed, retryAfter: allowed ? null : Math.ceil(bucket.waitMs() / 1_000) });
  }
}
