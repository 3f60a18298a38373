// What the relay writes into documents, and what is read from them.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readDirectory, readMeta, writeDirectory } from '#lib/doc/directoryDoc.ts';
import {
  addNotification,
  addToCounts,
  readInbox,
  readPersonal,
  readUpTo,
  removeCard,
  removeNotifications,
  writeCard,
  writeDraft,
  writeHeld,
  writeReadMark,
} from '#lib/doc/inboxDoc.ts';
import { keyed, pairsOf } from '#lib/doc/keyed.ts';
import { appendCommand, readCommands, removeCommands } from '#lib/doc/outboxDoc.ts';
import { appendEvents, readThread, writeThreadCard } from '#lib/doc/threadDoc.ts';
import type { Card } from '#lib/rules/conversation.ts';
import { EMPTY_DIRECTORY, type Directory } from '#lib/rules/directory.ts';
import { CARDS_MAX, CLOSED_CARDS_MAX, CLOSED_CARDS_MS, NOTIFICATIONS_MAX } from '#lib/rules/limits.ts';
import type { Notification } from '#lib/rules/notification.ts';
import { contact, received, replied, started } from '../support/events.ts';
import { budi, leo, MINUTE, NINE, office, sales } from '../support/people.ts';
import { fresh } from '../support/scenes.ts';

const cardOf = (id: string, activityAt: number, status: Card['status'] = { kind: 'open' }): Card => ({
  ...fresh.card,
  id,
  activityAt,
  status,
});
const ids = (doc: Y.Doc): string[] => Object.keys(readInbox(doc).cards);
const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
};

describe('a keyed collection', () => {
  it('does not grow when values are replaced', () => {
    const doc = new Y.Doc();
    for (let round = 0; round < 2_000; round += 1) keyed<number>(doc, 'read').set(`key-${round % 10}`, round);
    expect(Y.encodeStateAsUpdate(doc).length).toBeLessThan(1_000);
    expect(pairsOf<number>(copyOf(doc), 'read')['key-9']).toBe(1_999);
  });

  it('is read by somebody else without a write of theirs', () => {
    const doc = new Y.Doc();
    const reader = new Y.Doc();
    let written = 0;
    keyed(reader, 'cards');
    reader.on('update', (_update: Uint8Array, origin: unknown) => (written += origin === 'relay' ? 0 : 1));
    doc.on('update', (update: Uint8Array) => Y.applyUpdate(reader, update, 'relay'));
    for (let round = 0; round < 50; round += 1) keyed<number>(doc, 'cards').set(`key-${round % 3}`, round);
    expect(written).toBe(0);
    expect(pairsOf(reader, 'cards')).toEqual(pairsOf(doc, 'cards'));
  });
});

describe('the directory', () => {
  it('is written where it changed, and read as it was', () => {
    const doc = new Y.Doc();
    writeDirectory(doc, EMPTY_DIRECTORY, office, { epoch: 1, seq: 8 });
    expect(readDirectory(copyOf(doc))).toEqual(office);
    expect(readMeta(copyOf(doc))).toEqual({ epoch: 1, seq: 8 });
    const away: Directory = {
      ...office,
      members: { ...office.members, leo: { ...office.members['leo']!, availability: 'away' } },
    };
    let bytes = 0;
    doc.on('update', (update: Uint8Array) => (bytes += update.length));
    doc.transact(() => writeDirectory(doc, office, away, { epoch: 1, seq: 9 }));
    expect(readDirectory(doc)).toEqual(away);
    expect(bytes).toBeLessThan(300);
  });

  it('is nothing before the first', () => {
    expect(readMeta(new Y.Doc())).toBeNull();
    expect(readDirectory(new Y.Doc())).toEqual(EMPTY_DIRECTORY);
  });
});

describe('an inbox', () => {
  it('holds cards by conversation, the newest version of each', () => {
    const doc = new Y.Doc();
    writeCard(doc, cardOf('a', 1), NINE);
    writeCard(doc, cardOf('b', 2), NINE);
    writeCard(doc, { ...cardOf('a', 3), owner: leo }, NINE);
    expect(readInbox(copyOf(doc)).cards).toMatchObject({ a: { owner: leo }, b: { owner: null } });
    removeCard(doc, 'a');
    removeCard(doc, 'never there');
    expect(ids(doc)).toEqual(['b']);
  });

  it('makes room: the least recently active goes when it is full', () => {
    const doc = new Y.Doc();
    doc.transact(() => {
      for (let n = 0; n < CARDS_MAX; n += 1) keyed<Card>(doc, 'cards').set(`c-${n}`, cardOf(`c-${n}`, n));
    });
    writeCard(doc, cardOf('new', CARDS_MAX), NINE);
    expect(ids(doc)).toHaveLength(CARDS_MAX);
    expect(ids(doc)).toContain('new');
    expect(ids(doc)).not.toContain('c-0');
  });

  it('lets go of closed ones after fourteen days, and of more than five hundred', () => {
    const doc = new Y.Doc();
    const closed = (at: number): Card['status'] => ({ kind: 'closed', at });
    writeCard(doc, cardOf('old', 1, closed(NINE)), NINE);
    writeCard(doc, cardOf('open', 2), NINE);
    writeCard(doc, cardOf('new', 3, closed(NINE + CLOSED_CARDS_MS)), NINE + CLOSED_CARDS_MS + MINUTE);
    expect(ids(doc).sort()).toEqual(['new', 'open']);
    doc.transact(() => {
      for (let n = 1; n < CLOSED_CARDS_MAX; n += 1) {
        keyed<Card>(doc, 'cards').set(`c-${n}`, cardOf(`c-${n}`, 10 + n, closed(NINE)));
      }
    });
    writeCard(doc, cardOf('last', 10_000, closed(NINE)), NINE);
    expect(ids(doc)).toHaveLength(CLOSED_CARDS_MAX + 1);
    expect(ids(doc)).toContain('open');
    expect(ids(doc)).not.toContain('new');
  });

  it('counts exactly', () => {
    const doc = new Y.Doc();
    addToCounts(doc, ['assigned.open', 'mentioned.open'], 1);
    addToCounts(doc, ['assigned.open'], 1);
    addToCounts(doc, ['mentioned.open'], -1);
    expect(readInbox(copyOf(doc)).counts).toMatchObject({ 'assigned.open': 2 });
    expect(readInbox(doc).counts['mentioned.open'] ?? 0).toBe(0);
  });

  it('keeps the newest notifications, and lets go of those that are named', () => {
    const doc = new Y.Doc();
    const one = (seq: number): Notification => ({
      id: `${seq}-budi-${seq}`,
      member: leo,
      kind: 'message',
      conversation: `${budi}-${seq}`,
      seq,
      at: NINE,
      by: 'contact',
    });
    for (let seq = 1; seq <= NOTIFICATIONS_MAX + 5; seq += 1) addNotification(doc, one(seq));
    expect(readPersonal(doc).notifications).toHaveLength(NOTIFICATIONS_MAX);
    expect(readPersonal(doc).notifications[0]?.seq).toBe(6);
    removeNotifications(doc, ({ seq }) => seq % 2 === 0);
    expect(readPersonal(doc).notifications.every(({ seq }) => seq % 2 === 1)).toBe(true);
  });

  it('V2 keeps of one conversation’s messages the newest, so that a flood pushes out nothing else', () => {
    const doc = new Y.Doc();
    const at = (seq: number, kind: Notification['kind'], conversation: string): void =>
      addNotification(doc, {
        id: `${seq}-${conversation}`,
        member: leo,
        kind,
        conversation,
        seq,
        at: NINE,
        by: 'contact',
      });
    at(1, 'assigned', budi);
    at(2, 'message', 'siti');
    for (let seq = 3; seq <= NOTIFICATIONS_MAX + 50; seq += 1) at(seq, 'message', budi);
    const kept = readPersonal(doc).notifications;
    expect(kept.map(({ seq }) => seq)).toEqual([1, 2, 246, 247, 248, 249, 250]);
  });

  it('keeps drafts by tab, and none that is empty; read marks only move forward', () => {
    const doc = new Y.Doc();
    writeDraft(doc, { conversation: budi, tab: 'reply', text: 'Halo', at: 1 });
    writeDraft(doc, { conversation: budi, tab: 'note', text: 'Catatan', at: 2 });
    writeDraft(doc, { conversation: budi, tab: 'reply', text: '', at: 3 });
    expect(Object.keys(readPersonal(doc).drafts)).toEqual(['budi.note']);
    writeReadMark(doc, budi, 5);
    writeReadMark(doc, budi, 3);
    expect(readUpTo(doc, budi)).toBe(5);
  });

  it('keeps of held drafts of one tab the last', () => {
    const doc = new Y.Doc();
    const held = (id: string, tab: 'reply' | 'note') => ({
      command: { id, seen: 0, written: 0, kind: 'save-draft' as const, conversation: budi, tab, text: id },
      refusal: { reason: 'no-access' as const },
      at: NINE,
    });
    for (const [id, tab] of [
      ['one', 'reply'],
      ['two', 'note'],
      ['three', 'reply'],
    ] as const) {
      writeHeld(doc, held(id, tab));
    }
    expect(Object.keys(readPersonal(doc).held).sort()).toEqual(['three', 'two']);
  });
});

describe('a thread', () => {
  it('has the card and every event in order, and what became of replies beside it', () => {
    const doc = new Y.Doc();
    expect(readThread(doc)).toBeNull();
    appendEvents(doc, [started(), received('Halo')], { seq: 1, at: NINE, by: 'contact' }, null);
    appendEvents(doc, [replied('Hai')], { seq: 2, at: NINE + MINUTE, by: 'member:leo' }, 'command-1');
    const delivery = {
      kind: 'delivery-changed',
      conversation: budi,
      reply: 2,
      delivery: { state: 'sent' },
    } as const;
    appendEvents(doc, [delivery], { seq: 3, at: NINE + MINUTE, by: 'relay' }, null);
    writeThreadCard(doc, { ...fresh.card, team: sales });
    const thread = readThread(copyOf(doc));
    expect(thread?.timeline).toEqual([
      {
        seq: 1,
        at: NINE,
        by: 'contact',
        command: null,
        kind: 'conversation-started',
        contact,
        channel: 'web',
      },
      expect.objectContaining({ seq: 1, kind: 'message-received', text: 'Halo' }),
      expect.objectContaining({ seq: 2, kind: 'reply-sent', text: 'Hai', command: 'command-1' }),
    ]);
    expect(thread?.delivery).toEqual({ 2: { state: 'sent' } });
    expect(thread?.card.team).toBe(sales);
  });
});

describe('an outbox', () => {
  it('keeps the order in which was written, and loses only what is named', () => {
    const doc = new Y.Doc();
    for (const id of ['one', 'two', 'three', 'two']) appendCommand(doc, { id });
    const gone = (entry: unknown): boolean => (entry as { id: string }).id === 'two';
    expect(removeCommands(doc, gone)).toBe(2);
    expect(readCommands(copyOf(doc))).toEqual([{ id: 'one' }, { id: 'three' }]);
    expect(removeCommands(doc, gone)).toBe(0);
  });
});
