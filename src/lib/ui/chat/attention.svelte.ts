// Whether the customer has seen the newest answer: they are at the end of the conversation and the page is in front.

import type { Attachment } from 'svelte/attachments';
import type { Chat } from '#lib/doc/client/chat.svelte.ts';
import { countAnswers } from './chatRows.ts';

/** Pixels: sizes are fractions, and a line that has almost come into view counts as seen. */
const NEAR = 24;

export class Attention {
  readonly #chat: Pick<Chat, 'timeline'>;
  /** How many answers there were when they looked away; null while they look. */
  #seen = $state<number | null>(null);
  #atEnd = $state(true);
  #hidden = false;
  #scroller: HTMLElement | null = null;

  constructor(chat: Pick<Chat, 'timeline'>) {
    this.#chat = chat;
  }

  /** True while what arrives is seen. */
  get looks(): boolean {
    return this.#seen === null;
  }
  get atEnd(): boolean {
    return this.#atEnd;
  }
  /** Answers that came since they looked away. */
  get missed(): number {
    return this.#seen === null ? 0 : Math.max(0, this.answers - this.#seen);
  }

  /** Goes on the element that scrolls, whose zero is its end. */
  readonly scroller: Attachment<HTMLElement> = (element) => {
    this.#scroller = element;
    return () => (this.#scroller = null);
  };

  /** What arrived before this page was there has not been seen either. @param seen how many answers were, at the last look */
  remember(seen: number): void {
    this.#hidden = true;
    this.#seen = seen;
  }

  toEnd(): void {
    this.#scroller?.scrollTo({ top: 0 });
  }

  /** @param distance pixels from what is in view to the newest line */
  scrolled(distance: number): void {
    this.#atEnd = distance <= NEAR;
    this.#look();
  }

  /** The page came to the front, or went. */
  turned(hidden: boolean): void {
    this.#hidden = hidden;
    this.#look();
  }

  #look(): void {
    if (this.#atEnd && !this.#hidden) this.#seen = null;
    else this.#seen ??= this.answers;
  }

  get answers(): number {
    return countAnswers(this.#chat.timeline);
  }
}
