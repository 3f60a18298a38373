// A record without what was said in it.

import { isDeepStrictEqual } from 'node:util';
import { withoutContents } from '#lib/rules/erase.ts';
import type { Event } from '#lib/rules/event.ts';
import type { Erased, StoredRecord } from './log.ts';

/** The same record where it says nothing in these conversations, or came after their end; otherwise one that says nothing, and has no salt. */
export function erased(record: StoredRecord, gone: readonly Erased[]): StoredRecord {
  const conversations = gone.filter(({ seq }) => record.seq <= seq).map(({ conversation }) => conversation);
  const events = conversations.reduce<Event[]>(withoutContents, record.events);
  return isDeepStrictEqual(events, record.events) ? record : { ...record, events, salt: '' };
}
