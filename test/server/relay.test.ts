// The relay's core end to end, in memory: documents in, documents out.

import { readChat } from '#lib/doc/chatDoc.ts';
import { readDirectory } from '#lib/doc/directoryDoc.ts';
import { readInbox, readPersonal } from '#lib/doc/inboxDoc.ts';
import { readCommands } from '#lib/doc/outboxDoc.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import * as Y from 'yjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { stepOne } from '../../server/session.ts';
import { CHANNEL, TestRelay, WORKSPACE } from '../support/startRelay.ts';
import { TestClient } from '../support/testClient.ts';

let relay: TestRelay;

beforeEach(async () => {
  relay = await new TestRelay().found();
});

describe('a customer writes', () => {
  it('A4 E1 and the conversation stands in the Unassigned of the team of the intake, counted', () => {
    const conversation = relay.customerWrites('budi', 'Still waiting for my order');
    const { cards, counts } = readInbox(relay.open('leo', 'team/sales').doc);
    expect(cards[conversation]).toMatchObject({
      owner: null,
      team: 'sales',
      contact: { id: 'budi', name: 'Budi' },
    });
    expect(counts).toEqual({ 'all.open': 1, 'unassigned.open': 1 });
  });

  it('A5 and every member of the team is told, nobody else', () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    for (const member of ['leo', 'ana', 'rafi']) {
      const { notifications } = readPersonal(relay.open(member, `inbox/${member}`).doc);
      expect(notifications).toMatchObject([{ kind: 'team-assigned', conversation }]);
    }
    expect(readPersonal(relay.open('dewi', 'inbox/dewi').doc).notifications).toEqual([]);
  });

  it('G2 a reply on a web chat has arrived with the record itself, and reads as sent', async () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    const outcome = await relay.act('leo', { kind: 'reply', conversation, text: 'Halo', attachments: [] });
    const seq = outcome.kind === 'accepted' ? outcome.seq : 0;
    expect(readThread(relay.open('leo', `thread/${conversation}`).doc)?.delivery).toEqual({
      [seq]: { state: 'sent' },
    });
  });

  it('G1 the customer sees what they wrote and the answer, and never a note', async () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    await relay.act('leo', {
      kind: 'note',
      conversation,
      text: 'He is cross',
      attachments: [],
      mention: null,
    });
    await relay.act('leo', { kind: 'reply', conversation, text: 'On it', attachments: [] });
    const who = { kind: 'visitor' as const, workspace: WORKSPACE, channel: CHANNEL, visitor: 'budi' };
    const chat = relay.openAs(who, 'chat/budi');
    expect(readChat(chat.doc).timeline.map(({ from, name, text }) => ({ from, name, text }))).toEqual([
      { from: 'visitor', name: '', text: 'Hello' },
      { from: 'team', name: 'Leo', text: 'On it' },
    ]);
    expect(Buffer.concat(chat.received).includes('cross')).toBe(false);
  });
});

describe('the outbox', () => {
  it('A4 the first reply becomes owner in the same record and leaves the outbox', () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    const outbox = relay.open('leo', 'outbox/leo/phone');
    const thread = relay.open('ana', `thread/${conversation}`);
    const command = relay.send(outbox, { kind: 'reply', conversation, text: 'On it', attachments: [] });
    expect(readCommands(outbox.doc)).toEqual([]);
    const lines = readThread(thread.doc)?.timeline.filter((line) => line.command === command.id) ?? [];
    expect(lines.map(({ kind, by }) => ({ kind, by }))).toEqual([
      { kind: 'owner-assigned', by: 'member:leo' },
      { kind: 'reply-sent', by: 'member:leo' },
    ]);
    expect(new Set(lines.map(({ seq }) => seq)).size).toBe(1);
    expect(readInbox(relay.open('leo', 'inbox/leo').doc).counts).toMatchObject({ 'assigned.open': 1 });
    expect(readInbox(relay.open('ana', 'team/sales').doc).counts).toMatchObject({
      'all.open': 1,
      'unassigned.open': 0,
    });
  });

  it('F3 I8 the second reply written at the same moment is held with who was first, its text kept', () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    const seen = relay.log.head(WORKSPACE)?.seq ?? 0;
    relay.send(relay.open('leo', 'outbox/leo/phone'), {
      kind: 'reply',
      conversation,
      text: 'On it',
      attachments: [],
      seen,
    });
    const second = { kind: 'reply' as const, conversation, text: 'Me too', attachments: [], seen };
    const { id } = relay.send(relay.open('ana', 'outbox/ana/laptop'), second);
    const { held } = readPersonal(relay.open('ana', 'inbox/ana').doc);
    expect(held[id]).toMatchObject({
      command: { text: 'Me too' },
      refusal: { reason: 'already-owned', owner: 'leo' },
    });
    const replies = readThread(relay.open('leo', `thread/${conversation}`).doc)?.timeline ?? [];
    expect(replies.filter(({ kind }) => kind === 'reply-sent')).toHaveLength(1);
  });

  it('I4 one command on two devices is decided once', () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    const phone = relay.open('leo', 'outbox/leo/phone');
    const copy = relay.open('leo', 'outbox/leo/copy');
    const command = relay.send(phone, { kind: 'reply', conversation, text: 'Once', attachments: [] });
    relay.send(copy, command);
    const thread = readThread(relay.open('leo', `thread/${conversation}`).doc);
    expect(thread?.timeline.filter(({ kind }) => kind === 'reply-sent')).toHaveLength(1);
    expect(readCommands(copy.doc)).toEqual([]);
  });

  it('F3 what is not of a command’s form is held as it was written', () => {
    const id = relay.newId();
    const outbox = relay.open('leo', 'outbox/leo/phone');
    outbox.doc.getArray('commands').push([{ id, kind: 'reply', text: 7 }]);
    relay.clock.settle();
    const { held } = readPersonal(relay.open('leo', 'inbox/leo').doc);
    expect(held[id]).toMatchObject({ command: { kind: 'unreadable' }, refusal: { reason: 'malformed' } });
    expect(readCommands(outbox.doc)).toEqual([]);
  });

  it('what is over the rate limit waits and is decided later, in order', () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    const outbox = relay.open('leo', 'outbox/leo/phone');
    const texts = Array.from({ length: 160 }, (_, index) => `line ${index}`);
    outbox.doc.transact(() => {
      for (const text of texts) {
        const note = { kind: 'note' as const, conversation, text, attachments: [], mention: null };
        outbox.doc.getArray('commands').push([relay.whole(note)]);
      }
    });
    relay.clock.settle();
    expect(readCommands(outbox.doc)).toHaveLength(60);
    relay.clock.advance(3_000);
    expect(readCommands(outbox.doc)).toEqual([]);
    const lines = readThread(relay.open('leo', `thread/${conversation}`).doc)?.timeline ?? [];
    expect(lines.flatMap((line) => (line.kind === 'note-added' ? [line.text] : []))).toEqual(texts);
  });
});

describe('the door', () => {
  it.each([
    ['inbox/leo', CLOSE.noAccess],
    ['outbox/leo/phone', CLOSE.noAccess],
    ['team/support', CLOSE.noAccess],
    ['all', CLOSE.noAccess],
    ['thread/unknown', CLOSE.notFound],
    ['chat/budi', CLOSE.notFound],
    ['nonsense/../x', CLOSE.malformed],
  ])('a member who may not read %s is closed with %i and gets no byte', (document, code) => {
    const client = relay.open('ana', document);
    expect(client.closed?.code).toBe(code);
    expect(client.received).toEqual([]);
  });

  it('M8 a thread without access and one that does not exist are told apart by nothing', async () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    await relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    await relay.act('leo', { kind: 'assign', conversation, to: { kind: 'member', member: 'mira' } });
    const hidden = relay.open('dewi', `thread/${conversation}`).closed;
    expect(hidden).toEqual(relay.open('dewi', `thread/${relay.newId()}`).closed);
  });

  it('an update to a decided document closes its sender and changes nothing', () => {
    const reader = relay.open('leo', '');
    const before = Y.encodeStateAsUpdate(relay.open('ana', '').doc);
    reader.doc.getMap('settings').set('name', 'mine');
    relay.clock.settle();
    expect(reader.closed).toEqual({ code: CLOSE.noAccess, reason: 'read-only' });
    expect(Y.encodeStateAsUpdate(relay.open('ana', '').doc)).toEqual(before);
  });

  it('I17 a document of another workspace does not exist', () => {
    const who = { kind: 'member' as const, workspace: WORKSPACE, member: 'leo' };
    const client = new TestClient().connect(relay.relay, who, 'elsewhere');
    relay.clock.settle();
    expect(client.closed?.code).toBe(CLOSE.notFound);
    expect(client.received).toEqual([]);
  });

  it('I16 nobody writes on under the Yjs client id of somebody else', () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    const leo = relay.open('leo', `note/${conversation}`);
    leo.doc.getXmlFragment('note').push([new Y.XmlElement('paragraph')]);
    relay.clock.settle();
    const ana = relay.open('ana', `note/${conversation}`);
    ana.doc.clientID = leo.doc.clientID;
    ana.doc.getXmlFragment('note').push([new Y.XmlElement('paragraph')]);
    relay.clock.settle();
    expect(leo.closed).toBeNull();
    expect(ana.closed).not.toBeNull();
    expect(leo.doc.getXmlFragment('note')).toHaveLength(1);
  });

  it('a copy of another epoch is not mixed with this one', () => {
    const client = relay.open('leo', '');
    client.disconnect();
    client.epoch = 7;
    client.connect(relay.relay, { kind: 'member', workspace: WORKSPACE, member: 'leo' }, WORKSPACE);
    relay.clock.settle();
    expect(client.closed).toEqual({ code: CLOSE.epochChanged, reason: '1' });
  });

  it('I15 a deactivated member is out at once, on every stream', async () => {
    const streams = ['', 'inbox/leo', 'team/sales', 'outbox/leo/phone'].map((name) =>
      relay.open('leo', name),
    );
    await relay.act('mira', { kind: 'deactivate-member', member: 'leo' });
    expect(streams.map(({ closed }) => closed)).toEqual(
      streams.map(() => ({ code: 4403, reason: 'deactivated' })),
    );
    expect(readDirectory(relay.open('ana', '').doc).members.leo?.active).toBe(false);
  });

  it('I11 whoever loses access is sent nothing of what was decided in the same turn', async () => {
    const conversation = relay.customerWrites('budi', 'Hello');
    const thread = relay.open('leo', `thread/${conversation}`);
    const asked = [
      { kind: 'assign' as const, conversation, to: { kind: 'member' as const, member: 'dewi' } },
      { kind: 'note' as const, conversation, text: 'not for Leo', attachments: [], mention: null },
    ];
    const decided = asked.map((command) => relay.relay.act(WORKSPACE, 'mira', relay.whole(command)));
    relay.clock.settle();
    await Promise.all(decided);
    expect(thread.closed).toEqual({ code: CLOSE.noAccess, reason: 'removed' });
    expect(Buffer.concat(thread.received).includes('not for Leo')).toBe(false);
  });

  it('I1 a stream is told nothing before it was sent what it lacks', () => {
    relay.customerWrites('budi', 'Hello');
    const sent: Uint8Array[] = [];
    const leo = { kind: 'member' as const, workspace: WORKSPACE, member: 'leo' };
    const peer = {
      opened: () => undefined,
      send: (payload: Uint8Array) => void sent.push(payload),
      close: () => undefined,
    };
    const stream = relay.relay.connect(leo, `${WORKSPACE}/team/sales`, null, peer);
    relay.customerWrites('siti', 'Hello');
    expect(sent).toEqual([]);
    stream.receive(stepOne(Y.encodeStateVector(new Y.Doc())));
    relay.clock.settle();
    expect(sent).toHaveLength(1);
    relay.customerWrites('tono', 'Hello');
    expect(sent.length).toBeGreaterThan(1);
  });
});
