// What is said in passing: short confirmations, and news that can be opened. Nothing that needs an answer is ever only said here.

import { createContext } from 'svelte';

export const [getToaster, setToaster] = createContext<Toaster>();

export interface Toast {
  id: number;
  text: string;
}

/** Something that can be opened. */
export interface News {
  /** What it is about: newer news of the same take its place. */
  key: string;
  title: string;
  text: string;
  href: string;
}

/** Long enough to read a sentence twice. */
const SHOWN_MS = 4_000;
/** Long enough to notice, read and reach it. */
const NEWS_MS = 8_000;
/** More would hide what is being worked on; the bell has them all. */
const NEWS_MAX = 3;

export class Toaster {
  #toasts = $state.raw<readonly Toast[]>([]);
  #news = $state.raw<readonly News[]>([]);
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody shows timers
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #next = 0;

  get toasts(): readonly Toast[] {
    return this.#toasts;
  }
  /** Oldest first. */
  get news(): readonly News[] {
    return this.#news;
  }

  say(text: string): void {
    const toast = { id: this.#next++, text };
    this.#toasts = [...this.#toasts, toast];
    setTimeout(() => {
      this.#toasts = this.#toasts.filter(({ id }) => id !== toast.id);
    }, SHOWN_MS);
  }

  tell(news: News): void {
    const others = this.#news.filter(({ key }) => key !== news.key);
    this.#news = [...others, news].slice(-NEWS_MAX);
    this.release(news.key);
  }
  drop(key: string): void {
    this.hold(key);
    this.#news = this.#news.filter((news) => news.key !== key);
  }
  /** It stays for as long as somebody points at it, or is in it with the keyboard. */
  hold(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }
  release(key: string): void {
    this.hold(key);
    this.#timers.set(
      key,
      setTimeout(() => this.drop(key), NEWS_MS),
    );
  }
}
