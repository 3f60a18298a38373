// Which addresses a contact note may link to, and nothing else: what colleagues write is not to be trusted with `javascript:`.

const SAFE: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);
/** Longer than any address that people pass on, shorter than a page in one. */
const HREF_MAX = 2_000;

/** The address as it is kept, or null if a note does not link there. */
export function safeHref(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > HREF_MAX) return null;
  const url = URL.parse(value.trim());
  return url && SAFE.has(url.protocol) ? url.href : null;
}

/** What somebody typed as an address: `toko.example` and `budi@toko.example` mean what everybody takes them for. */
export function hrefOf(typed: string): string | null {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return null;
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text)) return safeHref(text);
  if (/^[^@/]+@[^@/]+\.[^@/]+$/.test(text)) return safeHref(`mailto:${text}`);
  return /^[^/]+\.[^/.]+|^localhost\b/.test(text) ? safeHref(`https://${text}`) : null;
}
