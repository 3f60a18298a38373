// Under what the audit finds a record. What is private to one member is found under nothing.

import { isConversationEvent, isPersonalEvent, type EventKind } from '#lib/rules/event.ts';
import type { Author, ConversationId } from '#lib/rules/ids.ts';
import type { LogRecord } from './log.ts';

/** 'all': every record that is part of the audit. */
export type Facet = 'all' | `by/${Author}` | `kind/${EventKind}` | `conversation/${ConversationId}`;

export function facetsOf({ by, events }: Pick<LogRecord, 'by' | 'events'>): Facet[] {
  const told = events.filter((event) => !isPersonalEvent(event));
  if (told.length === 0) return [];
  const kinds = told.map(({ kind }): Facet => `kind/${kind}`);
  const conversations = told
    .filter(isConversationEvent)
    .map(({ conversation }): Facet => `conversation/${conversation}`);
  return [...new Set<Facet>(['all', `by/${by}`, ...kinds, ...conversations])];
}
