// What search finds in a log. Who may read it is the relay's question (test/server/search.test.ts).

import { describe, expect, it } from 'vitest';
import { foldText, searchWords } from '#lib/rules/search.ts';
import { commit, text, WORKSPACE } from './commits.ts';
import type { Subject } from './log.suite.ts';

export function searchSuite(subject: Subject): void {
  const found = (query: string, before: number | null = null, limit = 10): string[] =>
    subject.log.search(WORKSPACE, searchWords(query), before, limit).map((hit) => hit.text);

  describe('search', () => {
    it('finds what has all of the words, or words that begin so, written last first', () => {
      commit(subject.log, { texts: [text('message', 'Kopi masih ada?', { seq: 1 })] });
      commit(subject.log, {
        texts: [text('reply', 'Kopinya habis', { seq: 2 }), text('note', 'Masih ada kopi', { seq: 3 })],
      });
      expect(found('kopi')).toEqual(['Masih ada kopi', 'Kopinya habis', 'Kopi masih ada?']);
      expect(found('mas KOP')).toEqual(['Masih ada kopi', 'Kopi masih ada?']);
      expect(found('opi')).toEqual([]);
      expect(found('kopi teh')).toEqual([]);
      expect(found('')).toEqual([]);
      expect(found('?!')).toEqual([]);
    });

    it('gives back whatever was written, whole', () => {
      const odd = text('message', 'lone \ud800 surrogate, NUL \0 and "quotes"', {
        seq: 7,
        at: 9,
        by: 'member:leo',
      });
      commit(subject.log, { texts: [odd] });
      expect(subject.log.search(WORKSPACE, ['surrogate'], null, 10)).toEqual([{ ...odd, position: 1 }]);
    });

    it.each([
      ['cafe', 'Café'],
      ['CAFÉ', 'cafe'],
      ['jumat', "hari Jum'at"],
      ['jum’at', 'Jumat depan'],
      ['strasse', 'STRASSE'],
      ['naïve', 'naive'],
      ['ﬁne', 'fine'],
      ['привет', 'Привет'],
      ['budi@example.com', 'surel budi@example.com'],
      ['+62 811', '+62 811-2233'],
    ])('%s finds %s', (query, written) => {
      commit(subject.log, { texts: [text('message', written)] });
      expect(found(query)).toEqual([written]);
    });

    it('finds a contact by a telephone number, however it is grouped', () => {
      commit(subject.log, { texts: [text('contact', 'Budi · +62 811-2233-44')] });
      for (const query of ['628112233', '+62 811', '2233', '62811 budi'])
        expect(found(query)).toHaveLength(1);
    });

    it.each([
      '"',
      "'",
      '*',
      'a*',
      'NEAR(kopi teh)',
      'kopi OR teh',
      'kopi NOT teh',
      'words:kopi',
      '{words} : kopi',
      '^kopi',
      'kopi -teh',
      '"kopi" "teh',
      "'; DROP TABLE texts; --",
      '\0',
      '\ud800',
      '%_',
      '('.repeat(200),
      'constructor __proto__',
    ])('%j is a text like any other', (query) => {
      commit(subject.log, {
        texts: [text('message', 'kopi', { seq: 1 }), text('message', query, { seq: 2 })],
      });
      const words = searchWords(query);
      expect(words).toEqual([...new Set(foldText(query).split(' '))].filter((word) => word !== ''));
      // Read as a query, each would have found another than itself, or failed.
      const all = words.join(' ') === 'kopi' ? [query, 'kopi'] : [query];
      expect(found(query)).toEqual(words.length === 0 ? [] : all);
    });

    it('goes on where a page ended', () => {
      for (let seq = 1; seq <= 7; seq++)
        commit(subject.log, { texts: [text('message', `kopi ${seq}`, { seq })] });
      const seen: string[] = [];
      for (let before: number | null = null; ;) {
        const page = subject.log.search(WORKSPACE, ['kopi'], before, 3);
        seen.push(...page.map((hit) => hit.text));
        if (page.length < 3) break;
        before = page.at(-1)!.position;
      }
      expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map((seq) => `kopi ${seq}`));
    });

    it('has one text of a contact and of its note, the newest', () => {
      commit(subject.log, { texts: [text('contact', 'Budi'), text('contact-note', 'suka kopi')] });
      commit(subject.log, { texts: [text('contact', 'Budi Santoso', { seq: 5 })] });
      commit(subject.log, { texts: [text('contact-note', 'suka teh', { seq: 6 })] });
      expect(found('budi')).toEqual(['Budi Santoso']);
      expect([found('kopi'), found('teh')]).toEqual([[], ['suka teh']]);
      commit(subject.log, { texts: [text('contact-note', '', { seq: 7 })] });
      expect(found('suka')).toEqual([]);
    });

    it('finds nothing of a conversation that was erased', () => {
      commit(subject.log, {
        texts: [
          text('message', 'kopi'),
          text('contact-note', 'kopi'),
          text('message', 'kopi', { conversation: 'c2' }),
        ],
      });
      commit(subject.log, { texts: [{ erased: 'c1' }] });
      expect(subject.log.search(WORKSPACE, ['kopi'], null, 10).map((hit) => hit.conversation)).toEqual([
        'c2',
      ]);
    });

    it('finds nothing of another workspace', () => {
      subject.log.beginEpoch('other', { epoch: 1, client: 5 });
      commit(subject.log, { texts: [text('message', 'kopi sini')] });
      commit(subject.log, { texts: [text('message', 'kopi sana')] }, 'other');
      commit(subject.log, { texts: [text('note', 'kopi lagi', { seq: 2 })] });
      expect(found('kopi')).toEqual(['kopi lagi', 'kopi sini']);
      const there = subject.log.search('other', ['kopi'], null, 10);
      // Positions of one say nothing of how much the other writes.
      expect(there.map((hit) => [hit.text, hit.position])).toEqual([['kopi sana', 1]]);
      expect(subject.log.search('none', ['kopi'], null, 10)).toEqual([]);
    });

    it('is written with the records, or not at all', () => {
      subject.beforeCommit = () => {
        throw new Error('no');
      };
      expect(() => commit(subject.log, { texts: [text('message', 'kopi')] })).toThrow('no');
      subject.beforeCommit = () => undefined;
      expect(found('kopi')).toEqual([]);
    });

    it('keeps in a new epoch only what does not follow from the log', () => {
      commit(subject.log, { texts: [text('message', 'kopi'), text('contact-note', 'kopi juga')] });
      subject.log.beginEpoch(WORKSPACE, { epoch: 2, client: 22 });
      expect(found('kopi')).toEqual(['kopi juga']);
    });
  });
}
