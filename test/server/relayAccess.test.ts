// What changes who may see what, as time passes and as the directory changes.

import { readInbox, readPersonal } from '#lib/doc/inboxDoc.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import { MENTION_MS } from '#lib/rules/limits.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { TEAMS, TestRelay, WORKSPACE } from '../support/startRelay.ts';

const HOUR_MS = 3_600_000;
let relay: TestRelay;

beforeEach(async () => {
  relay = await new TestRelay().found();
});

describe('a mention', () => {
  it('C3 C4 C5 opens the thread for exactly 24 hours, then closes it with the reason and not a byte more', async () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    expect(relay.open('dewi', `thread/${conversation}`).closed?.code).toBe(CLOSE.notFound);
    await relay.act('leo', { kind: 'note', conversation, text: '@Dewi?', attachments: [], mention: 'dewi' });
    const inbox = relay.open('dewi', 'inbox/dewi');
    const thread = relay.open('dewi', `thread/${conversation}`);
    expect(readInbox(inbox.doc).counts).toEqual({ 'mentioned.open': 1 });
    relay.clock.advance(MENTION_MS - 1);
    expect(thread.closed).toBeNull();
    const before = thread.received.length;
    relay.clock.advance(1);
    expect(thread.closed).toEqual({ code: CLOSE.noAccess, reason: 'mention-lapsed' });
    expect(readInbox(inbox.doc)).toEqual({ cards: {}, counts: { 'mentioned.open': 0 } });
    expect(readPersonal(inbox.doc).notifications).toEqual([]);
    await relay.act('leo', { kind: 'reply', conversation, text: 'Later', attachments: [] });
    expect(thread.received).toHaveLength(before);
  });

  it('C4 a late timer lets nobody read: what is due is decided before anything is told', async () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    await relay.act('leo', { kind: 'note', conversation, text: '@Dewi?', attachments: [], mention: 'dewi' });
    const thread = relay.open('dewi', `thread/${conversation}`);
    const before = thread.received.length;
    relay.clock.jump(MENTION_MS);
    await relay.act('leo', { kind: 'reply', conversation, text: 'Secret', attachments: [] });
    expect(thread.received).toHaveLength(before);
    expect(thread.closed).toEqual({ code: CLOSE.noAccess, reason: 'mention-lapsed' });
  });

  it('C4 I11 ends for the inbox too before anybody reads, when the clock jumps past the timer', async () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    await relay.act('leo', { kind: 'note', conversation, text: '@Dewi?', attachments: [], mention: 'dewi' });
    relay.clock.jump(MENTION_MS);
    const inbox = relay.open('dewi', 'inbox/dewi');
    expect(readPersonal(inbox.doc)).toMatchObject({ cards: {}, notifications: [] });
    expect(Buffer.concat(inbox.received).includes('Hello')).toBe(false);
  });

  it('C5 ends at the same instant though the relay was restarted and its clock went back', async () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    await relay.act('leo', { kind: 'note', conversation, text: '@Dewi?', attachments: [], mention: 'dewi' });
    relay.clock.advance(HOUR_MS);
    await relay.act('leo', { kind: 'reply', conversation, text: 'Hi', attachments: [] });
    relay.clock.jump(-12 * HOUR_MS);
    relay.restart();
    const thread = relay.open('dewi', `thread/${conversation}`);
    expect(thread.closed).toBeNull();
    relay.clock.jump(12 * HOUR_MS);
    relay.clock.advance(23 * HOUR_MS);
    expect(thread.closed).toEqual({ code: CLOSE.noAccess, reason: 'mention-lapsed' });
  });
});

describe('a snooze', () => {
  it('ends by itself', async () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    const until = relay.clock.now() + HOUR_MS;
    await relay.act('leo', { kind: 'set-status', conversation, status: { kind: 'snoozed', until } });
    const inbox = relay.open('leo', 'team/sales');
    expect(readInbox(inbox.doc).counts).toMatchObject({ 'all.open': 0, 'all.snoozed': 1 });
    relay.clock.advance(HOUR_MS);
    expect(readInbox(inbox.doc).counts).toMatchObject({ 'all.open': 1, 'all.snoozed': 0 });
  });
});

describe('the queue', () => {
  it('A6 gives what waited to the first who becomes available, oldest first', async () => {
    for (const member of ['leo', 'ana', 'rafi']) {
      await relay.act(member, { kind: 'set-availability', member, availability: 'away' });
    }
    await relay.act('mira', { kind: 'set-intake', intake: { kind: 'queue', team: 'sales' } });
    const waiting = ['budi', 'siti'].map((visitor) => relay.customerWrites(visitor, 'Hello'));
    await relay.act('ana', { kind: 'set-availability', member: 'ana', availability: 'available' });
    const { notifications, cards } = readPersonal(relay.open('ana', 'inbox/ana').doc);
    const assigned = notifications.filter(({ kind }) => kind === 'assigned');
    expect(assigned.map(({ conversation }) => conversation)).toEqual(waiting);
    expect(Object.keys(cards).sort()).toEqual([...waiting].sort());
  });
});

describe('the directory', () => {
  it('A9 conversations follow their owner into the teams they join and out of those they leave', async () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    await relay.act('mira', { kind: 'assign', conversation, to: { kind: 'member', member: 'dewi' } });
    const support = relay.open('rafi', 'team/support');
    const sales = relay.open('rafi', 'team/sales');
    expect(Object.keys(readInbox(support.doc).cards)).toEqual([conversation]);
    expect(Object.keys(readInbox(sales.doc).cards)).toEqual([]);
    await relay.act('mira', {
      kind: 'set-team-members',
      team: 'sales',
      members: ['leo', 'dewi', 'rafi'],
      before: TEAMS.sales,
    });
    expect(Object.keys(readInbox(sales.doc).cards)).toEqual([conversation]);
    await relay.act('mira', {
      kind: 'set-team-members',
      team: 'support',
      members: ['rafi'],
      before: TEAMS.support,
    });
    expect(Object.keys(readInbox(support.doc).cards)).toEqual([]);
    expect(readInbox(support.doc).counts).toMatchObject({ 'all.open': 0 });
  });
});

describe('what nobody was looking at', () => {
  const inboxOf = (member: string) => readInbox(relay.open(member, `inbox/${member}`).doc);
  const back = (member: string) =>
    relay.relay.submit(WORKSPACE, { kind: 'join-member', member, name: 'Dewi', role: 'agent', colour: 0 });

  it('B4 C3 is right in the inbox of a collaborator and of a guest who come back', async () => {
    const [joined, left, told] = ['budi', 'siti', 'sari'].map((who) =>
      relay.customerWrites(who, 'Hello'),
    ) as [string, string, string];
    for (const conversation of [joined, left])
      await relay.act('leo', { kind: 'add-collaborators', conversation, members: ['dewi'] });
    await relay.act('leo', {
      kind: 'note',
      conversation: told,
      text: '@Dewi',
      attachments: [],
      mention: 'dewi',
    });
    await relay.act('mira', { kind: 'deactivate-member', member: 'dewi' });
    await relay.act('leo', { kind: 'remove-collaborator', conversation: left, member: 'dewi' });
    await relay.act('leo', { kind: 'reply', conversation: joined, text: 'Hi', attachments: [] });
    relay.clock.advance(MENTION_MS);
    const returned = back('dewi');
    relay.clock.settle();
    await returned;
    const { cards, counts } = inboxOf('dewi');
    expect(Object.keys(cards)).toEqual([joined]);
    expect(cards[joined]).toEqual(relay.log.card(WORKSPACE, joined)?.card);
    expect(counts).toMatchObject({ 'collaborating.open': 1, 'mentioned.open': 0 });
  });

  it('A9 leaves the inbox of a team that is archived, closed or not', async () => {
    const [open, closed] = ['budi', 'siti'].map((who) => relay.customerWrites(who, 'Hello')) as [
      string,
      string,
    ];
    await relay.act('leo', { kind: 'set-status', conversation: closed, status: { kind: 'closed' } });
    const sales = relay.open('mira', 'team/sales');
    expect(Object.keys(readInbox(sales.doc).cards).sort()).toEqual([open, closed].sort());
    await relay.act('mira', { kind: 'archive-team', team: 'sales' });
    expect(readInbox(sales.doc)).toMatchObject({ cards: {}, counts: { 'all.open': 0, 'all.closed': 0 } });
    expect(relay.log.page(WORKSPACE, 'team/sales', null, 10)).toEqual([]);
  });
});

describe('a conversation that a member starts', () => {
  const start = (contact: string, channel = 'web') =>
    relay.act('leo', {
      kind: 'start-conversation',
      conversation: relay.newId(),
      contact: { id: contact, name: 'Siti', fields: {} },
      channel,
      text: 'Hello',
    });

  it('cannot be with somebody who has one: nobody writes on the page of another conversation', async () => {
    relay.customerWrites('budi', 'Hello');
    expect(await start('budi')).toMatchObject({ kind: 'held', refusal: { reason: 'contact-taken' } });
    expect(await start('siti')).toMatchObject({ kind: 'accepted' });
    expect(await start('siti')).toMatchObject({ kind: 'held', refusal: { reason: 'contact-taken' } });
  });

  it('cannot be on a channel that is not there', async () => {
    const refusal = { reason: 'unknown-channel', channel: 'pigeon' };
    expect(await start('siti', 'pigeon')).toMatchObject({ kind: 'held', refusal });
  });

  it('is the one that the contact answers in', async () => {
    await start('siti');
    const started = relay.log.conversationOf(WORKSPACE, 'web', 'siti');
    expect(relay.customerWrites('siti', 'Hi there')).toBe(started);
    expect(relay.log.card(WORKSPACE, started ?? '')?.card.lastPublic).toMatchObject({ text: 'Hi there' });
  });
});

describe('two admins who change one team at once', () => {
  it('do not undo each other: the second is told what it is now', async () => {
    const set = (members: string[]) =>
      relay.act('mira', { kind: 'set-team-members', team: 'support', members, before: TEAMS.support });
    expect(await set(['rafi', 'dewi'])).toMatchObject({ kind: 'accepted' });
    const refusal = { reason: 'stale-team', team: 'support', members: ['rafi', 'dewi'] };
    expect(await set(['dewi', 'rafi', 'ana'])).toMatchObject({ kind: 'held', refusal });
  });
});
