import type { Ended } from '#lib/doc/client/views.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

/** Why a conversation may no longer be read. The relay's reasons are not a closed list: others get a general sentence. */
export function endedText(ended: Ended): string {
  switch (ended.reason) {
    case 'mention-lapsed':
      return m.ended_mention_lapsed();
    case 'removed':
      return m.ended_removed();
    default:
      return m.ended_no_access();
  }
}
