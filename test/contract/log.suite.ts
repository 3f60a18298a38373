// What every adapter of the log has to do.

import { beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../server/log/log.ts';
import { StorageError } from '../../server/log/storageError.ts';
import {
  bytes,
  card,
  commit,
  directory,
  dispatch,
  everything,
  nextRecords,
  NOTHING,
  placed,
  said,
  WORKSPACE,
} from './commits.ts';

export type OpenLog = (options: { beforeCommit: () => void }) => Log;

/** Registers the suite. `open` gives an empty log; whoever passes it also closes and removes what it opened. */
export function logSuite(adapter: string, open: OpenLog): void {
  let log: Log;
  let beforeCommit: () => void;

  beforeEach(() => {
    beforeCommit = () => undefined;
    log = open({ beforeCommit: () => beforeCommit() });
    log.beginEpoch(WORKSPACE, { epoch: 1, client: 11 });
  });

  describe(`${adapter}: the chain of records`, () => {
    it('is empty at first', () => {
      expect(log.head(WORKSPACE)).toBeNull();
      expect(log.read(WORKSPACE, 0, 10)).toEqual([]);
      expect(log.head('nowhere')).toBeNull();
      expect(log.read('nowhere', 0, 10)).toEqual([]);
    });

    it('gives records back whole and in order, and its head', () => {
      const records = nextRecords(
        log,
        WORKSPACE,
        { command: 'm1', events: [said('one'), said('two')] },
        { events: [] },
      );
      expect(log.append(WORKSPACE, 0, { ...NOTHING, records })).toBe('appended');
      expect(log.read(WORKSPACE, 0, 10)).toEqual(records);
      const last = records[1]!;
      expect(log.head(WORKSPACE)).toEqual({ seq: 2, at: last.at, hash: last.hash });
    });

    it('reads behind a record, at most as many as asked for', () => {
      for (const text of ['a', 'b', 'c', 'd']) commit(log, { text });
      expect(log.read(WORKSPACE, 1, 2).map(({ seq }) => seq)).toEqual([2, 3]);
      expect(log.read(WORKSPACE, 3, 10).map(({ seq }) => seq)).toEqual([4]);
      expect(log.read(WORKSPACE, 4, 10)).toEqual([]);
      expect(log.read(WORKSPACE, 0, 0)).toEqual([]);
    });

    it.each([0, 2, 99])(
      'loses the race behind record %i when the head is record 1, and changes nothing',
      (after) => {
        commit(log);
        const before = everything(log);
        const records = nextRecords(log, WORKSPACE, { events: [said('late')] });
        expect(log.append(WORKSPACE, after, { ...NOTHING, records, directory: directory('Late') })).toBe(
          'raced',
        );
        expect(everything(log)).toEqual(before);
      },
    );

    it('takes one of two who append behind the same record', () => {
      const first = nextRecords(log, WORKSPACE, { events: [said('Mira')] });
      const second = nextRecords(log, WORKSPACE, { events: [said('Leo')] });
      expect(log.append(WORKSPACE, 0, { ...NOTHING, records: first })).toBe('appended');
      expect(log.append(WORKSPACE, 0, { ...NOTHING, records: second })).toBe('raced');
      expect(log.read(WORKSPACE, 0, 10)).toEqual(first);
    });

    it('takes a commit without records, which changes what is derived', () => {
      commit(log);
      const head = log.head(WORKSPACE);
      expect(log.append(WORKSPACE, 1, { ...NOTHING, directory: directory('Rebuilt') })).toBe('appended');
      expect(log.head(WORKSPACE)).toEqual(head);
      expect(log.directory(WORKSPACE)).toEqual(directory('Rebuilt'));
    });

    it('keeps every kind of text', () => {
      const text = 'Selamat pagi \u{1F6B4} مرحبا \u0000 \u2028 "\\" \ud800 </script> \u202e e\u0301 é';
      const records = nextRecords(log, WORKSPACE, { events: [said(text)] });
      const sari = card('c1', { contact: { id: 'sari', name: text, fields: { [text]: text } } });
      log.append(WORKSPACE, 0, { ...NOTHING, records, cards: [placed(sari)], directory: directory(text) });
      expect(log.read(WORKSPACE, 0, 1)).toEqual(records);
      expect(log.card(WORKSPACE, 'c1')?.card).toEqual(sari);
      expect(log.directory(WORKSPACE)?.settings.name).toBe(text);
    });

    it('keeps nothing that the caller changes afterwards', () => {
      const update = bytes(1, 2, 3);
      const records = nextRecords(log, WORKSPACE, { events: [said('kept')] });
      const sari = placed(card('c1'));
      log.append(WORKSPACE, 0, {
        ...NOTHING,
        records,
        cards: [sari],
        updates: [{ document: WORKSPACE, update }],
      });
      const before = everything(log);
      update[0] = 9;
      records[0]!.events.push(said('smuggled'));
      sari.card.owner = 'leo';
      log.read(WORKSPACE, 0, 1)[0]!.events.length = 0;
      log.document(WORKSPACE)[0]![0] = 9;
      log.card(WORKSPACE, 'c1')!.card.owner = 'leo';
      expect(everything(log)).toEqual(before);
    });
  });

  describe(`${adapter}: commits that do not fit`, () => {
    it.each([
      ['a gap', () => nextRecords(log, WORKSPACE, { events: [] }, { events: [] }).slice(1)],
      [
        'a hash before it that is not there',
        () => [{ ...nextRecords(log, WORKSPACE, { events: [] })[0]!, previous: 'x' }],
      ],
      [
        'a time before its predecessor',
        () => [{ ...nextRecords(log, WORKSPACE, { events: [] })[0]!, at: 1 }],
      ],
    ])('throws for a record with %s', (_what, make) => {
      commit(log);
      const before = everything(log);
      expect(() => log.append(WORKSPACE, 1, { ...NOTHING, records: make() })).toThrow('record');
      expect(everything(log)).toEqual(before);
    });

    it('throws where there was no epoch', () => {
      const records = nextRecords(log, 'nowhere', { events: [] });
      expect(() => log.append('nowhere', 0, { ...NOTHING, records })).toThrow('no epoch');
      expect(() => log.compact('nowhere/note/c1', bytes(1))).toThrow('no epoch');
      expect(log.workspaces()).toEqual([WORKSPACE]);
    });

    it("throws for another workspace's document, or what is none", () => {
      log.beginEpoch('other', { epoch: 1, client: 12 });
      for (const document of ['other', 'other/note/c1', 'demo/what/is/this', '']) {
        expect(() => commit(log, { updates: [{ document, update: bytes(1) }] })).toThrow('document');
        expect(() => commit(log, { clients: [{ document, client: 1, owner: 'member:mira' }] })).toThrow(
          'document',
        );
      }
      expect(log.head(WORKSPACE)).toBeNull();
      expect(log.document('other')).toEqual([]);
    });
  });

  describe(`${adapter}: a write that fails`, () => {
    const full = new StorageError('full', 'no space');

    it('changes nothing, and the next one succeeds', () => {
      fillWithOneOfEach(log);
      const before = everything(log);
      beforeCommit = () => {
        throw full;
      };
      expect(() => fillWithOneOfEach(log, 'again')).toThrow(full);
      expect(() => log.compact(`${WORKSPACE}/thread/c1`, bytes(7))).toThrow(full);
      expect(() => log.beginEpoch(WORKSPACE, { epoch: 2, client: 12 })).toThrow(full);
      expect(() => log.beginEpoch('other', { epoch: 1, client: 12 })).toThrow(full);
      expect(everything(log)).toEqual(before);
      expect(log.workspaces()).toEqual([WORKSPACE]);

      beforeCommit = () => undefined;
      fillWithOneOfEach(log, 'again');
      expect(log.head(WORKSPACE)?.seq).toBe(2);
      expect(log.directory(WORKSPACE)?.settings.name).toBe('again');
    });
  });

  describe(`${adapter}: verdicts`, () => {
    it('finds the record that decided a command', () => {
      commit(log, {
        verdicts: [
          { command: 'm1', seq: 1 },
          { command: 'm2', seq: 1 },
        ],
      });
      expect(log.verdict(WORKSPACE, 'm1')).toBe(1);
      expect(log.verdict(WORKSPACE, 'm2')).toBe(1);
      expect(log.verdict(WORKSPACE, 'm3')).toBeNull();
    });

    it('throws for a second verdict on a command, and takes the same one again', () => {
      commit(log, { verdicts: [{ command: 'm1', seq: 1 }] });
      const before = everything(log);
      expect(() => commit(log, { verdicts: [{ command: 'm1', seq: 2 }] })).toThrow('m1');
      const twice = [
        { command: 'm2', seq: 1 },
        { command: 'm2', seq: 2 },
      ];
      expect(() => commit(log, { verdicts: twice })).toThrow('m2');
      expect(everything(log)).toEqual(before);
      commit(log, { verdicts: [{ command: 'm1', seq: 1 }] });
      expect(log.verdict(WORKSPACE, 'm1')).toBe(1);
    });
  });

  describe(`${adapter}: cards`, () => {
    it('gives a card back with its inboxes, and replaces it', () => {
      commit(log, { cards: [placed(card('c1', { owner: 'mira' }), ['inbox/mira', 'all'])] });
      expect(log.card(WORKSPACE, 'c1')).toEqual({
        card: card('c1', { owner: 'mira' }),
        inboxes: ['inbox/mira', 'all'],
        at: 1000,
      });
      commit(log, { cards: [{ ...placed(card('c1', { owner: 'leo' }), ['all', 'inbox/leo']), at: 2000 }] });
      expect(log.card(WORKSPACE, 'c1')).toEqual({
        card: card('c1', { owner: 'leo' }),
        inboxes: ['all', 'inbox/leo'],
        at: 2000,
      });
      expect(log.card(WORKSPACE, 'c2')).toBeNull();
      expect(log.page(WORKSPACE, 'inbox/mira', Infinity, 10)).toEqual([]);
      expect(ids(log.page(WORKSPACE, 'inbox/leo', Infinity, 10))).toEqual(['c1']);
    });

    it('keeps the last of two versions in one commit', () => {
      commit(log, {
        cards: [
          placed(card('c1', { owner: 'mira', activityAt: 5 }), ['inbox/mira', 'all']),
          placed(card('c1', { owner: 'leo', activityAt: 6 }), ['inbox/leo', 'all']),
        ],
      });
      expect(log.cardsOf(WORKSPACE, { owner: 'mira' })).toEqual([]);
      expect(log.page(WORKSPACE, 'inbox/mira', Infinity, 10)).toEqual([]);
      expect(log.page(WORKSPACE, 'all', Infinity, 10)).toEqual([card('c1', { owner: 'leo', activityAt: 6 })]);
    });

    it('lists those of an owner and of a team, closed ones too, by id', () => {
      const closed = { kind: 'closed', at: 5 } as const;
      commit(log, {
        cards: [
          placed(card('c3', { owner: 'mira', team: 'care' })),
          placed(card('c1', { owner: 'mira', status: closed })),
          placed(card('c2', { owner: 'leo', team: 'care' })),
          placed(card('c4', { team: 'care', status: closed })),
        ],
      });
      const cardIds = (of: Parameters<Log['cardsOf']>[1]) =>
        log.cardsOf(WORKSPACE, of).map((found) => found.card.id);
      expect(cardIds({ owner: 'mira' })).toEqual(['c1', 'c3']);
      expect(cardIds({ team: 'care' })).toEqual(['c2', 'c3', 'c4']);
      expect(cardIds({ owner: 'ana' })).toEqual([]);
      commit(log, { cards: [placed(card('c3', { owner: null, team: 'sales' }))] });
      expect(cardIds({ owner: 'mira' })).toEqual(['c1']);
      expect(cardIds({ team: 'care' })).toEqual(['c2', 'c4']);
    });

    it("lists what waits for a team's queue, oldest first", () => {
      commit(log, {
        cards: [
          placed(card('c1', { team: 'care', queuedAt: 30 })),
          placed(card('c2', { team: 'care', queuedAt: 10 })),
          placed(card('c3', { team: 'care' })),
          placed(card('c4', { team: 'sales', queuedAt: 5 })),
          placed(card('c5', { team: 'care', queuedAt: 10 })),
        ],
      });
      expect(log.waiting(WORKSPACE, 'care', 10).map((found) => found.card.id)).toEqual(['c2', 'c5', 'c1']);
      expect(log.waiting(WORKSPACE, 'care', 2).map((found) => found.card.id)).toEqual(['c2', 'c5']);
      commit(log, { cards: [placed(card('c2', { team: 'care', owner: 'mira' }))] });
      expect(log.waiting(WORKSPACE, 'care', 10).map((found) => found.card.id)).toEqual(['c5', 'c1']);
    });
  });

  describe(`${adapter}: pages of an inbox`, () => {
    const active = (id: string, activityAt: number) => placed(card(id, { activityAt }), ['all']);

    it('begin with the most recently active', () => {
      commit(log, { cards: [active('c1', 20), active('c2', 40), active('c3', 30)] });
      expect(ids(log.page(WORKSPACE, 'all', Infinity, 10))).toEqual(['c2', 'c3', 'c1']);
      expect(ids(log.page(WORKSPACE, 'all', 40, 10))).toEqual(['c3', 'c1']);
      expect(ids(log.page(WORKSPACE, 'all', 40, 1))).toEqual(['c3']);
      expect(log.page(WORKSPACE, 'intake', Infinity, 10)).toEqual([]);
    });

    it('follow a conversation that becomes active, leaves, and comes back', () => {
      commit(log, { cards: [active('c1', 20), active('c2', 40)] });
      commit(log, { cards: [active('c1', 50)] });
      expect(ids(log.page(WORKSPACE, 'all', Infinity, 10))).toEqual(['c1', 'c2']);
      commit(log, { cards: [{ ...active('c1', 50), inboxes: [] }] });
      expect(ids(log.page(WORKSPACE, 'all', Infinity, 10))).toEqual(['c2']);
      commit(log, { cards: [active('c1', 50)] });
      expect(ids(log.page(WORKSPACE, 'all', Infinity, 10))).toEqual(['c1', 'c2']);
    });

    it('miss none and repeat none where several were active in one millisecond', () => {
      const times = [50, 40, 40, 40, 40, 30, 30, 20];
      commit(log, { cards: times.map((at, index) => active(`c${index}`, at)) });
      for (const limit of [1, 2, 3, 4, 5, 8, 9]) {
        const seen: string[] = [];
        let before = Infinity;
        for (let pages = 0; pages < 10; pages++) {
          const page = log.page(WORKSPACE, 'all', before, limit);
          if (page.length === 0) break;
          seen.push(...ids(page));
          before = page.at(-1)!.activityAt;
        }
        expect(seen).toEqual(['c0', 'c4', 'c3', 'c2', 'c1', 'c6', 'c5', 'c7']);
      }
    });
  });

  describe(`${adapter}: timers`, () => {
    const lapse = (at: number, member = 'leo', conversation = 'c1') =>
      ({ kind: 'lapse-mention', at, member, conversation }) as const;
    const wake = (at: number, conversation = 'c1') => ({ kind: 'end-snooze', at, conversation }) as const;

    it('come first due first, at most as many as asked for', () => {
      commit(log, {
        cards: [
          placed(card('c1'), [], [lapse(30), wake(10), lapse(20, 'mira')]),
          placed(card('c2'), [], [wake(10, 'c2')]),
        ],
      });
      expect(log.due(WORKSPACE, 10)).toEqual([wake(10), wake(10, 'c2'), lapse(20, 'mira'), lapse(30)]);
      expect(log.due(WORKSPACE, 1)).toEqual([wake(10)]);
    });

    it('are replaced with their card', () => {
      commit(log, { cards: [placed(card('c1'), [], [lapse(30), wake(10)])] });
      commit(log, { cards: [placed(card('c1'), [], [lapse(30)])] });
      expect(log.due(WORKSPACE, 10)).toEqual([lapse(30)]);
      commit(log, { cards: [placed(card('c1'))] });
      expect(log.due(WORKSPACE, 10)).toEqual([]);
    });
  });

  describe(`${adapter}: contacts, dispatches and client ids`, () => {
    it('finds the conversation of an address on a channel, and replaces it', () => {
      commit(log, { contacts: [{ channel: 'web-chat', address: 'sari', conversation: 'c1' }] });
      expect(log.conversationOf(WORKSPACE, 'web-chat', 'sari')).toBe('c1');
      expect(log.conversationOf(WORKSPACE, 'webhook', 'sari')).toBeNull();
      expect(log.conversationOf(WORKSPACE, 'web-chat', 'SARI')).toBeNull();
      commit(log, { contacts: [{ channel: 'web-chat', address: 'sari', conversation: 'c2' }] });
      expect(log.conversationOf(WORKSPACE, 'web-chat', 'sari')).toBe('c2');
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
      commit(log, {
        contacts: addresses.map((address, index) => ({
          channel: 'mail',
          address,
          conversation: `c${index}`,
        })),
      });
      expect(addresses.map((address) => log.conversationOf(WORKSPACE, 'mail', address))).toEqual(
        addresses.map((_, index) => `c${index}`),
      );
    });

    it('lists dispatches that are pending, by when to try next', () => {
      commit(log, {
        dispatches: [
          dispatch('m1', { nextAt: 30 }),
          dispatch('m2', { nextAt: 10 }),
          dispatch('m3', { nextAt: 20 }),
        ],
      });
      expect(log.pending(WORKSPACE, 10).map(({ id }) => id)).toEqual(['m2', 'm3', 'm1']);
      expect(log.pending(WORKSPACE, 1)).toEqual([dispatch('m2', { nextAt: 10 })]);
      commit(log, {
        dispatches: [
          dispatch('m1', { nextAt: 5, attempts: 2 }),
          dispatch('m2', { state: 'sent' }),
          dispatch('m3', { state: 'unknown' }),
        ],
      });
      expect(log.pending(WORKSPACE, 10)).toEqual([dispatch('m1', { nextAt: 5, attempts: 2 })]);
    });

    it('keeps the first owner of a client id in a document', () => {
      const document = `${WORKSPACE}/note/c1`;
      commit(log, {
        clients: [
          { document, client: 4_294_967_295, owner: 'member:mira' },
          { document, client: 4_294_967_295, owner: 'member:leo' },
        ],
      });
      commit(log, { clients: [{ document, client: 4_294_967_295, owner: 'member:ana' }] });
      expect(log.clientOwner(document, 4_294_967_295)).toBe('member:mira');
      expect(log.clientOwner(document, 1)).toBeNull();
      expect(log.clientOwner(`${WORKSPACE}/note/c2`, 4_294_967_295)).toBeNull();
    });
  });

  documentSuite(adapter, () => log);
}

function documentSuite(adapter: string, log: () => Log): void {
  const thread = `${WORKSPACE}/thread/c1`;
  const note = `${WORKSPACE}/note/c1`;

  describe(`${adapter}: documents`, () => {
    it('give their updates back in order, whatever came between', () => {
      commit(log(), {
        updates: [
          { document: thread, update: bytes(1) },
          { document: note, update: bytes(9) },
          { document: thread, update: bytes() },
        ],
      });
      commit(log(), { updates: [{ document: thread, update: bytes(3, 0, 255) }] });
      expect(log().document(thread)).toEqual([bytes(1), bytes(), bytes(3, 0, 255)]);
      expect(log().document(note)).toEqual([bytes(9)]);
      expect(log().document(`${WORKSPACE}/thread/c2`)).toEqual([]);
    });

    it('are shortened to one update, and grow again behind it', () => {
      for (const value of [1, 2, 3]) commit(log(), { updates: [{ document: thread, update: bytes(value) }] });
      commit(log(), { updates: [{ document: note, update: bytes(9) }] });
      log().compact(thread, bytes(6));
      commit(log(), { updates: [{ document: thread, update: bytes(7) }] });
      expect(log().document(thread)).toEqual([bytes(6), bytes(7)]);
      expect(log().document(note)).toEqual([bytes(9)]);
      log().compact(`${WORKSPACE}/thread/c2`, bytes(5));
      expect(log().document(`${WORKSPACE}/thread/c2`)).toEqual([bytes(5)]);
    });

    it('may be large, and a part of a larger buffer', () => {
      const large = new Uint8Array(8 * 1024 * 1024).map((_, index) => index % 251);
      const part = new Uint8Array(large.buffer, 1000, 500);
      commit(log(), {
        updates: [
          { document: thread, update: large },
          { document: note, update: part },
        ],
      });
      // Not toEqual on the arrays: it takes seconds for eight million elements.
      expect(Buffer.compare(log().document(thread)[0]!, large)).toBe(0);
      expect(log().document(note)).toEqual([part]);
    });
  });

  describe(`${adapter}: epochs`, () => {
    it('are told, and begin a workspace', () => {
      expect(log().epoch(WORKSPACE)).toEqual({ epoch: 1, client: 11 });
      expect(log().epoch('nowhere')).toBeNull();
      log().beginEpoch('a-first', { epoch: 7, client: 11 });
      log().beginEpoch('z-last', { epoch: 1, client: 4_294_967_295 });
      expect(log().workspaces()).toEqual(['a-first', WORKSPACE, 'z-last']);
      expect(log().epoch('a-first')).toEqual({ epoch: 7, client: 11 });
    });

    it('drop what follows from the log, and keep the log and what people wrote', () => {
      fillWithOneOfEach(log());
      const before = everything(log());
      log().beginEpoch(WORKSPACE, { epoch: 2, client: 12 });
      expect(everything(log())).toEqual({
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
        documents: [[], [], [[3]], [[4]]],
      });
      expect(before.documents).toEqual([[[1]], [[2]], [[3]], [[4]]]);
      expect(before.pending).not.toEqual([]);
    });

    it('never use a number or a client id again', () => {
      log().beginEpoch(WORKSPACE, { epoch: 2, client: 12 });
      const before = everything(log());
      expect(() => log().beginEpoch(WORKSPACE, { epoch: 2, client: 13 })).toThrow('epoch 2');
      expect(() => log().beginEpoch(WORKSPACE, { epoch: 1, client: 13 })).toThrow('epoch 1');
      expect(() => log().beginEpoch(WORKSPACE, { epoch: 3, client: 11 })).toThrow('client id 11');
      expect(everything(log())).toEqual(before);
    });

    it('of one workspace touch no other', () => {
      log().beginEpoch('demo2', { epoch: 1, client: 12 });
      log().beginEpoch('dem', { epoch: 1, client: 12 });
      for (const workspace of [WORKSPACE, 'demo2', 'dem']) fillWithOneOfEach(log(), workspace, workspace);
      const others = [everything(log(), 'demo2'), everything(log(), 'dem')];
      commit(log(), { cards: [placed(card('c1', { owner: 'leo' }), ['inbox/leo'])] });
      log().compact(note, bytes(8));
      log().beginEpoch(WORKSPACE, { epoch: 2, client: 13 });
      expect([everything(log(), 'demo2'), everything(log(), 'dem')]).toEqual(others);
    });
  });
}

/** A commit in which nothing is empty. */
function fillWithOneOfEach(log: Log, name = 'first', workspace = WORKSPACE): void {
  const seq = (log.head(workspace)?.seq ?? 0) + 1;
  const queued = card('c1', { owner: 'mira', team: 'care', queuedAt: 5 });
  commit(
    log,
    {
      text: name,
      verdicts: [{ command: `m${seq}`, seq }],
      directory: directory(name),
      cards: [
        placed(
          queued,
          ['inbox/mira', 'team/care', 'all'],
          [{ kind: 'end-snooze', at: 9, conversation: 'c1' }],
        ),
      ],
      contacts: [{ channel: 'web-chat', address: 'sari', conversation: name }],
      dispatches: [dispatch(`m${seq}`)],
      clients: [{ document: `${workspace}/note/c1`, client: seq, owner: `member:${name}` }],
      updates: ['', '/thread/c1', '/note/c1', '/outbox/mira/phone'].map((document, index) => ({
        document: `${workspace}${document}`,
        update: bytes(index + 1),
      })),
    },
    workspace,
  );
}

function ids(cards: { id: string }[]): string[] {
  return cards.map(({ id }) => id);
}
