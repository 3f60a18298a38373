import { m } from '#lib/i18n/paraglide/messages.js';
import type { ActionGroup } from './actionTable.ts';

export function groupLabel(group: ActionGroup): string {
  switch (group) {
    case 'conversation':
      return m.actions_of_conversation();
    case 'list':
      return m.actions_of_list();
    case 'app':
      return m.actions_everywhere();
  }
}
