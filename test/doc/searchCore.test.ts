// Search on a device: what it has at once, what the relay has below it, and nothing that its member may not see.

import { beforeEach, describe, expect, it } from 'vitest';
import { searchWords, snippetOf } from '#lib/rules/search.ts';
import { MENTION_MS } from '#lib/rules/limits.ts';
import type { SearchCore } from '#lib/doc/client/searchCore.ts';
import { Stage } from '../support/stage.ts';
import { WORKSPACE } from '../support/startRelay.ts';

const SECOND = 1_000;
let stage: Stage;

beforeEach(async () => {
  stage = new Stage();
  await stage.relay.found();
});

/** What the API does, without HTTP. */
function ask(member: string) {
  return async (query: string, before: number | null): Promise<unknown> => {
    const words = searchWords(query);
    const who = { kind: 'member' as const, workspace: WORKSPACE, member };
    const { hits, next } = await stage.relay.relay.search(who, { words, before, limit: 20 });
    return {
      hits: hits.map(({ found: { text, ...found }, card }) => ({
        ...found,
        snippet: snippetOf(text, words),
        card,
      })),
      next,
    };
  };
}

const unreachable = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('no'), { code: 'unreachable' }));
const texts = (search: SearchCore): string[] => search.rows.map(({ snippet }) => snippet.text);

/** Longer than the pause after typing, and whatever follows from it. */
async function wait(): Promise<void> {
  await stage.pass(SECOND);
  await stage.settle();
}

describe('a search', () => {
  it('F1 finds without the relay what the device keeps, and says so', async () => {
    const conversation = stage.relay.customerWrites('budi', 'Kopi Gayo ada?');
    await stage.relay.act('leo', {
      kind: 'note',
      conversation,
      text: 'stok kopi habis',
      attachments: [],
      mention: null,
    });
    stage.relay.customerWrites('siti', 'Teh saja', 'Siti Kopiah');
    const leo = await stage.open(stage.device('leo'), 'leo');
    // The background brings threads.
    await stage.pass(30 * SECOND);
    const search = leo.search(unreachable);
    search.set('kopi');
    await wait();
    expect(search.phase).toBe('offline');
    // One row a conversation, a contact's own name first.
    expect(texts(search)).toEqual(['Siti Kopiah', 'stok kopi habis']);
    search.set('gayo');
    expect(texts(search)).toEqual(['Kopi Gayo ada?']);
    search.set('');
    expect([search.phase, search.rows]).toEqual(['idle', []]);
  });

  it('asks the relay after a pause, appends what it adds, and moves nothing', async () => {
    stage.relay.customerWrites('budi', 'kopi satu');
    const device = stage.device('mira');
    const mira = await stage.open(device, 'mira');
    const asked: string[] = [];
    const search = mira.search((query, before) => {
      asked.push(query);
      return ask('mira')(query, before);
    });
    // Assigned to Leo: in no list that Mira has open.
    const other = stage.relay.customerWrites('siti', 'kopi dua');
    await stage.relay.act('mira', {
      kind: 'assign',
      conversation: other,
      to: { kind: 'member', member: 'leo' },
    });
    await stage.settle();
    search.set('k');
    search.set('ko');
    search.set('kopi');
    expect(search.phase).toBe('asking');
    expect(asked).toEqual([]);
    const before = texts(search);
    await wait();
    expect(asked).toEqual(['kopi']);
    expect(search.phase).toBe('done');
    expect(texts(search).slice(0, before.length)).toEqual(before);
    expect(new Set(texts(search))).toEqual(new Set(['kopi satu', 'kopi dua']));
  });

  it('C4 I11 finds nothing of a mention that is over, on the device either', async () => {
    const conversation = stage.relay.customerWrites('budi', 'rahasia');
    await stage.relay.act('leo', {
      kind: 'note',
      conversation,
      text: '@Dewi?',
      attachments: [],
      mention: 'dewi',
    });
    const device = stage.device('dewi');
    const dewi = await stage.open(device, 'dewi');
    await stage.pass(30 * SECOND);
    const search = dewi.search(ask('dewi'));
    search.set('rahasia');
    await wait();
    expect(texts(search)).toEqual(['rahasia']);
    // Without a connection nobody tells: the device's own reckoning is enough.
    device.goOffline();
    await stage.pass(MENTION_MS);
    expect(texts(search)).toEqual([]);
    const again = dewi.search(unreachable);
    again.set('rahasia');
    await wait();
    expect(texts(again)).toEqual([]);
  });

  it('does not show the answer to an earlier question', async () => {
    stage.relay.customerWrites('budi', 'kopi');
    const mira = await stage.open(stage.device('mira'), 'mira');
    const answers: (() => void)[] = [];
    const search = mira.search(async (query, before) => {
      const answer = await ask('mira')(query, before);
      await new Promise<void>((resolve) => answers.push(resolve));
      return answer;
    });
    search.set('kopi');
    await wait();
    search.set('teh');
    await wait();
    for (const answer of answers) answer();
    await stage.settle();
    expect([search.rows, search.phase]).toEqual([[], 'done']);
  });

  it('is told when an answer is none', async () => {
    const mira = await stage.open(stage.device('mira'), 'mira');
    const search = mira.search(async () => ({ hits: [{ conversation: '../x' }], next: null }));
    search.set('kopi');
    await wait();
    expect(search.phase).toBe('failed');
  });
});
