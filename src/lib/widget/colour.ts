// A company's own colour, as far as letters can be read on it.

/** `#rrggbb` of a colour as people write it: with or without #, three digits or six; null if it is none. */
export function parseColour(text: string | null | undefined): string | null {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text?.trim() ?? '')?.[1]?.toLowerCase();
  if (digits === undefined) return null;
  return `#${digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits}`;
}

/** What to write with on it: of white and near black the one that is easier to read, which is always at least 4.5 : 1. */
export function inkOn(colour: string): '#ffffff' | '#0b1413' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(parseInt(colour.slice(at, at + 2), 16)),
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // WCAG 2.2, contrast ratio: with white, and with a black whose luminance is 0.006.
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.056 ? '#ffffff' : '#0b1413';
}

function linear(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
