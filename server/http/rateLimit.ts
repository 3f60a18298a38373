// How often one address may try what costs us much, or what is worth guessing.

import type { Clock } from '../clock.ts';
import { TokenBucket } from '../tokenBucket.ts';

/** True if this try is within the limit. `cost`: what it takes of it; 1 unless said. */
export type RateLimit = (address: string, cost?: number) => boolean;

/** Addresses that are remembered at once; past it all start anew, which costs an attacker more than it helps. */
const ADDRESSES_MAX = 10_000;

/** Bounds tries by whatever they are counted by: an address, a channel, a contact. */
export function createRateLimit(clock: Clock, limit: { capacity: number; perSecond: number }): RateLimit {
  const buckets = new Map<string, TokenBucket>();
  return (address, cost) => {
    const now = clock.now();
    if (buckets.size >= ADDRESSES_MAX && !buckets.has(address)) buckets.clear();
    const bucket = buckets.get(address) ?? new TokenBucket(limit, now);
    buckets.set(address, bucket);
    return bucket.take(now, cost);
  };
}
