// Who owns a conversation, through the relay's documents: where it shows, who is told, how busy everybody is.

import { readLoad } from '#lib/doc/directoryDoc.ts';
import { readInbox, readPersonal } from '#lib/doc/inboxDoc.ts';
import { readCommands } from '#lib/doc/outboxDoc.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import type { AssignTo } from '#lib/rules/command.ts';
import type { MemberId } from '#lib/rules/ids.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { TestRelay } from '../support/startRelay.ts';

let relay: TestRelay;
let conversation: string;

beforeEach(async () => {
  relay = await new TestRelay().found();
  conversation = relay.customerWrites('budi', 'Hello');
});

const assign = (by: MemberId, to: AssignTo, of = conversation) =>
  relay.act(by, { kind: 'assign', conversation: of, to });
const shown = (member: MemberId, inbox: string) =>
  Object.keys(readInbox(relay.open(member, inbox).doc).cards);
const counts = (member: MemberId, inbox: string) => readInbox(relay.open(member, inbox).doc).counts;
const told = (member: MemberId) =>
  readPersonal(relay.open(member, `inbox/${member}`).doc).notifications.map(({ kind }) => kind);
const owner = () => readThread(relay.open('mira', `thread/${conversation}`).doc)?.card.owner;
const load = (member: MemberId) => readLoad(relay.open('mira', '').doc, member);

describe('each way of assigning', () => {
  it('A1 A3 to me: one owner, and it moves between the personal inboxes', async () => {
    await assign('leo', { kind: 'me' });
    expect(shown('leo', 'inbox/leo')).toEqual([conversation]);
    await assign('ana', { kind: 'me' });
    expect(owner()).toBe('ana');
    expect(shown('ana', 'inbox/ana')).toEqual([conversation]);
    expect(shown('leo', 'inbox/leo')).toEqual([]);
    expect(counts('leo', 'inbox/leo')).toEqual({ 'assigned.open': 0 });
  });

  it('A2 A4 A5 to a team inbox: nobody owns it, all of the team see it and are told of it and of each message', async () => {
    await assign('leo', { kind: 'team', team: 'support' });
    expect(owner()).toBeNull();
    expect(counts('dewi', 'team/support')).toMatchObject({ 'unassigned.open': 1 });
    relay.customerWrites('budi', 'Anybody?');
    for (const member of ['dewi', 'rafi'])
      expect(told(member).slice(-2)).toEqual(['team-assigned', 'message']);
    await relay.act('dewi', { kind: 'reply', conversation, text: 'Me', attachments: [] });
    expect(owner()).toBe('dewi');
    relay.customerWrites('budi', 'Thanks');
    expect(told('dewi').filter((kind) => kind === 'message')).toHaveLength(2);
    expect(told('rafi').filter((kind) => kind === 'message')).toHaveLength(1);
  });

  it('A2 A6 by queue: the owner is set at once and told, by the turn', async () => {
    await assign('mira', { kind: 'queue', team: 'sales' });
    expect(owner()).toBe('leo');
    relay.customerWrites('budi', 'Thanks');
    expect(told('leo').slice(-2)).toEqual(['assigned', 'message']);
    expect(counts('ana', 'team/sales')).toMatchObject({ 'all.open': 1, 'unassigned.open': 0 });
  });

  it('A2 A7 to a member of the team: theirs, told, and still in the team inbox', async () => {
    await assign('leo', { kind: 'team-member', team: 'sales', member: 'ana' });
    expect(shown('ana', 'inbox/ana')).toEqual([conversation]);
    expect(shown('rafi', 'team/sales')).toEqual([conversation]);
    relay.customerWrites('budi', 'Thanks');
    expect(told('ana').slice(-2)).toEqual(['assigned', 'message']);
  });

  it('A8 A9 to a member outside the team: theirs, out of the team, in the inboxes of their own teams', async () => {
    await assign('leo', { kind: 'member', member: 'dewi' });
    expect(shown('dewi', 'inbox/dewi')).toEqual([conversation]);
    expect(shown('leo', 'team/sales')).toEqual([]);
    expect(shown('rafi', 'team/support')).toEqual([conversation]);
    await assign('dewi', { kind: 'member', member: 'mira' });
    expect(shown('rafi', 'team/support')).toEqual([]);
  });

  it('A2 unassign: back under Unassigned of its team', async () => {
    await assign('leo', { kind: 'me' });
    await assign('leo', { kind: 'nobody' });
    expect(owner()).toBeNull();
    expect(counts('ana', 'team/sales')).toMatchObject({ 'unassigned.open': 1 });
    expect(counts('leo', 'inbox/leo')).toEqual({ 'assigned.open': 0 });
  });

  it('A10 nobody is told of what they did themselves', async () => {
    await assign('leo', { kind: 'me' });
    await assign('leo', { kind: 'team', team: 'sales' });
    await relay.act('leo', { kind: 'add-collaborators', conversation, members: ['leo', 'dewi'] });
    // Of the customer's message he was told; taking it over and giving it back took that away, and added nothing.
    expect(told('leo')).toEqual([]);
    expect(told('ana')).toContain('team-assigned');
    expect(told('dewi')).toEqual(['collaborator-added']);
  });

  it('A2 F3 late, after somebody else: held with who has it now', async () => {
    const seen = relay.log.head('toko')?.seq ?? 0;
    await assign('leo', { kind: 'me' });
    const outbox = relay.open('ana', 'outbox/ana/phone');
    relay.send(outbox, { kind: 'assign', conversation, to: { kind: 'me' }, seen });
    expect(readCommands(outbox.doc)).toEqual([]);
    expect(owner()).toBe('leo');
    const [held] = Object.values(readPersonal(relay.open('ana', 'inbox/ana').doc).held);
    expect(held?.refusal).toMatchObject({ reason: 'stale-ownership', owner: 'leo', by: 'member:leo' });
  });
});

describe('the queue of a team', () => {
  it('A6 thirty at once from two members, one of three away: fifteen and fifteen; who comes back gets what waits, oldest first', async () => {
    await relay.act('ana', { kind: 'set-availability', member: 'ana', availability: 'away' });
    const all = Array.from({ length: 30 }, (_, index) => relay.customerWrites(`visitor-${index}`, 'Hello'));
    const outboxes = ['leo', 'mira'].map((member) => relay.open(member, `outbox/${member}/phone`));
    for (const [index, of] of all.entries()) {
      const outbox = outboxes[index % 2];
      if (outbox)
        relay.send(outbox, { kind: 'assign', conversation: of, to: { kind: 'queue', team: 'sales' } });
    }
    expect(['leo', 'ana', 'rafi'].map(load)).toEqual([15, 0, 15]);
    for (const member of ['leo', 'rafi']) {
      await relay.act(member, { kind: 'set-availability', member, availability: 'away' });
    }
    const waiting = all.slice(0, 3);
    for (const of of waiting) await assign('mira', { kind: 'queue', team: 'sales' }, of);
    expect(['leo', 'ana', 'rafi'].map(load).reduce((sum, open) => sum + open)).toBe(27);
    await relay.act('ana', { kind: 'set-availability', member: 'ana', availability: 'available' });
    const { notifications } = readPersonal(relay.open('ana', 'inbox/ana').doc);
    const got = notifications.filter(({ kind }) => kind === 'assigned').map((one) => one.conversation);
    expect(got).toEqual(waiting);
    expect(load('ana')).toBe(3);
  });
});

describe('how busy everybody is', () => {
  it('A2 counts the open conversations that a member owns, and no others', async () => {
    expect(load('leo')).toBe(0);
    await assign('leo', { kind: 'me' });
    expect(load('leo')).toBe(1);
    await relay.act('leo', { kind: 'set-status', conversation, status: { kind: 'closed' } });
    expect(load('leo')).toBe(0);
    relay.customerWrites('budi', 'One more thing');
    expect(load('leo')).toBe(1);
    await assign('leo', { kind: 'member', member: 'dewi' });
    expect([load('leo'), load('dewi')]).toEqual([0, 1]);
    await relay.act('mira', { kind: 'deactivate-member', member: 'dewi' });
    expect(load('dewi')).toBe(0);
  });

  it('A2 costs a colleague some bytes, and is not a change of the directory', async () => {
    const directory = relay.open('ana', '');
    const before = directory.received.length;
    await assign('leo', { kind: 'me' });
    const bytes = directory.received.slice(before).reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(100);
  });
});
