// How often somebody may try to sign in to one account, wherever they are: guesses that come from many addresses are slow
// too. An address from which the account was signed in to has a budget of its own, so that nobody can lock its owner out.

import type { Clock } from '../clock.ts';
import { createRateLimit, type RateLimit } from './rateLimit.ts';

/** Twenty at once, then one a minute: 1,500 guesses a day against one account, by everybody together. */
const TRIES = { capacity: 20, perSecond: 1 / 60 };
/** Pairs that are remembered; the oldest are forgotten first. */
const KNOWN_MAX = 10_000;

export class SignInLimit {
  readonly #strangers: RateLimit;
  readonly #known: RateLimit;
  readonly #pairs = new Set<string>();

  constructor(clock: Clock) {
    this.#strangers = createRateLimit(clock, TRIES);
    this.#known = createRateLimit(clock, TRIES);
  }

  mayTry(email: string, address: string): boolean {
    const pair = `${address} ${email}`;
    return this.#pairs.has(pair) ? this.#known(pair) : this.#strangers(email);
  }

  succeeded(email: string, address: string): void {
    const pair = `${address} ${email}`;
    this.#pairs.delete(pair);
    this.#pairs.add(pair);
    const [oldest] = this.#pairs;
    if (this.#pairs.size > KNOWN_MAX && oldest !== undefined) this.#pairs.delete(oldest);
  }
}
