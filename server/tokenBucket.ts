// A rate limit: so many at once, so many a second sustained.

export class TokenBucket {
  readonly #capacity: number;
  readonly #perSecond: number;
  #tokens: number;
  #filledAt: number;

  constructor(limit: { capacity: number; perSecond: number }, now: number) {
    this.#capacity = limit.capacity;
    this.#perSecond = limit.perSecond;
    this.#tokens = limit.capacity;
    this.#filledAt = now;
  }

  /** True if there are so many tokens. */
  has(now: number, many = 1): boolean {
    // A clock that went back fills nothing.
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.#capacity, this.#tokens + (elapsed / 1_000) * this.#perSecond);
    this.#filledAt = now;
    return this.#tokens >= many;
  }

  /** Takes so many tokens if there are, or none. */
  take(now: number, many = 1): boolean {
    if (!this.has(now, many)) return false;
    this.#tokens -= many;
    return true;
  }

  /** Milliseconds until there is a token. */
  waitMs(): number {
    return Math.max(0, Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1_000));
  }
}
