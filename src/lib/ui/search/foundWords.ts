import { m } from '#lib/i18n/paraglide/messages.js';
import type { TextKind } from '#lib/rules/search.ts';

/** Where something was found; null for what a customer wrote, which needs no saying. */
export function foundIn(kind: TextKind): string | null {
  switch (kind) {
    case 'contact':
      return m.found_in_contact();
    case 'message':
      return null;
    case 'reply':
      return m.found_in_reply();
    case 'note':
      return m.internal_note();
    case 'contact-note':
      return m.contact_note();
  }
}
