// How fast senders' commands are decided. What is over a limit waits in its outbox or doorstep; nothing is lost. A visitor is
// limited by themselves, by the address that they come from (secrets are free) and by their channel, so that no flood costs
// members or other visitors more than a little.

import {
  COMMANDS_AT_ONCE,
  COMMANDS_PER_SECOND,
  VISITOR_COMMANDS_AT_ONCE,
  VISITOR_COMMANDS_PER_MINUTE,
} from '#lib/rules/limits.ts';
import { networkOf } from './network.ts';
import type { Principal } from './principal.ts';
import { TokenBucket } from './tokenBucket.ts';

type Limit = ConstructorParameters<typeof TokenBucket>[0];

const MEMBERS: Limit = { capacity: COMMANDS_AT_ONCE, perSecond: COMMANDS_PER_SECOND };
const VISITORS: Limit = {
  capacity: VISITOR_COMMANDS_AT_ONCE,
  perSecond: VISITOR_COMMANDS_PER_MINUTE / 60,
};
/** A school or an office behind one address, all of them writing. */
const ADDRESSES: Limit = { capacity: 100, perSecond: 3 };
/** More messages than a large team can even look at. */
const CHANNELS: Limit = { capacity: 500, perSecond: 20 };
/** Remembered; the least recently seen is forgotten first, by then its bucket is full again. */
const BUCKETS_MAX = 20_000;

export class RateLimits {
  readonly #buckets = new Map<string, TokenBucket>();

  /** True if all that limits this sender leaves room for one more. @param now wall clock, epoch milliseconds */
  take(who: Principal, now: number): boolean {
    const buckets = limitsOf(who).map(([key, limit]) => this.#bucket(key, limit, now));
    if (!buckets.every((bucket) => bucket.has(now))) return false;
    for (const bucket of buckets) bucket.take(now);
    return true;
  }

  waitMs(who: Principal): number {
    return Math.max(0, ...limitsOf(who).map(([key]) => this.#buckets.get(key)?.waitMs() ?? 0));
  }

  #bucket(key: string, limit: Limit, now: number): TokenBucket {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(limit, now);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= BUCKETS_MAX) break;
      this.#buckets.delete(oldest);
    }
    return bucket;
  }
}

function limitsOf(who: Principal): [key: string, limit: Limit][] {
  if (who.kind === 'member') return [[`member:${who.member}`, MEMBERS]];
  const network = networkOf(who.address ?? '');
  return [
    [`visitor:${who.visitor}`, VISITORS],
    ...(network === null ? [] : [[`address:${network}`, ADDRESSES] satisfies [string, Limit]]),
    [`channel:${who.channel}`, CHANNELS],
  ];
}
