// What search finds, as a record or a contact note gives it.

import { isConversationEvent } from '#lib/rules/event.ts';
import type { ConversationId } from '#lib/rules/ids.ts';
import { textOf } from '#lib/rules/search.ts';
import type { Commit, LogRecord, SearchText } from './log/log.ts';

export function textsOf({ seq, at, by, events }: LogRecord): Commit['texts'] {
  return events.filter(isConversationEvent).flatMap((event): Commit['texts'] => {
    if (event.kind === 'conversation-erased') return [{ erased: event.conversation }];
    const said = textOf(event);
    return said ? [{ conversation: event.conversation, ...said, seq, at, by }] : [];
  });
}

/** Several people wrote it: it is by none of them. */
export function noteTextOf(
  conversation: ConversationId,
  text: string,
  { seq, at }: { seq: number; at: number },
): SearchText {
  return { conversation, kind: 'contact-note', seq, at, by: 'relay', text };
}
