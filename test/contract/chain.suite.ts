// Records, commits that do not fit or fail, and verdicts.

import { describe, expect, it } from 'vitest';
import { StorageError } from '../../server/log/storageError.ts';
import {
  bytes,
  card,
  commit,
  directory,
  everything,
  fillWithOneOfEach,
  nextRecords,
  NOTHING,
  placed,
  said,
  WORKSPACE,
} from './commits.ts';
import type { Subject } from './log.suite.ts';

export function chainSuite(subject: Subject): void {
  describe('the chain of records', () => {
    it('is empty at first', () => {
      expect(subject.log.head(WORKSPACE)).toBeNull();
      expect(subject.log.read(WORKSPACE, 0, 10)).toEqual([]);
      expect(subject.log.head('nowhere')).toBeNull();
      expect(subject.log.read('nowhere', 0, 10)).toEqual([]);
    });

    it('gives records back whole and in order, and its head', () => {
      const records = nextRecords(
        subject.log,
        WORKSPACE,
        { command: 'm1', events: [said('one'), said('two')] },
        { events: [] },
      );
      expect(subject.log.append(WORKSPACE, 0, { ...NOTHING, records })).toBe('appended');
      expect(subject.log.read(WORKSPACE, 0, 10)).toEqual(records);
      const last = records[1]!;
      expect(subject.log.head(WORKSPACE)).toEqual({ seq: 2, at: last.at, hash: last.hash });
    });

    it('reads behind a record, at most as many as asked for', () => {
      for (const text of ['a', 'b', 'c', 'd']) commit(subject.log, { text });
      expect(subject.log.read(WORKSPACE, 1, 2).map(({ seq }) => seq)).toEqual([2, 3]);
      expect(subject.log.read(WORKSPACE, 3, 10).map(({ seq }) => seq)).toEqual([4]);
      expect(subject.log.read(WORKSPACE, 4, 10)).toEqual([]);
      expect(subject.log.read(WORKSPACE, 0, 0)).toEqual([]);
    });

    it.each([0, 2, 99])(
      'loses the race behind record %i when the head is record 1, and changes nothing',
      (after) => {
        commit(subject.log);
        const before = everything(subject.log);
        const records = nextRecords(subject.log, WORKSPACE, { events: [said('late')] });
        expect(
          subject.log.append(WORKSPACE, after, { ...NOTHING, records, directory: directory('Late') }),
        ).toBe('raced');
        expect(everything(subject.log)).toEqual(before);
      },
    );

    it('takes one of two who append behind the same record', () => {
      const first = nextRecords(subject.log, WORKSPACE, { events: [said('Mira')] });
      const second = nextRecords(subject.log, WORKSPACE, { events: [said('Leo')] });
      expect(subject.log.append(WORKSPACE, 0, { ...NOTHING, records: first })).toBe('appended');
      expect(subject.log.append(WORKSPACE, 0, { ...NOTHING, records: second })).toBe('raced');
      expect(subject.log.read(WORKSPACE, 0, 10)).toEqual(first);
    });

    it('takes a commit without records, which changes what is derived', () => {
      commit(subject.log);
      const head = subject.log.head(WORKSPACE);
      expect(subject.log.append(WORKSPACE, 1, { ...NOTHING, directory: directory('Rebuilt') })).toBe(
        'appended',
      );
      expect(subject.log.head(WORKSPACE)).toEqual(head);
      expect(subject.log.directory(WORKSPACE)).toEqual(directory('Rebuilt'));
    });

    it('keeps every kind of text', () => {
      const text = 'Selamat pagi \u{1F6B4} مرحبا \u0000 \u2028 "\\" \ud800 </script> \u202e e\u0301 é';
      const records = nextRecords(subject.log, WORKSPACE, { events: [said(text)] });
      const sari = card('c1', { contact: { id: 'sari', name: text, fields: { [text]: text } } });
      subject.log.append(WORKSPACE, 0, {
        ...NOTHING,
        records,
        cards: [placed(sari)],
        directory: directory(text),
      });
      expect(subject.log.read(WORKSPACE, 0, 1)).toEqual(records);
      expect(subject.log.card(WORKSPACE, 'c1')?.card).toEqual(sari);
      expect(subject.log.directory(WORKSPACE)?.settings.name).toBe(text);
    });

    it('keeps nothing that the caller changes afterwards', () => {
      const update = bytes(1, 2, 3);
      const records = nextRecords(subject.log, WORKSPACE, { events: [said('kept')] });
      const sari = placed(card('c1'));
      subject.log.append(WORKSPACE, 0, {
        ...NOTHING,
        records,
        cards: [sari],
        updates: [{ document: WORKSPACE, update }],
      });
      const before = everything(subject.log);
      update[0] = 9;
      records[0]!.events.push(said('smuggled'));
      sari.card.owner = 'leo';
      meddle(() => (subject.log.read(WORKSPACE, 0, 1)[0]!.events.length = 0));
      meddle(() => (subject.log.document(WORKSPACE)[0]![0] = 9));
      meddle(() => (subject.log.card(WORKSPACE, 'c1')!.card.owner = 'leo'));
      expect(everything(subject.log)).toEqual(before);
    });
  });

  describe('commits that do not fit', () => {
    it.each([
      ['a gap', () => nextRecords(subject.log, WORKSPACE, { events: [] }, { events: [] }).slice(1)],
      [
        'a hash before it that is not there',
        () => [{ ...nextRecords(subject.log, WORKSPACE, { events: [] })[0]!, previous: 'x' }],
      ],
      [
        'a time before its predecessor',
        () => [{ ...nextRecords(subject.log, WORKSPACE, { events: [] })[0]!, at: 1 }],
      ],
    ])('throws for a record with %s', (_what, make) => {
      commit(subject.log);
      const before = everything(subject.log);
      expect(() => subject.log.append(WORKSPACE, 1, { ...NOTHING, records: make() })).toThrow('record');
      expect(everything(subject.log)).toEqual(before);
    });

    it('throws where there was no epoch', () => {
      const records = nextRecords(subject.log, 'nowhere', { events: [] });
      expect(() => subject.log.append('nowhere', 0, { ...NOTHING, records })).toThrow('no epoch');
      expect(() => subject.log.compact('nowhere/note/c1', bytes(1))).toThrow('no epoch');
      expect(subject.log.workspaces()).toEqual([WORKSPACE]);
    });

    it("throws for another workspace's document, or what is none", () => {
      subject.log.beginEpoch('other', { epoch: 1, client: 12 });
      for (const document of ['other', 'other/note/c1', 'demo/what/is/this', '']) {
        expect(() => commit(subject.log, { updates: [{ document, update: bytes(1) }] })).toThrow('document');
        expect(() =>
          commit(subject.log, { clients: [{ document, client: 1, owner: 'member:mira' }] }),
        ).toThrow('document');
      }
      expect(subject.log.head(WORKSPACE)).toBeNull();
      expect(subject.log.document('other')).toEqual([]);
    });
  });

  describe('a write that fails', () => {
    const full = new StorageError('full', 'no space');

    it('changes nothing, and the next one succeeds', () => {
      fillWithOneOfEach(subject.log);
      const before = everything(subject.log);
      subject.beforeCommit = () => {
        throw full;
      };
      expect(() => fillWithOneOfEach(subject.log, 'again')).toThrow(full);
      expect(() => subject.log.compact(`${WORKSPACE}/thread/c1`, bytes(7))).toThrow(full);
      expect(() => subject.log.beginEpoch(WORKSPACE, { epoch: 2, client: 12 })).toThrow(full);
      expect(() => subject.log.beginEpoch('other', { epoch: 1, client: 12 })).toThrow(full);
      expect(everything(subject.log)).toEqual(before);
      expect(subject.log.workspaces()).toEqual([WORKSPACE]);

      subject.beforeCommit = () => undefined;
      fillWithOneOfEach(subject.log, 'again');
      expect(subject.log.head(WORKSPACE)?.seq).toBe(2);
      expect(subject.log.directory(WORKSPACE)?.settings.name).toBe('again');
    });
  });

  describe('verdicts', () => {
    it('finds the record that decided a command', () => {
      commit(subject.log, {
        verdicts: [
          { command: 'm1', seq: 1 },
          { command: 'm2', seq: 1 },
        ],
      });
      expect(subject.log.verdict(WORKSPACE, 'm1')).toBe(1);
      expect(subject.log.verdict(WORKSPACE, 'm2')).toBe(1);
      expect(subject.log.verdict(WORKSPACE, 'm3')).toBeNull();
    });

    it('throws for a second verdict on a command, and takes the same one again', () => {
      commit(subject.log, { verdicts: [{ command: 'm1', seq: 1 }] });
      const before = everything(subject.log);
      expect(() => commit(subject.log, { verdicts: [{ command: 'm1', seq: 2 }] })).toThrow('m1');
      const twice = [
        { command: 'm2', seq: 1 },
        { command: 'm2', seq: 2 },
      ];
      expect(() => commit(subject.log, { verdicts: twice })).toThrow('m2');
      expect(everything(subject.log)).toEqual(before);
      commit(subject.log, { verdicts: [{ command: 'm1', seq: 1 }] });
      expect(subject.log.verdict(WORKSPACE, 'm1')).toBe(1);
    });
  });
}

/** What a log hands out may be frozen, or the caller's own. */
function meddle(change: () => void): void {
  try {
    change();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
  }
}
