// How many visitors may be connected: secrets are free, so a flood of sockets is bounded by the network that it comes from,
// and all visitors together, so that there is room for members whatever happens outside.

import type { Clock } from '../clock.ts';
import { createRateLimit, type RateLimit } from '../http/rateLimit.ts';

/** A school, a ship, a carrier's gateway: many people with a page open behind one address. */
const PER_NETWORK_MAX = 300;
/** Some 50 MB of sockets and rooms for each thousand (docs/testing.md). */
const TOGETHER_MAX = 10_000;
/** A page that comes back from a sleep makes one or two. */
const KNOCKS = { capacity: 300, perSecond: 10 };

export class VisitorDoor {
  readonly #byNetwork = new Map<string, number>();
  readonly #knocks: RateLimit;
  #together = 0;

  constructor(clock: Clock) {
    this.#knocks = createRateLimit(clock, KNOCKS);
  }

  /** @param network null where nobody can tell who comes from where: then only all of them together count */
  mayEnter(network: string | null): boolean {
    if (this.#together >= TOGETHER_MAX) return false;
    if (network === null) return true;
    return this.#knocks(network) && (this.#byNetwork.get(network) ?? 0) < PER_NETWORK_MAX;
  }

  /** The result is to be called once, when the socket is gone. */
  enter(network: string | null): () => void {
    this.#count(network, 1);
    return () => this.#count(network, -1);
  }

  #count(network: string | null, change: 1 | -1): void {
    this.#together += change;
    if (network === null) return;
    const open = (this.#byNetwork.get(network) ?? 0) + change;
    if (open > 0) this.#byNetwork.set(network, open);
    else this.#byNetwork.delete(network);
  }
}
