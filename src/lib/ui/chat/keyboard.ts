// Phones whose on-screen keyboard lies over the page instead of shrinking it (iOS): the element is made as high as what is
// left to see, or the field that one types in would be under the keyboard.

import type { Attachment } from 'svelte/attachments';

/** Pixels: browser bars that come and go are smaller, keyboards are larger. */
const KEYBOARD_MIN = 120;

export const aboveKeyboard: Attachment<HTMLElement> = (element) => {
  const seen = window.visualViewport;
  if (!seen) return;
  const fit = (): void => {
    // Zoomed in, what is seen is small because somebody wants it large.
    const covered = seen.scale > 1.01 ? 0 : window.innerHeight - seen.height;
    const isCovered = covered > KEYBOARD_MIN;
    // Through CSSOM: the policy forbids style attributes in markup, not this.
    element.style.height = isCovered ? `${seen.height}px` : '';
    element.style.transform = isCovered ? `translateY(${seen.offsetTop}px)` : '';
  };
  seen.addEventListener('resize', fit);
  seen.addEventListener('scroll', fit);
  return () => {
    seen.removeEventListener('resize', fit);
    seen.removeEventListener('scroll', fit);
  };
};
