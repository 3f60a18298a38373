// Contacts, dispatches, client ids, documents, and epochs, which drop some of it.

import { describe, expect, it } from 'vitest';
import {
  bytes,
  card,
  commit,
  dispatch,
  everything,
  fillWithOneOfEach,
  placed,
  WORKSPACE,
} from './commits.ts';
import type { Subject } from './log.suite.ts';

export function documentSuite(subject: Subject): void {
  const thread = `${WORKSPACE}/thread/c1`;
  const note = `${WORKSPACE}/note/c1`;

  describe('contacts, dispatches and client ids', () => {
    it('finds the conversation of an address on a channel, and replaces it', () => {
      commit(subject.log, { contacts: [{ channel: 'web-chat', address: 'sari', conversation: 'c1' }] });
      expect(subject.log.conversationOf(WORKSPACE, 'web-chat', 'sari')).toBe('c1');
      expect(subject.log.conversationOf(WORKSPACE, 'webhook', 'sari')).toBeNull();
      expect(subject.log.conversationOf(WORKSPACE, 'web-chat', 'SARI')).toBeNull();
      commit(subject.log, { contacts: [{ channel: 'web-chat', address: 'sari', conversation: 'c2' }] });
      expect(subject.log.conversationOf(WORKSPACE, 'web-chat', 'sari')).toBe('c2');
    });

    it('keeps how far a channel has read, beside a record or alone', () => {
      expect(subject.log.cursor(WORKSPACE, 'mail')).toBeNull();
      commit(subject.log, { cursors: [{ channel: 'mail', cursor: '{"uid":7}' }] });
      commit(subject.log, { records: [], cursors: [{ channel: 'mail', cursor: '{"uid":8}' }] });
      expect(subject.log.cursor(WORKSPACE, 'mail')).toBe('{"uid":8}');
      expect(subject.log.cursor(WORKSPACE, 'other')).toBeNull();
    });

    it('tells any two addresses apart', () => {
      const addresses = [
        '\ud800',
        '\ud801',
        '\ufffd',
        'a',
        'a\u0000',
        'a\u0000b',
        'é',
        'e\u0301',
        '',
        ' ',
        "'; --",
      ];
      commit(subject.log, {
        contacts: addresses.map((address, index) => ({
          channel: 'mail',
          address,
          conversation: `c${index}`,
        })),
      });
      expect(addresses.map((address) => subject.log.conversationOf(WORKSPACE, 'mail', address))).toEqual(
        addresses.map((_, index) => `c${index}`),
      );
    });

    it('lists dispatches that are pending, by when to try next', () => {
      commit(subject.log, {
        dispatches: [
          dispatch('m1', { nextAt: 30 }),
          dispatch('m2', { nextAt: 10 }),
          dispatch('m3', { nextAt: 20 }),
        ],
      });
      expect(subject.log.pending(WORKSPACE, 10).map(({ id }) => id)).toEqual(['m2', 'm3', 'm1']);
      expect(subject.log.pending(WORKSPACE, 1)).toEqual([dispatch('m2', { nextAt: 10 })]);
      commit(subject.log, {
        dispatches: [
          dispatch('m1', { nextAt: 5, attempts: 2 }),
          dispatch('m2', { state: 'sent' }),
          dispatch('m3', { state: 'unknown' }),
        ],
      });
      expect(subject.log.pending(WORKSPACE, 10)).toEqual([dispatch('m1', { nextAt: 5, attempts: 2 })]);
    });

    it('keeps the first owner of a client id in a document', () => {
      const document = `${WORKSPACE}/note/c1`;
      commit(subject.log, {
        clients: [
          { document, client: 4_294_967_295, owner: 'member:mira' },
          { document, client: 4_294_967_295, owner: 'member:leo' },
        ],
      });
      commit(subject.log, { clients: [{ document, client: 4_294_967_295, owner: 'member:ana' }] });
      expect(subject.log.clientOwner(document, 4_294_967_295)).toBe('member:mira');
      expect(subject.log.clientOwner(document, 1)).toBeNull();
      expect(subject.log.clientOwner(`${WORKSPACE}/note/c2`, 4_294_967_295)).toBeNull();
    });
  });

  describe('documents', () => {
    it('give their updates back in order, whatever came between', () => {
      commit(subject.log, {
        updates: [
          { document: thread, update: bytes(1) },
          { document: note, update: bytes(9) },
          { document: thread, update: bytes() },
        ],
      });
      commit(subject.log, { updates: [{ document: thread, update: bytes(3, 0, 255) }] });
      expect(subject.log.document(thread)).toEqual([bytes(1), bytes(), bytes(3, 0, 255)]);
      expect(subject.log.document(note)).toEqual([bytes(9)]);
      expect(subject.log.document(`${WORKSPACE}/thread/c2`)).toEqual([]);
    });

    it('are shortened to one update, and grow again behind it', () => {
      for (const value of [1, 2, 3])
        commit(subject.log, { updates: [{ document: thread, update: bytes(value) }] });
      commit(subject.log, { updates: [{ document: note, update: bytes(9) }] });
      subject.log.compact(thread, bytes(6));
      commit(subject.log, { updates: [{ document: thread, update: bytes(7) }] });
      expect(subject.log.document(thread)).toEqual([bytes(6), bytes(7)]);
      expect(subject.log.document(note)).toEqual([bytes(9)]);
      subject.log.compact(`${WORKSPACE}/thread/c2`, bytes(5));
      expect(subject.log.document(`${WORKSPACE}/thread/c2`)).toEqual([bytes(5)]);
    });

    it('may be large, and a part of a larger buffer', () => {
      const large = new Uint8Array(8 * 1024 * 1024).map((_, index) => index % 251);
      const part = new Uint8Array(large.buffer, 1000, 500);
      commit(subject.log, {
        updates: [
          { document: thread, update: large },
          { document: note, update: part },
        ],
      });
      // Not toEqual on the arrays: it takes seconds for eight million elements.
      expect(Buffer.compare(subject.log.document(thread)[0]!, large)).toBe(0);
      expect(subject.log.document(note)).toEqual([part]);
    });
  });

  describe('epochs', () => {
    it('are told, and begin a workspace', () => {
      expect(subject.log.epoch(WORKSPACE)).toEqual({ epoch: 1, client: 11 });
      expect(subject.log.epoch('nowhere')).toBeNull();
      subject.log.beginEpoch('a-first', { epoch: 7, client: 11 });
      subject.log.beginEpoch('z-last', { epoch: 1, client: 4_294_967_295 });
      expect(subject.log.workspaces()).toEqual(['a-first', WORKSPACE, 'z-last']);
      expect(subject.log.epoch('a-first')).toEqual({ epoch: 7, client: 11 });
    });

    it('drop what follows from the subject.log, and keep the log and what people wrote', () => {
      fillWithOneOfEach(subject.log);
      const before = everything(subject.log);
      subject.log.beginEpoch(WORKSPACE, { epoch: 2, client: 12 });
      expect(everything(subject.log)).toEqual({
        ...before,
        epoch: { epoch: 2, client: 12 },
        directory: null,
        pages: before.pages.map(() => []),
        firstPages: before.firstPages.map(() => []),
        owned: [[], []],
        ofTeams: [[], []],
        waiting: [[], []],
        cards: before.cards.map(() => null),
        due: [],
        found: before.found.map(() => []),
        foundNext: [],
        documents: [[], [], [[3]], [[4]]],
      });
      expect(before.documents).toEqual([[[1]], [[2]], [[3]], [[4]]]);
      expect(before.pending).not.toEqual([]);
    });

    it('never use a number or a client id again', () => {
      subject.log.beginEpoch(WORKSPACE, { epoch: 2, client: 12 });
      const before = everything(subject.log);
      expect(() => subject.log.beginEpoch(WORKSPACE, { epoch: 2, client: 13 })).toThrow('epoch 2');
      expect(() => subject.log.beginEpoch(WORKSPACE, { epoch: 1, client: 13 })).toThrow('epoch 1');
      expect(() => subject.log.beginEpoch(WORKSPACE, { epoch: 3, client: 11 })).toThrow('client id 11');
      expect(everything(subject.log)).toEqual(before);
    });

    it('of one workspace touch no other', () => {
      subject.log.beginEpoch('demo2', { epoch: 1, client: 12 });
      subject.log.beginEpoch('dem', { epoch: 1, client: 12 });
      for (const workspace of [WORKSPACE, 'demo2', 'dem'])
        fillWithOneOfEach(subject.log, workspace, workspace);
      const others = [everything(subject.log, 'demo2'), everything(subject.log, 'dem')];
      commit(subject.log, { cards: [placed(card('c1', { owner: 'leo' }), ['inbox/leo'])] });
      subject.log.compact(note, bytes(8));
      subject.log.beginEpoch(WORKSPACE, { epoch: 2, client: 13 });
      expect([everything(subject.log, 'demo2'), everything(subject.log, 'dem')]).toEqual(others);
    });
  });
}
