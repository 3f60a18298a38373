// Checks of the hash chain: one record, the newest of a workspace, or all of them.

import { isDeepStrictEqual } from 'node:util';
import { withoutContents } from '#lib/rules/erase.ts';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import { FIRST_HASH, contentHash, isErased, recordHash } from './hash.ts';
import { follows } from './leap.ts';
import type { Log, StoredRecord } from './log.ts';
import { StorageError } from './storageError.ts';
import type { Seen } from './witness.ts';

export interface Link {
  seq: number;
  hash: string;
}

/** The record before one that is checked; no hash: it could not be read. */
interface Before {
  seq: number;
  hash: string | null;
}

/** Read at once: bounds memory. */
const PAGE = 1000;
/** So many in a row that cannot be read are looked for one by one. */
const UNREAD_MAX = 100;

/** What is wrong with a record that follows `before`, in words, or null. */
function faultOf(record: StoredRecord, before: Before): string | null {
  if (!follows(record, before.seq)) return `record ${before.seq} comes before it`;
  if (isErased(record)) {
    if (!isDeepStrictEqual(record.events, withoutContents(record.events, null)))
      return 'it was erased, and still says something';
  } else if (record.content !== contentHash(record.salt, record.events)) {
    return 'its events do not have its hash';
  }
  if (record.hash !== recordHash(record)) return 'it does not have its hash';
  if (before.hash !== null && record.previous !== before.hash)
    return 'the record before it does not have the hash that it names';
  return null;
}

/** @throws a StorageError if the newest record is not what was written, or does not follow the one before it */
export function assertTail(log: Pick<Log, 'head' | 'read'>, workspace: WorkspaceId): void {
  const head = log.head(workspace);
  if (!head) return;
  const tail = log.read(workspace, Math.max(0, head.seq - 2), 2);
  const last = tail.pop();
  const fault = last ? faultOf(last, tail[0] ?? beforeFirstOf(last)) : 'it is missing';
  if (!fault) return;
  throw new StorageError('damaged', `record ${head.seq} of workspace ${workspace} is damaged: ${fault}`);
}

/** What comes before a record that is read alone: nothing, or, where it leapt, something farther away than was looked. */
function beforeFirstOf(record: StoredRecord): Before {
  const leapt = record.seq > 1 && follows(record, 0);
  return leapt ? { seq: record.seq - 1, hash: null } : { seq: 0, hash: FIRST_HASH };
}

/** @throws a StorageError if a workspace ends before what somebody saw, or its history is not the one they saw */
export function assertNotBehind(log: Log & { restored(): WorkspaceId[] }, seen: Seen[]): void {
  const advice =
    'begin a new epoch with `relay rebuild`, or browsers and the relay will not agree again. ' +
    'To begin with nothing, empty the data folder.';
  for (const workspace of log.restored()) {
    throw new StorageError('behind', `workspace ${workspace} is from a backup: ${advice}`);
  }
  for (const { workspace, epoch, seq, hash } of seen) {
    const now = log.epoch(workspace)?.epoch ?? 0;
    // What was lost before this epoch began is known to be.
    if (now > epoch) continue;
    if (now === epoch && hasRecord(log, workspace, { seq, hash })) continue;
    throw new StorageError(
      'behind',
      `record ${seq} of workspace ${workspace} was confirmed and is gone: ${advice}`,
    );
  }
}

/** True if the record is there, or was the one before the first. */
function hasRecord(log: Pick<Log, 'read'>, workspace: WorkspaceId, { seq, hash }: Link): boolean {
  if (seq === 0) return true;
  const found = readable(log, workspace, seq - 1, 1) ?? [];
  return found.some((record) => record.seq === seq && record.hash === hash);
}

/**
 * Checks every record of a workspace, a page at a time.
 *
 * @param expected records that somebody knows to have been confirmed: only that tells a lost tail
 * @returns each fault, in words; nothing if the chain is whole
 */
export function* verifyChain(
  log: Pick<Log, 'head' | 'read'>,
  workspace: WorkspaceId,
  expected: Link[] = [],
): Generator<string> {
  const head = log.head(workspace)?.seq ?? 0;
  let before: Before = { seq: 0, hash: FIRST_HASH };
  let unread = 0;
  while (before.seq < head) {
    const page = readable(log, workspace, before.seq, PAGE) ?? readable(log, workspace, before.seq, 1);
    if (page === null) {
      unread += 1;
      // It may be the one that leaps over a million million numbers.
      before = { seq: before.seq + Math.max(1, 2 ** (unread - UNREAD_MAX)), hash: null };
      yield `record ${before.seq} is damaged: it cannot be read`;
      continue;
    }
    if (page.length === 0) {
      yield `the records behind ${before.seq} are gone`;
      break;
    }
    unread = 0;
    for (const record of page) {
      const fault = faultOf(record, before);
      if (fault) yield `record ${record.seq} is damaged: ${fault}`;
      // On with what it says of itself, so that one fault is told once.
      before = record;
    }
  }
  for (const link of expected) {
    if (hasRecord(log, workspace, link)) continue;
    yield `record ${link.seq} was confirmed and is gone: the log ends with record ${head}, or is another's`;
  }
}

/**
 * Checks at most `limit` records more, behind one that is known to be right.
 *
 * @returns the last one that is right, and the one behind it where that is not what was written
 */
export function checkFurther(
  log: Pick<Log, 'read'>,
  workspace: WorkspaceId,
  known: Link,
  limit: number,
): { right: Link; broken: number | null } {
  const page = readable(log, workspace, known.seq, limit) ?? readable(log, workspace, known.seq, 1);
  let right = known;
  for (const record of page ?? []) {
    if (faultOf(record, right)) return { right, broken: right.seq + 1 };
    right = { seq: record.seq, hash: record.hash };
  }
  return { right, broken: page === null ? known.seq + 1 : null };
}

/** The record, if it is there and has its own hashes; null if it is not what was written. */
export function readWhole(log: Pick<Log, 'read'>, workspace: WorkspaceId, seq: number): StoredRecord | null {
  const record = readNext(log, workspace, seq - 1);
  return record?.seq === seq ? record : null;
}

/** The record behind `after`, if there is one and it has its own hashes. */
export function readNext(log: Pick<Log, 'read'>, workspace: WorkspaceId, after: number): StoredRecord | null {
  const [record] = readable(log, workspace, after, 1) ?? [];
  return record && !faultOf(record, { seq: after, hash: null }) ? record : null;
}

/** Null where one of them is not even readable. */
function readable(
  log: Pick<Log, 'read'>,
  workspace: WorkspaceId,
  after: number,
  limit: number,
): StoredRecord[] | null {
  try {
    return log.read(workspace, after, limit);
  } catch (error) {
    if (error instanceof StorageError) return null;
    throw error;
  }
}
