// What search finds, as a record or a contact note gives it.

import type * as Y from 'yjs';
import { parseDocumentName } from '#lib/doc/names.ts';
import { readNoteText } from '#lib/doc/noteDoc.ts';
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

/** Contact notes are merged and not decided: what is found of them is what they say at each commit. */
export function noteTexts(
  changed: { document: string }[],
  documentOf: (name: string) => Y.Doc,
  desk: { turn: { head: { seq: number } }; now(): number },
): SearchText[] {
  return changed.flatMap(({ document }) => {
    const ref = parseDocumentName(document);
    if (ref?.kind !== 'note') return [];
    return noteTextOf(ref.conversation, readNoteText(documentOf(document)), {
      seq: desk.turn.head.seq,
      at: desk.now(),
    });
  });
}
