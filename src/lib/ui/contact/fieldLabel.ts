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
      return key.charAt(0).toUpperCase() + key.slice(1);
  }
}
