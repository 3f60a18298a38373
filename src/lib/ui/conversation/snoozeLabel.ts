import { m } from '#lib/i18n/paraglide/messages.js';
import type { SnoozeKind } from './snooze.ts';

export function snoozeLabel(kind: SnoozeKind): string {
  switch (kind) {
    case 'in-an-hour':
      return m.snooze_in_an_hour();
    case 'this-evening':
      return m.snooze_this_evening();
    case 'tomorrow':
      return m.snooze_tomorrow();
    case 'next-week':
      return m.snooze_next_week();
  }
}
