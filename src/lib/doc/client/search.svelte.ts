// A search as views see it; see workspace.svelte.ts.

import { createSubscriber } from 'svelte/reactivity';
import type { FoundRow, SearchCore, SearchPhase } from './searchCore.ts';

export class Search {
  readonly #core: SearchCore;
  readonly #changed: () => void;

  constructor(core: SearchCore) {
    this.#core = core;
    this.#changed = createSubscriber((update) => core.subscribe(update));
  }

  get query(): string {
    this.#changed();
    return this.#core.query;
  }
  /** One row a conversation; a row keeps its place while the question is the same. */
  get rows(): readonly FoundRow[] {
    this.#changed();
    return this.#core.rows;
  }
  get phase(): SearchPhase {
    this.#changed();
    return this.#core.phase;
  }

  set(query: string): void {
    this.#core.set(query);
  }
  /** The next page, or the same one again after it failed. */
  more(): void {
    this.#core.more();
  }
  close(): void {
    this.#core.close();
  }
}
