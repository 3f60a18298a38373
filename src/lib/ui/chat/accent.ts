// A company's own colour on its chat.

import { inkOn, parseColour } from '#lib/widget/colour.ts';

/** The tokens of app.css that follow from it. Through CSSOM: the policy forbids style attributes in markup, not this. */
export function accentOf(colour: string): [token: string, value: string][] {
  return [
    ['--accent', colour],
    ['--accent-hover', `color-mix(in oklab, ${colour} 88%, ${inkOn(colour)})`],
    ['--on-accent', inkOn(colour)],
    ['--accent-soft', `color-mix(in oklab, ${colour} 14%, var(--raised))`],
    // Half of it ink, or a light colour could not be read as text.
    ['--accent-ink', `color-mix(in oklab, ${colour} 40%, var(--ink))`],
  ];
}

/** @param colours what is wanted most first */
export function paintAccent(element: HTMLElement, ...colours: (string | null)[]): void {
  const colour = colours.map(parseColour).find((one) => one !== null);
  if (colour === undefined) return;
  for (const [token, value] of accentOf(colour)) element.style.setProperty(token, value);
}
