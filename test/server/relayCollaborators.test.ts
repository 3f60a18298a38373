// Collaborators and the lists, through the relay's documents.

import { readInbox, readPersonal } from '#lib/doc/inboxDoc.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import type { MemberId } from '#lib/rules/ids.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { TestRelay } from '../support/startRelay.ts';

let relay: TestRelay;
let conversation: string;

beforeEach(async () => {
  relay = await new TestRelay().found();
  conversation = relay.customerWrites('budi', 'Hello');
  await relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
});

const add = (by: MemberId, ...members: MemberId[]) =>
  relay.act(by, { kind: 'add-collaborators', conversation, members });
const thread = (member: MemberId) => relay.open(member, `thread/${conversation}`);
const card = () => readThread(thread('mira').doc)?.card;
const counts = (member: MemberId, inbox = `inbox/${member}`) =>
  readInbox(relay.open(member, inbox).doc).counts;

describe('a collaborator', () => {
  it('B1 B4 several at once: each finds it under Collaborating and is told', async () => {
    await add('leo', 'dewi', 'mira');
    expect(card()?.collaborators).toEqual(['dewi', 'mira']);
    for (const member of ['dewi', 'mira']) {
      expect(counts(member)).toEqual({ 'collaborating.open': 1 });
      const { notifications } = readPersonal(relay.open(member, `inbox/${member}`).doc);
      expect(notifications).toMatchObject([{ kind: 'collaborator-added', conversation, by: 'member:leo' }]);
    }
  });

  it('B2 B3 sees the whole history, replies, writes notes and mentions, and the owner stays', async () => {
    expect(thread('dewi').closed?.code).toBe(CLOSE.notFound);
    await add('leo', 'dewi');
    expect(readThread(thread('dewi').doc)?.timeline.map(({ kind }) => kind)).toContain('message-received');
    await relay.act('dewi', { kind: 'reply', conversation, text: 'Dewi here', attachments: [] });
    const note = { kind: 'note' as const, conversation, text: '@Ana?', attachments: [], mention: 'ana' };
    await relay.act('dewi', note);
    expect(card()).toMatchObject({ owner: 'leo', collaborators: ['dewi'] });
    expect(Object.keys(card()?.guests ?? {})).toEqual(['ana']);
  });

  it('B3 who becomes owner stops being a collaborator; the owner before does not become one', async () => {
    await add('leo', 'dewi');
    await relay.act('dewi', { kind: 'assign', conversation, to: { kind: 'me' } });
    expect(card()).toMatchObject({ owner: 'dewi', collaborators: [] });
    expect(counts('dewi')).toMatchObject({ 'assigned.open': 1, 'collaborating.open': 0 });
    expect(thread('leo').closed?.code).toBe(CLOSE.notFound);
  });

  it('B1 who is removed loses the thread at once, and the list', async () => {
    await add('leo', 'dewi');
    const open = thread('dewi');
    await relay.act('leo', { kind: 'remove-collaborator', conversation, member: 'dewi' });
    expect(open.closed).toEqual({ code: CLOSE.noAccess, reason: 'removed' });
    expect(counts('dewi')).toEqual({ 'collaborating.open': 0 });
    const before = open.received.length;
    await relay.act('leo', { kind: 'reply', conversation, text: 'Later', attachments: [] });
    expect(open.received).toHaveLength(before);
  });
});

describe('the lists', () => {
  it('E1 each list of the navigation counts what it holds, and only admins have all', async () => {
    await add('leo', 'ana');
    await relay.act('leo', { kind: 'note', conversation, text: '@Dewi?', attachments: [], mention: 'dewi' });
    const waiting = relay.customerWrites('siti', 'Hello');
    expect(counts('leo')).toMatchObject({ 'assigned.open': 1 });
    expect(counts('ana')).toMatchObject({ 'collaborating.open': 1 });
    expect(counts('dewi')).toMatchObject({ 'mentioned.open': 1 });
    expect(counts('leo', 'team/sales')).toMatchObject({ 'unassigned.open': 1, 'all.open': 2 });
    expect(counts('mira', 'all')).toMatchObject({ 'all.open': 2 });
    expect(relay.open('leo', 'all').closed).not.toBeNull();
    expect(relay.open('dewi', 'team/sales').closed).not.toBeNull();
    await relay.act('ana', { kind: 'assign', conversation: waiting, to: { kind: 'me' } });
    expect(counts('leo', 'team/sales')).toMatchObject({ 'unassigned.open': 0, 'all.open': 2 });
  });

  it('E2 a card says contact, channel, last message, time, owner and status', async () => {
    relay.customerWrites('budi', 'Still there?');
    const until = relay.clock.now() + 3_600_000;
    await relay.act('leo', { kind: 'set-status', conversation, status: { kind: 'snoozed', until } });
    const { cards } = readInbox(relay.open('ana', 'team/sales').doc);
    expect(cards[conversation]).toMatchObject({
      contact: { name: 'Budi' },
      channel: 'web',
      owner: 'leo',
      status: { kind: 'snoozed', until },
      lastPublic: { text: 'Still there?', by: 'contact', at: relay.clock.now() },
    });
    expect(counts('ana', 'team/sales')).toMatchObject({ 'all.open': 0, 'all.snoozed': 1 });
  });
});
