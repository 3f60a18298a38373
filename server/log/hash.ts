// The hash chain of the log. SQLite does not notice a flipped bit or a lost tail; the chain does.

import { createHash } from 'node:crypto';
import type { LogRecord, StoredRecord } from './log.ts';

export const FIRST_HASH = '0'.repeat(64);

/**
 * Adds what the chain needs. The events stand in a salted hash of their own: their text can be erased (a customer's
 * right) and the chain still be checked, and no short text can be guessed from what stays.
 *
 * @param salt at least 16 random bytes in hex
 */
export function seal(record: LogRecord, salt: string, previous: string): StoredRecord {
  const sealed = { ...record, salt, previous, content: contentHash(salt, record.events) };
  return { ...sealed, hash: recordHash(sealed) };
}

/** Its contents were erased: what is left has no salt, so that nobody can try what it may have been. */
export function isErased({ salt }: Pick<StoredRecord, 'salt'>): boolean {
  return salt === '';
}

/** What `content` has to be. */
export function contentHash(salt: string, events: LogRecord['events']): string {
  return sha256(salt + JSON.stringify(events));
}

/** What `hash` has to be. */
export function recordHash(record: Omit<StoredRecord, 'hash' | 'events' | 'salt'>): string {
  const { seq, at, by, command, previous, content } = record;
  return sha256(JSON.stringify([seq, at, by, command, previous, content]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
