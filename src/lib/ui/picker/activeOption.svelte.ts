// Which option of a list is active while the focus stays in a text field: the combobox pattern of WAI-ARIA.

import { stepTo } from '../keys.ts';

export class ActiveOption<Option extends { id: string }> {
  readonly #options: () => readonly Option[];
  #id = $state<string | null>(null);

  /** @param options what the list shows now; the active one is kept by id while others come and go */
  constructor(options: () => readonly Option[]) {
    this.#options = options;
  }

  /** The first until somebody has moved, and when the active one has gone; -1 in an empty list. */
  get index(): number {
    const options = this.#options();
    const index = options.findIndex(({ id }) => id === this.#id);
    return index === -1 ? Math.min(0, options.length - 1) : index;
  }
  get option(): Option | null {
    return this.#options()[this.index] ?? null;
  }

  moveTo(id: string): void {
    this.#id = id;
  }
  reset(): void {
    this.#id = null;
  }

  /** Moves by the arrow keys, around the ends. Home and End stay with the text. */
  move(key: string): boolean {
    if (key !== 'ArrowDown' && key !== 'ArrowUp') return false;
    const options = this.#options();
    const next = stepTo(key, this.index, options.length);
    const around = key === 'ArrowDown' ? 0 : options.length - 1;
    const option = options[next === this.index ? around : (next ?? 0)];
    this.#id = option?.id ?? null;
    return true;
  }
}
