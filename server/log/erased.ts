// A record without what was said in it.

import { isDeepStrictEqual } from 'node:util';
import { withoutContents } from '#lib/rules/erase.ts';
import type { Event } from '#lib/rules/event.ts';
import type { ConversationId } from '#lib/rules/ids.ts';
import type { StoredRecord } from './log.ts';

/** The same record where it says nothing in these conversations; otherwise one that says nothing, and has no salt. */
export function erased(record: StoredRecord, conversations: readonly ConversationId[]): StoredRecord {
  const events = conversations.reduce<Event[]>(withoutContents, record.events);
  return isDeepStrictEqual(events, record.events) ? record : { ...record, events, salt: '' };
}
