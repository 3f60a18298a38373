// How fast each sender's commands are decided. What is over the limit waits in its outbox; nothing is lost.

import {
  COMMANDS_AT_ONCE,
  COMMANDS_PER_SECOND,
  VISITOR_COMMANDS_AT_ONCE,
  VISITOR_COMMANDS_PER_SECOND,
} from '#lib/rules/limits.ts';
import type { Principal } from './principal.ts';
import { TokenBucket } from './tokenBucket.ts';

const MEMBERS = { capacity: COMMANDS_AT_ONCE, perSecond: COMMANDS_PER_SECOND };
const VISITORS = { capacity: VISITOR_COMMANDS_AT_ONCE, perSecond: VISITOR_COMMANDS_PER_SECOND };
/** Senders remembered; the least recently seen is forgotten first, by then its bucket is full again. */
const SENDERS_MAX = 10_000;

export class RateLimits {
  readonly #buckets = new Map<string, TokenBucket>();

  /** @param now wall clock, epoch milliseconds */
  take(who: Principal, now: number): boolean {
    const key = keyOf(who);
    const bucket = this.#buckets.get(key) ?? new TokenBucket(who.kind === 'member' ? MEMBERS : VISITORS, now);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= SENDERS_MAX) break;
      this.#buckets.delete(oldest);
    }
    return bucket.take(now);
  }

  waitMs(who: Principal): number {
    return this.#buckets.get(keyOf(who))?.waitMs() ?? 0;
  }
}

function keyOf(who: Principal): string {
  return who.kind === 'member' ? `member:${who.member}` : `visitor:${who.visitor}`;
}
