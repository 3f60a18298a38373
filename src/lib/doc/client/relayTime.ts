// The relay's clock, estimated here. Rules read only the relay's; this is for countdowns and predictions.

/** Answers kept: the one with the shortest way there and back says most (as in NTP). Two minutes of pings. */
const SAMPLES_MAX = 12;
/** An estimate that was ahead by less stands still until it is right; one that was further off is simply corrected. */
const STAND_STILL_MAX_MS = 5_000;

/** A longer way says less than no measurement at all. */
const ROUND_TRIP_MAX_MS = 5_000;

interface Sample {
  /** Relay time minus monotonic time. */
  offset: number;
  /** Milliseconds there and back; the estimate is off by at most half of it. */
  roundTrip: number;
}

export class RelayTime {
  readonly #monotonic: () => number;
  readonly #samples: Sample[] = [];
  #guess: number;
  #last = -Infinity;

  /**
   * @param monotonic milliseconds that never go backwards
   * @param guess relay time now, as well as it is known before the relay was heard (the device's clock, corrected by what was
   *   learned last time)
   */
  constructor(monotonic: () => number, guess: number) {
    this.#monotonic = monotonic;
    this.#guess = guess - monotonic();
  }

  /** Relay time in epoch milliseconds; does not go backwards, but for corrections of more than five seconds. */
  now(): number {
    const estimate = Math.round(this.#monotonic() + this.#offset());
    const ahead = this.#last - estimate;
    if (ahead > 0 && ahead <= STAND_STILL_MAX_MS) return this.#last;
    this.#last = estimate;
    return estimate;
  }

  /**
   * The relay answered.
   *
   * @param sentAt monotonic time at which it was asked; null if it spoke unasked
   * @param now relay time that it gave
   */
  heard(sentAt: number | null, now: number): void {
    const receivedAt = this.#monotonic();
    if (sentAt === null) {
      // On its way for an unknown while: better than the device's clock, worse than any answer.
      this.#guess = now - receivedAt;
      return;
    }
    const roundTrip = receivedAt - sentAt;
    // The device slept in between: half of the way says nothing.
    if (roundTrip > ROUND_TRIP_MAX_MS) return this.heard(null, now);
    this.#samples.push({ offset: now + roundTrip / 2 - receivedAt, roundTrip });
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
  }

  /** Forgets answers from before a sleep or another connection: the monotonic clock may have stood still. */
  forget(): void {
    this.#guess = this.#offset();
    this.#samples.length = 0;
  }

  #offset(): number {
    const [first, ...others] = this.#samples;
    if (!first) return this.#guess;
    return others.reduce((best, sample) => (sample.roundTrip <= best.roundTrip ? sample : best), first)
      .offset;
  }
}
