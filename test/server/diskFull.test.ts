// No room on the disk: for a document that has grown long and is to be written anew, or for what waits to be decided.

import { readThread } from '#lib/doc/threadDoc.ts';
import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../server/log/memory.ts';
import { StorageError } from '../../server/log/storageError.ts';
import { VISITOR_COMMANDS_AT_ONCE } from '#lib/rules/limits.ts';
import { appendCommand } from '#lib/doc/outboxDoc.ts';
import { MINUTE } from '../support/people.ts';
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

class FullLog extends MemoryLog {
  isFull = false;
  refused = 0;

  override append(...commit: Parameters<MemoryLog['append']>): ReturnType<MemoryLog['append']> {
    if (this.isFull) {
      this.refused += 1;
      throw new StorageError('full', 'no room left on the device');
    }
    return super.append(...commit);
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

it('I2 what waits for its sender’s limit when the disk is full is decided once there is room', async () => {
  const log = new FullLog();
  const relay = await new TestRelay({ log }).found();
  const conversation = relay.customerWrites('budi', 'Hello');
  const budi = { kind: 'visitor' as const, workspace: WORKSPACE, channel: 'web', visitor: 'budi' };
  const doorstep = relay.openAs(budi, 'doorstep/budi/laptop');
  const texts = Array.from({ length: VISITOR_COMMANDS_AT_ONCE }, (_, index) => `Message ${index}`);
  for (const text of texts) {
    const entry = { id: relay.newId(), kind: 'say', name: 'Budi', text, attachments: [], written: 0 };
    appendCommand(doorstep.doc, entry);
    relay.clock.settle();
  }
  const said = (): unknown[] =>
    (readThread(relay.open('mira', `thread/${conversation}`).doc)?.timeline ?? []).flatMap((entry) =>
      'text' in entry ? [entry.text] : [],
    );
  expect(said()).toHaveLength(VISITOR_COMMANDS_AT_ONCE);
  log.isFull = true;
  relay.clock.advance(MINUTE);
  expect(log.refused).toBeGreaterThan(1);
  log.isFull = false;
  relay.clock.advance(MINUTE);
  expect(said()).toEqual(['Hello', ...texts]);
});
