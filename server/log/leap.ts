// Numbers of a history that was lost are never used again. A new epoch begins with a record that holds nothing and leaps
// over them: what somebody saw of what is lost (`seen`, read marks, the seq of a reply) is older than all that is new.

import type { Head, LogRecord } from './log.ts';

/** Only such a record may leave numbers out: anywhere else a gap is damage. */
export function follows(record: LogRecord, seq: number): boolean {
  return record.seq === seq + 1 || (isLeap(record) && record.seq > seq);
}

/**
 * @param lost the newest number that anybody knows to have been used
 * @param epoch the new one, which is at least the time in seconds
 */
export function leapFrom(
  head: Head,
  lost: number,
  { epoch, now }: { epoch: number; now: number },
): LogRecord {
  const seq = Math.max(head.seq, lost, epoch * RECORDS_A_SECOND) + 1;
  return { seq, at: Math.max(head.at, now), by: 'relay', command: null, events: [] };
}

/** More than any workspace decides for long, and few enough that numbers stay exact for the next 200,000 years. */
const RECORDS_A_SECOND = 1_000;

function isLeap({ by, command, events }: LogRecord): boolean {
  return by === 'relay' && command === null && events.length === 0;
}
