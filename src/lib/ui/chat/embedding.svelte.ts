// A chat in its frame: what the page is told of it, and what the visitor does at the page's panel.

import type { Attachment } from 'svelte/attachments';
import type { Chat } from '#lib/doc/client/chat.svelte.ts';
import type { Attention } from './attention.svelte.ts';
import type { EmbedHost } from './embedHost.svelte.ts';

export class Embedding {
  readonly #host: EmbedHost;
  readonly #chat: Pick<Chat, 'timeline'>;
  readonly #attention: Attention;
  readonly #seenKey: string;
  #page: HTMLElement | null = null;
  /** What was told. */
  #talked = false;
  #missed = 0;

  /** @param seenKey under which it is kept how many answers the visitor has seen */
  constructor(host: EmbedHost, chat: Pick<Chat, 'timeline'>, attention: Attention, seenKey: string) {
    this.#host = host;
    this.#chat = chat;
    this.#attention = attention;
    this.#seenKey = seenKey;
    attention.remember(Number(host.notes.get(seenKey) ?? 0) || 0);
    host.onTurned((focus) => {
      attention.turned(document.hidden || !host.shown);
      if (focus) this.#page?.querySelector('textarea')?.focus();
    });
  }

  /** Goes on the page: whoever has opened the panel writes next. */
  readonly page: Attachment<HTMLElement> = (element) => {
    this.#page = element;
    return () => (this.#page = null);
  };

  /** To be called whenever something changes. */
  tell(): void {
    const { answers, looks, missed } = this.#attention;
    if (looks) this.#host.notes.set(this.#seenKey, String(answers));
    if (this.#chat.timeline.length > 0 && !this.#talked) {
      this.#talked = true;
      this.#host.tell({ kind: 'talked' });
    }
    if (missed === this.#missed) return;
    this.#missed = missed;
    this.#host.tell({ kind: 'unread', count: missed });
  }

  /** Escape closes the panel, wherever in it one is. */
  pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing)
      this.#host.tell({ kind: 'close' });
  }

  leave(): void {
    this.#host.leave();
  }
}
