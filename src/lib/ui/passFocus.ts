import type { Attachment } from 'svelte/attachments';

/** What can have the focus by Tab. */
const STOPS = 'a[href], button, input, select, textarea';

/**
 * For a list whose lines go away by what is pressed in them: the focus goes to the same place of the line that comes up, of
 * the last one at the end, and to what is around the list when none is left. Otherwise a person who uses the keyboard, or is
 * read to, would be at the beginning of the page again.
 */
export const passFocus: Attachment<HTMLElement> = (list) => {
  const around = list.parentElement?.closest<HTMLElement>('[tabindex="-1"]') ?? null;
  let place: { line: number; stop: number; element: HTMLElement } | null = null;

  function remember({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement)) return;
    const line = [...list.children].findIndex((child) => child.contains(target));
    place = { line, stop: stopsOf(list.children[line]).indexOf(target), element: target };
  }
  function pass(): void {
    if (!place || place.element.isConnected || !isLost(list)) return;
    const stops = stopsOf(list.children[Math.min(place.line, list.children.length - 1)]);
    const next = stops[Math.min(place.stop, stops.length - 1)];
    place = null;
    (next ?? around)?.focus();
  }

  list.addEventListener('focusin', remember);
  const observer = new MutationObserver(pass);
  observer.observe(list, { childList: true });
  return () => {
    observer.disconnect();
    list.removeEventListener('focusin', remember);
    // With its last line the list itself goes, a moment after this.
    requestAnimationFrame(() => {
      if (place && !place.element.isConnected && around?.isConnected === true && isLost(around))
        around.focus();
    });
  };
};

function stopsOf(line: Element | undefined): HTMLElement[] {
  return [...(line?.querySelectorAll<HTMLElement>(STOPS) ?? [])];
}

/** True if nothing in particular has the focus: the page, or what `inside` is part of. */
function isLost(inside: Element): boolean {
  return document.activeElement === null || document.activeElement.contains(inside);
}
