// A real relay whose process ends on one command, again and again, until that command is set aside.

import { appendCommand, readCommands } from '#lib/doc/outboxDoc.ts';
import { readInbox, readPersonal } from '#lib/doc/inboxDoc.ts';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { writes } from '../support/customer.ts';
import { DEADLY } from '../support/deadly.ts';
import { ROOT } from '../support/relayData.ts';
import { RelayProcess } from '../support/relayProcess.ts';
import { synced, unmodified, until } from '../support/unmodified.ts';

const relay = new RelayProcess();
const providers: WebsocketProvider[] = [];
let token: string;

beforeAll(async () => {
  await relay.start();
  await relay.stop();
  token = await relay.command('token', 'demo', 'leo');
  relay.settings['NODE_OPTIONS'] = `--import=${ROOT}test/support/plantedCrash.ts`;
  await relay.start();
});

afterAll(async () => {
  for (const provider of providers) provider.destroy();
  await relay.remove();
});

it('F3 ends three processes, then its writer has it back and everybody is served', async () => {
  const inbox = await open('demo/inbox/leo');
  const outbox = await open('demo/outbox/leo/laptop');
  const [card] = Object.values(readInbox(inbox).cards);
  if (!card) throw new Error('the demo gives Leo a conversation');
  const about = { seen: card.seq, written: 0, conversation: card.id, attachments: [], mention: null };
  const deadly = { ...about, id: uuidv7(), kind: 'note', text: DEADLY };
  const behind = { ...about, id: uuidv7(), kind: 'note', text: 'Behind it' };
  appendCommand(outbox, deadly);
  appendCommand(outbox, behind);
  for (let crashes = 1; crashes <= 3; crashes += 1) {
    await relay.died();
    const said = relay.says(/"ended while deciding"/);
    await relay.start();
    await said;
    const told = { what: 'ended while deciding', workspace: 'demo', command: deadly.id, crashes };
    expect(JSON.parse(relay.errors.split('\n')[0] ?? '')).toMatchObject({
      ...told,
      isSetAside: crashes === 3,
    });
    expect(relay.errors).not.toContain(DEADLY);
  }
  await until(outbox, () => readCommands(outbox).length === 0);
  await until(inbox, () => deadly.id in readPersonal(inbox).held);
  const held = readPersonal(inbox).held;
  expect(held[deadly.id]).toMatchObject({
    command: { kind: 'unreadable' },
    refusal: { reason: 'malformed' },
  });
  expect(JSON.stringify(held[deadly.id])).toContain(DEADLY);
  expect(Object.keys(held)).not.toContain(behind.id);
  await writes(relay.address, 'Sari', 'Halo');
  await relay.stop();
  expect(await relay.command('verify')).toContain('everything is as it was written');
  expect(await relay.command('export', 'demo')).toContain(behind.id);
});

/** As a browser does, it comes back by itself with all that is not decided. */
function open(document: string): Promise<Y.Doc> {
  const provider = unmodified(relay.address, document, { token });
  providers.push(provider);
  return synced(provider);
}
