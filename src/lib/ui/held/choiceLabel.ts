import { m } from '#lib/i18n/paraglide/messages.js';
import type { Choice } from './choices.ts';

export function choiceLabel(choice: Choice): string {
  switch (choice) {
    case 'send-anyway':
      return m.choice_send_anyway();
    case 'assign-anyway':
      return m.choice_assign_anyway();
    case 'set-anyway':
      return m.choice_set_anyway();
    case 'as-note':
      return m.choice_as_note();
    case 'join-and-send':
      return m.choice_join_and_send();
    case 'assign-and-send':
      return m.choice_assign_and_send();
    case 'copy':
      return m.choice_copy();
    case 'discard':
      return m.discard();
  }
}
