// A list with its older rows as views see it; see workspace.svelte.ts.

import { createSubscriber } from 'svelte/reactivity';
import type { OlderCards, OlderPhase } from './olderCards.ts';
import type { CardRow } from './views.ts';

export class Older {
  readonly #core: OlderCards;
  readonly #changed: () => void;

  constructor(core: OlderCards) {
    this.#core = core;
    this.#changed = createSubscriber((update) => core.subscribe(update));
  }

  /** The whole list, in order. */
  get rows(): readonly CardRow[] {
    this.#changed();
    return this.#core.rows;
  }
  get phase(): OlderPhase {
    this.#changed();
    return this.#core.phase;
  }
  /** Whether the relay has more than is shown here. */
  get missing(): boolean {
    this.#changed();
    return this.#core.missing;
  }

  more(): void {
    void this.#core.more();
  }
  close(): void {
    this.#core.close();
  }
}
