// Checks of the hash chain.

import { FIRST_HASH, contentHash, recordHash } from './hash.ts';
import type { Log, StoredRecord } from './log.ts';
import { StorageError } from './storageError.ts';

/** What is wrong with a record that follows `previous`, or null. */
export function faultOf(record: StoredRecord, previous: { seq: number; hash: string } | null): string | null {
  const { seq, hash } = previous ?? { seq: 0, hash: FIRST_HASH };
  if (record.seq !== seq + 1) return `record ${record.seq} follows record ${seq}`;
  if (record.content !== contentHash(record.salt, record.events)) return 'its events do not have its hash';
  if (record.hash !== recordHash(record)) return 'it does not have its hash';
  if (record.previous !== hash) return 'the record before it does not have the hash that it names';
  return null;
}

/** @throws a StorageError if the newest record is not what was written, or does not follow the one before it */
export function assertTail(log: Pick<Log, 'head' | 'read'>, workspace: string): void {
  const head = log.head(workspace);
  if (!head) return;
  const tail = log.read(workspace, Math.max(0, head.seq - 2), 2);
  const [before, last] = tail.length === 2 ? tail : [undefined, tail[0]];
  const fault = last ? faultOf(last, before ?? null) : 'it is missing';
  if (fault)
    throw new StorageError('damaged', `record ${head.seq} of workspace ${workspace} is damaged: ${fault}`);
}
