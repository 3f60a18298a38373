import { m } from '#lib/i18n/paraglide/messages.js';

/** The usual fields in the reader's language; others as whoever made them called them. */
export function fieldLabel(key: string): string {
  switch (key) {
    case 'phone':
    case 'telephone':
      return m.field_phone();
    case 'email':
      return m.field_email();
    case 'company':
      return m.field_company();
    case 'city':
      return m.field_city();
    default:
      return key.charAt(0).toUpperCase() + key.slice(1).replaceAll('-', ' ');
  }
}

const USUAL = ['phone', 'telephone', 'email', 'company', 'city'];

/** The usual ones first, others after them by name: as a document orders its keys means nothing. */
export function inUsualOrder(fields: Record<string, string>): [string, string][] {
  const rank = (key: string): number => (USUAL.includes(key) ? USUAL.indexOf(key) : USUAL.length);
  return Object.entries(fields).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
