// How far down each list was, for as long as its workspace is open: whoever comes back goes on where they were.

import type { Attachment } from 'svelte/attachments';

export class ScrollMemory {
  readonly #tops = new Map<string, number>();

  /** @param list which one the element shows, once it has something in it; null before */
  keep(list: string | null): Attachment<HTMLElement> {
    return (scroller) => {
      if (list === null) return undefined;
      scroller.scrollTop = this.#tops.get(list) ?? 0;
      const note = (): void => void this.#tops.set(list, scroller.scrollTop);
      scroller.addEventListener('scroll', note, { passive: true });
      return () => scroller.removeEventListener('scroll', note);
    };
  }
}
