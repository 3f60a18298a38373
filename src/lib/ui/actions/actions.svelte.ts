// What can be done on this screen now. Components offer what is theirs for as long as they are shown.

import { createContext, onDestroy } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { TypedAhead } from '../picker/typedAhead.ts';
import type { ActionId } from './actionTable.ts';

export const [getActions, setActions] = createContext<Actions>();

export interface Offer {
  /** Where it is called otherwise than the table says. */
  label?: () => string;
  /** Why it may not be done now, in words; null if it may. */
  blocked?: () => string | null;
  run: () => void;
}

export class Actions {
  readonly #offers = new SvelteMap<ActionId, readonly Offer[]>();
  /** Typed for the palette or the search while they were on their way. */
  readonly ahead = new TypedAhead();
  /** What lies over the page. */
  open = $state<'palette' | 'keys' | null>(null);

  /** The result takes it back. */
  offer(id: ActionId, offer: Offer): () => void {
    // A conversation that opens offers before the one that closes takes back: the newest counts.
    this.#offers.set(id, [...(this.#offers.get(id) ?? []), offer]);
    return () => {
      this.#offers.set(
        id,
        (this.#offers.get(id) ?? []).filter((other) => other !== offer),
      );
    };
  }

  get(id: ActionId): Offer | null {
    return this.#offers.get(id)?.at(-1) ?? null;
  }
}

/** To be called while a component is made. */
export function offerAction(id: ActionId, offer: Offer): void {
  onDestroy(getActions().offer(id, offer));
}
