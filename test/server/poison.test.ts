// A command on which the relay itself fails: tried three times, then set aside; everybody is served, its writer too.

import { readPersonal } from '#lib/doc/inboxDoc.ts';
import { appendCommand, readCommands } from '#lib/doc/outboxDoc.ts';
import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../server/log/memory.ts';
import type { StoredCard } from '../../server/log/log.ts';
import { TestRelay, WORKSPACE } from '../support/startRelay.ts';
import type { TestClient } from '../support/testClient.ts';

/** Fails on one conversation, as a defect would, and not as a disk does. */
class LogWithDefect extends MemoryLog {
  poisoned = '';
  failures = 0;

  override card(workspace: string, conversation: string): StoredCard | null {
    if (conversation !== this.poisoned) return super.card(workspace, conversation);
    this.failures += 1;
    throw new TypeError('nobody thought of this');
  }
}

describe('a command on which the relay fails', () => {
  it('F3 is on its writer’s shelf after three tries, and what they wrote behind it is decided', async () => {
    const { log, relay, conversation } = await beginning();
    const outbox = relay.open('leo', 'outbox/leo/laptop');
    const about = { text: 'Precious', attachments: [], mention: null };
    const poison = relay.whole({ kind: 'note', conversation: 'poison', ...about });
    log.poisoned = 'poison';
    appendCommand(outbox.doc, poison);
    appendCommand(
      outbox.doc,
      relay.whole({ kind: 'reply', conversation, text: 'Behind it', attachments: [] }),
    );
    relay.clock.settle();
    comesBack(relay, outbox);
    expect(log.failures).toBe(3);
    const held = Object.values(readPersonal(relay.open('leo', 'inbox/leo').doc).held);
    expect(held).toMatchObject([
      { command: { id: poison.id, kind: 'unreadable' }, refusal: { reason: 'malformed' } },
    ]);
    expect(JSON.stringify(held)).toContain('Precious');
    expect(log.card(WORKSPACE, conversation)?.card).toMatchObject({ owner: 'leo' });
    expect(readCommands(outbox.doc)).toEqual([]);
  });

  it('does not keep others from being decided in the same turn', async () => {
    const { log, relay, conversation } = await beginning();
    const outboxes = ['leo', 'ana'].map((member) => relay.open(member, `outbox/${member}/laptop`));
    log.poisoned = 'poison';
    const [leos, anas] = outboxes;
    appendCommand(leos!.doc, relay.whole({ kind: 'mark-read', conversation: 'poison', upTo: 1 }));
    appendCommand(anas!.doc, relay.whole({ kind: 'reply', conversation, text: 'Mine', attachments: [] }));
    relay.clock.settle();
    expect(log.card(WORKSPACE, conversation)?.card).toMatchObject({ owner: 'ana' });
  });
});

async function beginning(): Promise<{ log: LogWithDefect; relay: TestRelay; conversation: string }> {
  const log = new LogWithDefect();
  const relay = await new TestRelay({ log }).found();
  return { log, relay, conversation: relay.customerWrites('budi', 'Hello') };
}

/** As a browser does whose stream was closed: with all that it has, until it is taken. */
function comesBack(relay: TestRelay, outbox: TestClient): void {
  for (let tries = 0; tries < 5 && outbox.closed !== null; tries += 1) {
    outbox.connect(
      relay.relay,
      { kind: 'member', workspace: WORKSPACE, member: 'leo' },
      `${WORKSPACE}/outbox/leo/laptop`,
    );
    relay.clock.settle();
  }
}
