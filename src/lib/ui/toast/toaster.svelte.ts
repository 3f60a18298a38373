// Short confirmations that go away by themselves. Nothing that needs an answer is ever only said here.

import { createContext } from 'svelte';

export const [getToaster, setToaster] = createContext<Toaster>();

export interface Toast {
  id: number;
  text: string;
}

/** Long enough to read a sentence twice. */
const SHOWN_MS = 4_000;

export class Toaster {
  #toasts = $state.raw<readonly Toast[]>([]);
  #next = 0;

  get toasts(): readonly Toast[] {
    return this.#toasts;
  }

  say(text: string): void {
    const toast = { id: this.#next++, text };
    this.#toasts = [...this.#toasts, toast];
    setTimeout(() => {
      this.#toasts = this.#toasts.filter(({ id }) => id !== toast.id);
    }, SHOWN_MS);
  }
}
