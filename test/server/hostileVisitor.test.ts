// A customer who wants more than their own conversation (faults.md, section 2f). What all kinds of people are sent of every
// document and address is matrix/documents.test.ts and matrix/routes.test.ts; hostile actors of every run, test/sim.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChat } from '#lib/doc/chatDoc.ts';
import { appendCommand } from '#lib/doc/outboxDoc.ts';
import * as Y from 'yjs';
import { visitorOf } from '../../server/channels/visitor.ts';
import { CHANNEL, TestRelay, WORKSPACE } from '../support/startRelay.ts';
import type { TestClient } from '../support/testClient.ts';

/** Three seconds of a processor. */
const GUESSES = 1_000_000;
const VISITORS = 1_000;

let relay: TestRelay;
let conversation: string;

const as = (visitor: string, document: string): TestClient =>
  relay.openAs({ kind: 'visitor', workspace: WORKSPACE, channel: CHANNEL, visitor }, document);
const textsOf = (visitor: string): string[] =>
  readChat(as(visitor, `chat/${visitor}`).doc).timeline.map(({ text }) => text);
const say = (text: string, name = 'Budi') => ({
  ...{ id: relay.newId(), kind: 'say', name, text, attachments: [], written: relay.clock.now() },
});

beforeEach(async () => {
  relay = await new TestRelay().found();
  conversation = relay.customerWrites('budi', 'My order is 4711', 'Budi');
});
afterEach(() => expect(relay.problems).toEqual([]));

describe('V3 who knows everything but the secret', () => {
  it('is told the same of what is there and of what is not, byte for byte', () => {
    const answers = [
      ...['chat/budi', 'doorstep/budi/phone', `thread/${conversation}`, `note/${conversation}`],
      ...['', 'all', 'intake', 'team/sales', 'inbox/leo', 'outbox/leo/phone'],
      ...['chat/nobody', 'doorstep/nobody/phone', `thread/${relay.newId()}`, `note/${relay.newId()}`],
      ...['team/nothing', 'inbox/nobody', 'outbox/nobody/phone'],
    ].map((document) => {
      const evil = as('siti', document);
      return { closed: evil.closed, received: evil.received };
    });
    const nothing = { closed: { code: 4404, reason: 'not-found' }, received: [] };
    expect(answers).toEqual(answers.map(() => nothing));
  });

  it(`guesses ${GUESSES.toLocaleString('en')} secrets and is never one of ${VISITORS} customers, nor told how near it was`, () => {
    const secretOf = (visitor: number): string => `Zq3vT9xK1mWb7RfYc5Lh2Pd8Ns4-${visitor.toString(36)}-`;
    const there = new Set(
      Array.from({ length: VISITORS }, (_, visitor) =>
        visitorOf(WORKSPACE, CHANNEL, `${secretOf(visitor)}Gj6Q`),
      ),
    );
    const sizes = new Set<number | undefined>();
    let hits = 0;
    for (let guess = 0; guess < GUESSES; guess += 1) {
      // As near as somebody may come who saw all but the last characters, which no guess here has right: too long by one.
      const secret = secretOf(guess % VISITORS) + guess.toString(36).padStart(5, '0');
      const visitor = visitorOf(WORKSPACE, CHANNEL, secret);
      if (there.has(visitor)) hits += 1;
      sizes.add(visitor?.length);
    }
    expect(there.size).toBe(VISITORS);
    expect(hits).toBe(0);
    // Whoever is near and whoever is far become somebody else alike.
    expect([...sizes]).toEqual([32]);
    process.stdout.write(`tried ${GUESSES} guesses of a visitor's secret\n`);
  });

  it('V3 an id, which members’ devices have, is no secret', () => {
    const budi = visitorOf(WORKSPACE, CHANNEL, 'Zq3vT9xK1mWb7RfYc5Lh2Pd8Ns4Gj6') ?? '';
    expect(visitorOf(WORKSPACE, CHANNEL, budi)).not.toBe(budi);
  });

  it('V4 calls themselves Budi, or by his address, and is another customer', () => {
    relay.customerWrites('siti', 'What is my order?', 'Budi');
    relay.customerWrites('tono', 'And mine?', 'budi@example.com');
    const conversations = ['budi', 'siti', 'tono'].map((who) =>
      relay.log.conversationOf(WORKSPACE, CHANNEL, who),
    );
    expect(new Set(conversations).size).toBe(3);
    expect([textsOf('siti'), textsOf('tono')]).toEqual([['What is my order?'], ['And mine?']]);
  });
});

describe('V7 what the team has among itself', () => {
  it('is in no byte that the customer is ever sent: notes, mentions, assignments, names of others, ids', async () => {
    const open = as('budi', 'chat/budi');
    const canary = 'CANARY-note';
    const note = { kind: 'note' as const, conversation, attachments: [] };
    await relay.act('leo', { ...note, text: `@Ana ${canary}`, mention: 'ana' });
    await relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    await relay.act('leo', { kind: 'add-collaborators', conversation, members: ['dewi'] });
    await relay.act('leo', { kind: 'update-contact', conversation, name: 'Budi CANARY-name', fields: {} });
    await relay.act('leo', { kind: 'save-draft', conversation, tab: 'reply', text: 'CANARY-draft' });
    await relay.act('leo', { kind: 'reply', conversation, text: 'It is on its way', attachments: [] });
    relay.clock.settle();
    const late = as('budi', 'chat/budi');
    for (const client of [open, late]) {
      expect(readChat(client.doc).timeline.map(({ text, name }) => [name, text])).toEqual([
        ['', 'My order is 4711'],
        ['Leo', 'It is on its way'],
      ]);
      const bytes = Buffer.concat(client.received).toString('utf8');
      for (const hidden of ['CANARY', 'leo', 'ana', 'Ana', 'dewi', 'Dewi', 'mira', conversation, 'member:']) {
        expect([hidden, bytes.includes(hidden)]).toEqual([hidden, false]);
      }
    }
  });
});

describe('V9 a customer who sends again what was sent', () => {
  it('is heard once, whichever copies come in which order and from which device', () => {
    const phone = as('budi', 'doorstep/budi/phone');
    const updates: Uint8Array[] = [];
    phone.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === null) updates.push(update);
    });
    const [first, second] = [say('One'), say('Two')];
    appendCommand(phone.doc, first);
    appendCommand(phone.doc, second);
    relay.clock.settle();
    phone.disconnect();
    const again = as('budi', 'doorstep/budi/phone');
    for (const update of [...updates].reverse()) Y.applyUpdate(again.doc, update);
    const laptop = as('budi', 'doorstep/budi/laptop');
    appendCommand(laptop.doc, second);
    appendCommand(laptop.doc, first);
    relay.clock.settle();
    expect(textsOf('budi')).toEqual(['My order is 4711', 'One', 'Two']);
  });

  it('M4 nobody else is heard with it', () => {
    const stolen = say('Cancel my order');
    const siti = as('siti', 'doorstep/siti/phone');
    appendCommand(siti.doc, stolen);
    relay.clock.settle();
    const budi = as('budi', 'doorstep/budi/phone');
    appendCommand(budi.doc, stolen);
    relay.clock.settle();
    expect(textsOf('siti')).toEqual(['Cancel my order']);
    expect(textsOf('budi')).toEqual(['My order is 4711']);
  });
});
