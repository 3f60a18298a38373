// What stays when the relay or its disk does not.

import { readCommands } from '#lib/doc/outboxDoc.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import * as Y from 'yjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../server/log/memory.ts';
import { TestRelay, WORKSPACE } from '../support/startRelay.ts';

let relay: TestRelay;

beforeEach(async () => {
  relay = await new TestRelay().found();
});

describe('durability', () => {
  it('I3 I19 another relay on the same log shows the same documents', async () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    await relay.act('leo', { kind: 'reply', conversation, text: 'On it', attachments: [] });
    const names = ['', 'inbox/leo', 'team/sales', `thread/${conversation}`];
    const before = names.map((name) => Y.encodeStateAsUpdate(relay.open('leo', name).doc));
    relay.restart();
    expect(names.map((name) => Y.encodeStateAsUpdate(relay.open('leo', name).doc))).toEqual(before);
  });

  it('R3 a commit that fails changes nothing and is told; what was written waits and goes when the disk does again', async () => {
    let full = false;
    const log = new MemoryLog({
      beforeCommit: () => {
        if (full) throw new Error('disk full');
      },
    });
    relay = await new TestRelay({ log }).found();
    const conversation = relay.customerWrites('budi', 'Hello');
    const outbox = relay.open('leo', 'outbox/leo/phone');
    const thread = relay.open('ana', `thread/${conversation}`);
    const before = Y.encodeStateAsUpdate(thread.doc);
    full = true;
    relay.send(outbox, { kind: 'reply', conversation, text: 'On it', attachments: [] });
    expect(outbox.closed).toEqual({ code: CLOSE.unavailable, reason: 'not-stored' });
    expect(Y.encodeStateAsUpdate(thread.doc)).toEqual(before);
    expect(readCommands(outbox.doc)).toHaveLength(1);
    full = false;
    outbox.connect(
      relay.relay,
      { kind: 'member', workspace: WORKSPACE, member: 'leo' },
      `${WORKSPACE}/outbox/leo/phone`,
    );
    relay.clock.settle();
    expect(readCommands(outbox.doc)).toEqual([]);
    expect(readThread(thread.doc)?.card.owner).toBe('leo');
  });
});
