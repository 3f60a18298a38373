import type { Ended } from '#lib/doc/client/views.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

interface EndedText {
  title: string;
  text: string;
  /** Whether there was access until then: a link to somebody else's conversation never had an end. */
  had: boolean;
}

/** Why a conversation may not be read. The relay's reasons are not a closed list: others get a general sentence. */
export function endedText(ended: Ended): EndedText {
  switch (ended.reason) {
    case 'mention-lapsed':
      return { title: m.ended_title(), text: m.ended_mention_lapsed(), had: true };
    case 'removed':
      return { title: m.ended_title(), text: m.ended_removed(), had: true };
    default:
      return { title: m.not_found_conversation(), text: m.not_found_conversation_hint(), had: false };
  }
}
