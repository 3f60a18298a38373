// Any client that has Yjs: an unmodified y-websocket provider, a token, and a real relay.

import { appendCommand, readCommands } from '#lib/doc/outboxDoc.ts';
import { readInbox, readPersonal } from '#lib/doc/inboxDoc.ts';
import { uuidv7 } from 'uuidv7';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { RelayProcess } from '../support/relayProcess.ts';
import { synced, unmodified, until } from '../support/unmodified.ts';

const relay = new RelayProcess();
let token: string;
const providers: WebsocketProvider[] = [];

beforeAll(async () => {
  await relay.start();
  await relay.stop();
  token = await relay.command('token', 'demo', 'leo');
  await relay.start();
});

afterEach(() => {
  for (const provider of providers.splice(0)) {
    provider.destroy();
    provider.doc.destroy();
  }
});

afterAll(() => relay.remove());

function open(document: string): WebsocketProvider {
  const provider = unmodified(relay.address, document, { token });
  providers.push(provider);
  return provider;
}

function closed(provider: WebsocketProvider): Promise<number> {
  return new Promise((resolve) => {
    provider.on('connection-close', (event) => resolve(event?.code ?? 0));
  });
}

describe('an unmodified WebsocketProvider', () => {
  it('reads its inbox, appends a command and sees the verdict', async () => {
    const inbox = await synced(open('demo/inbox/leo'));
    const [card] = Object.values(readInbox(inbox).cards).filter(({ owner }) => owner === 'leo');
    if (!card) throw new Error('the demo gives Leo a conversation');
    const outbox = await synced(open('demo/outbox/leo/script'));
    const thread = await synced(open(`demo/thread/${card.id}`));
    const base = { id: uuidv7(), seen: card.seq, written: 0, conversation: card.id };
    appendCommand(outbox, { ...base, kind: 'note', text: 'From a script', attachments: [], mention: null });
    await until(
      thread,
      () => thread.getArray<{ command: string }>('timeline').toArray().at(-1)?.command === base.id,
    );
    await until(outbox, () => readCommands(outbox).length === 0);
  });

  it('sees why a command was refused, and its text', async () => {
    const inbox = await synced(open('demo/inbox/leo'));
    const outbox = await synced(open('demo/outbox/leo/script'));
    const id = uuidv7();
    const reply = {
      id,
      kind: 'reply',
      conversation: uuidv7(),
      text: 'Hello?',
      attachments: [],
      seen: 0,
      written: 0,
    };
    appendCommand(outbox, reply);
    await until(inbox, () => id in readPersonal(inbox).held);
    expect(readPersonal(inbox).held[id]).toMatchObject({ command: reply, refusal: { reason: 'no-access' } });
  });

  it("is closed with 4403 at another member's document, and does not come back", async () => {
    const provider = open('demo/inbox/ana');
    expect(await closed(provider)).toBe(4403);
    expect(provider.shouldConnect).toBe(false);
  });

  it('is closed with 4403 when it writes to a decided document, which stays as it was', async () => {
    const first = open('demo');
    const doc = await synced(first);
    const before = Y.encodeStateAsUpdate(doc);
    const code = closed(first);
    doc.getMap('settings').set('name', 'mine');
    expect(await code).toBe(4403);
    expect(Y.encodeStateAsUpdate(await synced(open('demo')))).toEqual(before);
  });
});
