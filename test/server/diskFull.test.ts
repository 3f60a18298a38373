// No room for what is only housekeeping: a document whose updates have grown long is written anew, now or another time.

import { readThread } from '#lib/doc/threadDoc.ts';
import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../server/log/memory.ts';
import { StorageError } from '../../server/log/storageError.ts';
import { TestRelay, WORKSPACE } from '../support/startRelay.ts';

class LogWithoutRoom extends MemoryLog {
  isFull = false;
  refused = 0;

  override compact(name: string, snapshot: Uint8Array): void {
    if (this.isFull) {
      this.refused += 1;
      throw new StorageError('full', 'no room left on the device');
    }
    super.compact(name, snapshot);
  }
}

const LONG = 'x'.repeat(9_000);

describe('a disk without room for a shorter document', () => {
  it('I1 I2 everybody hears of what was committed, and it is shortened when there is room', async () => {
    const log = new LogWithoutRoom();
    const relay = await new TestRelay({ log }).found();
    const conversation = relay.customerWrites('budi', 'Hello');
    const name = `thread/${conversation}`;
    const reader = relay.open('ana', name);
    log.isFull = true;
    for (let note = 0; note < 12; note += 1) {
      await relay.act('leo', { kind: 'note', conversation, text: LONG, attachments: [], mention: null });
    }
    expect(log.refused).toBeGreaterThan(0);
    expect(readThread(reader.doc)?.timeline.length).toBe(
      readThread(relay.open('mira', name).doc)?.timeline.length,
    );
    expect(reader.doc.store.pendingStructs).toBeNull();
    const tail = log.document(`${WORKSPACE}/${name}`).length;
    log.isFull = false;
    await relay.act('leo', { kind: 'note', conversation, text: 'Short', attachments: [], mention: null });
    expect(log.document(`${WORKSPACE}/${name}`).length).toBeLessThan(tail);
    expect(relay.problems.map((problem) => (problem as { what: string }).what)).toEqual(
      Array(log.refused).fill('shorten'),
    );
  });
});
