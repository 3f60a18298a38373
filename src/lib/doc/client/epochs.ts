// Which epoch this device's copies of decided documents are of. Copies are kept under it, so that two are never mixed.

import { Listeners } from './listeners.ts';
import type { Environment } from './environment.ts';

export class Epochs {
  readonly #environment: Environment;
  readonly #key: string;
  readonly #begun: Listeners;
  #current: number | null;

  /** @param key under which the device notes it */
  constructor(environment: Environment, key: string) {
    this.#environment = environment;
    this.#key = key;
    this.#begun = new Listeners((error) => environment.report(error));
    this.#current = parseEpoch(environment.notes.get(key));
  }

  /** Null while this device has no copy at all. */
  get current(): number | null {
    return this.#current;
  }

  /** Calls after another epoch than the one before has begun. */
  onBegun(listener: () => void): () => void {
    return this.#begun.add(listener);
  }

  /** @returns false if it is the epoch that was current already */
  begin(epoch: number): boolean {
    if (epoch === this.#current) return false;
    const first = this.#current === null;
    this.#current = epoch;
    this.#environment.notes.set(this.#key, String(epoch));
    if (!first) this.#begun.emit();
    return true;
  }
}

/** Null if the text is no epoch. */
export function parseEpoch(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
