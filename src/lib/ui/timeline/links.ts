// Finds addresses in what people wrote. Only http, https and mailto become links; everything else stays text.

export interface Segment {
  text: string;
  /** Safe to put into an `href`; null for plain text. */
  href: string | null;
}

const CANDIDATE = /\bhttps?:\/\/[^\s<>"]+|\bwww\.[^\s<>"]+\.[^\s<>"]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;
const SAFE = new Set(['http:', 'https:', 'mailto:']);

/** The text in pieces, in order; joined, their `text` is the text again. */
export function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const shown = withoutTrailingPunctuation(match[0]);
    const href = safeAddress(shown);
    if (href === null) continue;
    if (match.index > end) segments.push({ text: text.slice(end, match.index), href: null });
    segments.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) segments.push({ text: text.slice(end), href: null });
  return segments;
}

function safeAddress(shown: string): string | null {
  const address = /^https?:/i.test(shown)
    ? shown
    : shown.includes('@')
      ? `mailto:${shown}`
      : `https://${shown}`;
  return URL.canParse(address) && SAFE.has(new URL(address).protocol) ? address : null;
}

/** A full stop after an address ends the sentence, and a bracket that was not opened in it belongs to the text around it. */
function withoutTrailingPunctuation(address: string): string {
  let kept = address;
  while (/[.,;:!?'*_~)\]}]$/u.test(kept)) {
    if (kept.endsWith(')') && count(kept, '(') >= count(kept, ')')) break;
    kept = kept.slice(0, -1);
  }
  return kept;
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}
