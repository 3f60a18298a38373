// Finds addresses in what people wrote. Only http, https and mailto become links; everything else stays text.

export interface Segment {
  text: string;
  /** Safe to put into an `href`; null for plain text. */
  href: string | null;
}

// Every repetition has an end, so that no text, however hostile, is looked at more than a few times: 2,000 letters are
// more than any browser's address bar shows, and 64 before the @ are all that mail allows.
const CANDIDATE =
  /\bhttps?:\/\/[^\s<>"]{1,2000}|\bwww\.[^\s<>"]{1,2000}|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/giu;
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
  if (!URL.canParse(address)) return null;
  const { protocol, hostname } = new URL(address);
  // `www.` may stand before any word; a place on the web has at least one dot more.
  const isPlace = address === shown || shown.includes('@') || hostname.split('.').length > 2;
  return SAFE.has(protocol) && isPlace ? address : null;
}

/** A full stop after an address ends the sentence, and a bracket that was not opened in it belongs to the text around it. */
function withoutTrailingPunctuation(address: string): string {
  let end = address.length;
  let unopened = count(address, ')') - count(address, '(');
  while (end > 0 && /[.,;:!?'*_~)\]}]/u.test(address.charAt(end - 1))) {
    if (address.charAt(end - 1) === ')') {
      if (unopened <= 0) break;
      unopened -= 1;
    }
    end -= 1;
  }
  return address.slice(0, end);
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}
