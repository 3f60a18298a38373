// Mentions through the relay: what a note grants, to whom, and what it does not.

import { readChat } from '#lib/doc/chatDoc.ts';
import { readInbox, readPersonal } from '#lib/doc/inboxDoc.ts';
import { appendCommand, readCommands } from '#lib/doc/outboxDoc.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import { MENTION_MS } from '#lib/rules/limits.ts';
import type { MemberId } from '#lib/rules/ids.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { CHANNEL, TestRelay, WORKSPACE, type BareCommand } from '../support/startRelay.ts';

let relay: TestRelay;
let conversation: string;

beforeEach(async () => {
  relay = await new TestRelay().found();
  conversation = relay.customerWrites('budi', 'Hello');
});

const note = (text: string, mention: MemberId | null): BareCommand => ({
  kind: 'note',
  conversation,
  text,
  attachments: [],
  mention,
});
const card = () => readThread(relay.open('mira', `thread/${conversation}`).doc)?.card;
const heldBy = (member: MemberId) =>
  Object.values(readPersonal(relay.open(member, `inbox/${member}`).doc).held).map(
    ({ refusal }) => refusal.reason,
  );

describe('an internal note', () => {
  it('C1 stands in the thread, and not a byte of it reaches the customer', async () => {
    await relay.act('leo', note('Canary 4711', null));
    const who = { kind: 'visitor' as const, workspace: WORKSPACE, channel: CHANNEL, visitor: 'budi' };
    const chat = relay.openAs(who, 'chat/budi');
    await relay.act('leo', note('Canary 4712', null));
    await relay.act('leo', { kind: 'reply', conversation, text: 'Hi', attachments: [] });
    expect(readChat(chat.doc).timeline.map(({ text }) => text)).toEqual(['Hello', 'Hi']);
    expect(Buffer.concat(chat.received).includes('Canary')).toBe(false);
    const lines = readThread(relay.open('ana', `thread/${conversation}`).doc)?.timeline ?? [];
    expect(lines.filter(({ kind }) => kind === 'note-added')).toHaveLength(2);
  });

  it('C2 mentions one member: a note with two is refused whole, and kept', () => {
    const outbox = relay.open('leo', 'outbox/leo/phone');
    appendCommand(outbox.doc, { ...relay.whole(note('@Dewi @Mira', null)), mention: ['dewi', 'mira'] });
    relay.clock.settle();
    expect(readCommands(outbox.doc)).toEqual([]);
    expect(heldBy('leo')).toEqual(['malformed']);
    expect(card()?.guests).toEqual({});
  });
});

describe('a mentioned member', () => {
  beforeEach(async () => {
    await relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    await relay.act('leo', note('@Dewi?', 'dewi'));
  });

  it('C3 C7 is told, sees and replies; their card says until when, and they are no collaborator', async () => {
    const { notifications, cards } = readPersonal(relay.open('dewi', 'inbox/dewi').doc);
    expect(notifications).toMatchObject([{ kind: 'mentioned', conversation, by: 'member:leo' }]);
    expect(cards[conversation]?.guests['dewi']?.until).toBe(relay.clock.now() + MENTION_MS);
    await relay.act('dewi', { kind: 'reply', conversation, text: 'Dewi here', attachments: [] });
    expect(heldBy('dewi')).toEqual([]);
    expect(card()).toMatchObject({ owner: 'leo', collaborators: [] });
  });

  it('C6 hands on nothing: no mention, assignment, collaborator or status', async () => {
    const outbox = relay.open('dewi', 'outbox/dewi/phone');
    const before = card();
    relay.send(outbox, note('@Mira, please', 'mira'));
    relay.send(outbox, { kind: 'assign', conversation, to: { kind: 'me' } });
    relay.send(outbox, { kind: 'add-collaborators', conversation, members: ['dewi'] });
    relay.send(outbox, { kind: 'set-status', conversation, status: { kind: 'closed' } });
    expect(heldBy('dewi')).toEqual(['not-allowed', 'not-allowed', 'not-allowed', 'not-allowed']);
    expect(card()).toEqual(before);
  });

  it('C5 a replay of the note, and reconnecting, change nothing; a new mention starts a new 24 hours', async () => {
    const until = relay.clock.now() + MENTION_MS;
    const again = relay.whole(note('@Dewi again?', 'dewi'));
    const outbox = relay.open('leo', 'outbox/leo/phone');
    relay.send(outbox, again);
    relay.clock.advance(3_600_000);
    relay.send(outbox, again);
    expect(card()?.guests['dewi']?.until).toBe(until);
    relay.open('dewi', `thread/${conversation}`).disconnect();
    const thread = relay.open('dewi', `thread/${conversation}`);
    await relay.act('leo', note('@Dewi, one more day', 'dewi'));
    relay.clock.advance(MENTION_MS - 1);
    expect(thread.closed).toBeNull();
    relay.clock.advance(1);
    expect(thread.closed).toEqual({ code: CLOSE.noAccess, reason: 'mention-lapsed' });
  });

  it.each(['leo', 'mira'])(
    'C4 loses it at once when %s, who may, ends it early: the thread closes, the list is empty',
    async (by) => {
      const thread = relay.open('dewi', `thread/${conversation}`);
      const before = thread.received.length;
      await relay.act(by, { kind: 'end-mention', conversation, member: 'dewi' });
      expect(thread.closed?.code).toBe(CLOSE.noAccess);
      await relay.act('leo', note('Canary', null));
      expect(Buffer.concat(thread.received.slice(before)).includes('Canary')).toBe(false);
      expect(readInbox(relay.open('dewi', 'inbox/dewi').doc).cards).toEqual({});
    },
  );

  it('C6 nobody else ends it: neither the guest nor a colleague of the team', async () => {
    for (const member of ['dewi', 'ana']) {
      const outbox = relay.open(member, `outbox/${member}/phone`);
      relay.send(outbox, { kind: 'end-mention', conversation, member: 'dewi' });
      expect(heldBy(member)).toEqual(['not-allowed']);
    }
    expect(relay.open('dewi', `thread/${conversation}`).closed).toBeNull();
  });
});
