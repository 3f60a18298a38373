// The demo's switch for customers who write by themselves. Where there is no demo there is no switch.

import * as v from 'valibot';
import { call } from '../account/api.ts';

const PATH = '/api/demo/customers';
const answer = v.object({ until: v.nullable(v.number()) });

export class SimulatedCustomers {
  /** Relay time at which they stop; null: they do not write. */
  #until = $state<number | null>(null);
  #offered = $state(false);

  /** False outside of the demo, and while the relay has not been asked. */
  get offered(): boolean {
    return this.#offered;
  }
  get until(): number | null {
    return this.#until;
  }

  async look(): Promise<void> {
    this.#take(await call('GET', PATH));
    this.#offered = true;
  }

  async set(on: boolean): Promise<void> {
    this.#take(await call('POST', PATH, { on }));
  }

  #take(said: unknown): void {
    this.#until = v.parse(answer, said).until;
  }
}
