// The chain itself, without a log that would not let it be broken in this way.

import { expect, it } from 'vitest';
import { verifyChain } from '../../server/log/chain.ts';
import { FIRST_HASH, seal } from '../../server/log/hash.ts';
import type { StoredRecord } from '../../server/log/log.ts';

const SALT = '00'.repeat(16);

function record(seq: number, previous: string): StoredRecord {
  const events = [{ kind: 'workspace-named' as const, name: `Toko ${seq}` }];
  return seal({ seq, at: seq, by: 'relay', command: null, events }, SALT, previous);
}

function faultsOf(records: StoredRecord[]): string[] {
  const log = {
    head: () => records.at(-1) ?? null,
    read: (_workspace: string, after: number, limit: number) => records.slice(after, after + limit),
  };
  return [...verifyChain(log, 'toko')];
}

it('is broken where a record, whole by itself, names another record before it', () => {
  const first = record(1, FIRST_HASH);
  expect(faultsOf([first, record(2, first.hash)])).toEqual([]);
  const other = record(2, 'f'.repeat(64));
  const fault = 'record 2 is damaged: the record before it does not have the hash that it names';
  expect(faultsOf([first, other, record(3, other.hash)])).toEqual([fault]);
});
