// Search, as the API gives it: what one may read now, and nothing else (I11).

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { MENTION_MS, SEARCH_QUERY_MAX } from '#lib/rules/limits.ts';
import { rebuild } from '../../server/rebuild.ts';
import { seededChance } from '../support/fakeChance.ts';
import { WORKSPACE, type BareCommand } from '../support/startRelay.ts';
import { bodyOf, TestHttp, type Browser } from '../support/testHttp.ts';

interface Page {
  hits: {
    conversation: string;
    kind: string;
    seq: number;
    snippet: { text: string; marks: [number, number][] };
    card: { id: string; contact: { name: string } };
  }[];
  next: number | null;
}

async function ask(browser: Browser, query: string, before: number | null = null): Promise<Page> {
  return bodyOf<Page>(await browser.post(`/api/search/${WORKSPACE}`, { query, before }));
}

async function texts(browser: Browser, query: string): Promise<string[]> {
  return (await ask(browser, query)).hits.map(({ snippet }) => snippet.text);
}

const note = (conversation: string, text: string, mention: string | null = null): BareCommand => ({
  kind: 'note',
  conversation,
  text,
  attachments: [],
  mention,
});

/** Everybody of the demo can sign in. */
const start = (): Promise<TestHttp> => TestHttp.start({ demo: true });

describe('Search', () => {
  it('finds contacts, messages, replies, notes and contact notes, with what was found marked', async () => {
    const http = await start();
    const conversation = http.relay.customerWrites('budi', 'Apakah kopi Gayo masih ada?');
    await http.relay.act('leo', { kind: 'reply', conversation, text: 'Kopi itu habis', attachments: [] });
    await http.relay.act('leo', note(conversation, 'Suka kopi'));
    const contact = { id: 'budi', name: 'Budi Kopiah', fields: { phone: '+62 811 22' } };
    await http.relay.act('leo', {
      kind: 'update-contact',
      conversation,
      name: contact.name,
      fields: contact.fields,
    });
    writeContactNote(http, conversation, 'Langganan kopi sejak 2019');
    const leo = await http.signedIn('leo');
    const { hits, next } = await ask(leo, 'KOPÍ');
    expect(hits.map(({ kind }) => kind)).toEqual(['contact-note', 'contact', 'note', 'reply', 'message']);
    expect(
      hits.map(({ snippet: { text, marks } }) => marks.map(([from, to]) => text.slice(from, to))),
    ).toEqual([['kopi'], ['Kopiah'], ['kopi'], ['Kopi'], ['kopi']]);
    expect(hits.every(({ card }) => card.id === conversation && card.contact.name === 'Budi Kopiah')).toBe(
      true,
    );
    expect(next).toBeNull();
  });

  it('I11 finds for nobody what they may not open', async () => {
    const http = await start();
    const conversation = http.relay.customerWrites('budi', 'Rahasia');
    await http.relay.act('mira', { kind: 'assign', conversation, to: { kind: 'member', member: 'leo' } });
    await http.relay.act('leo', note(conversation, 'rahasia besar'));
    for (const member of ['leo', 'ana', 'rafi', 'mira']) {
      expect(await texts(await http.signedIn(member), 'rahasia')).toEqual(['rahasia besar', 'Rahasia']);
    }
    const dewi = await http.signedIn('dewi');
    expect(await ask(dewi, 'rahasia')).toEqual(await ask(dewi, 'tidakada'));
    expect(await ask(dewi, 'rahasia')).toEqual({ hits: [], next: null });
  });

  it('C4 I11 finds for a guest while the mention runs, not before, and not a moment after', async () => {
    const http = await start();
    const conversation = http.relay.customerWrites('budi', 'Rahasia');
    const dewi = await http.signedIn('dewi');
    expect(await texts(dewi, 'rahasia')).toEqual([]);
    await http.relay.act('leo', note(conversation, '@Dewi?', 'dewi'));
    expect(await texts(dewi, 'rahasia')).toEqual(['Rahasia']);
    // Without the timer: that it is over is a comparison with the clock.
    http.clock.jump(MENTION_MS - 1);
    expect(await texts(dewi, 'rahasia')).toEqual(['Rahasia']);
    http.clock.jump(1);
    expect(await ask(dewi, 'rahasia')).toEqual({ hits: [], next: null });
  });

  it('finds nothing for whoever was deactivated, or belongs to another workspace', async () => {
    const http = await start();
    http.relay.customerWrites('budi', 'Rahasia');
    const [leo, ana] = [await http.signedIn('leo'), await http.signedIn('ana')];
    expect(await texts(ana, 'rahasia')).toEqual(['Rahasia']);
    await http.relay.act('mira', { kind: 'deactivate-member', member: 'ana' });
    expect((await ana.post(`/api/search/${WORKSPACE}`, { query: 'rahasia' })).status).toBe(404);
    await http.relay.relay.createWorkspace('other', 'Other');
    const other = await leo.post('/api/search/other', { query: 'rahasia' });
    const none = await leo.post('/api/search/none', { query: 'rahasia' });
    expect([other.status, none.status]).toEqual([404, 404]);
    expect(await bodyOf(other)).toEqual(await bodyOf(none));
    expect((await http.browser().post(`/api/search/${WORKSPACE}`, { query: 'rahasia' })).status).toBe(401);
  });

  it('I11 pages tell nothing of what lies between: none is short, none leads on to nothing', async () => {
    const http = await start();
    for (let index = 0; index < 700; index++) {
      // A channel takes 20 new messages a second for ever.
      http.relay.clock.advance(50);
      const conversation = http.relay.customerWrites(`visitor-${index}`, `kopi ${index}`);
      // Dewi may read every 25th.
      const to = { kind: 'member', member: index % 25 === 0 ? 'dewi' : 'leo' } as const;
      await http.relay.act('mira', { kind: 'assign', conversation, to });
    }
    const dewi = await http.signedIn('dewi');
    const first = await ask(dewi, 'kopi');
    expect(first.hits).toHaveLength(20);
    const second = await ask(dewi, 'kopi', first.next);
    expect(second.hits).toHaveLength(8);
    expect(second.next).toBeNull();
    const seen = [...first.hits, ...second.hits].map(({ snippet }) => snippet.text);
    expect(seen).toEqual(Array.from({ length: 28 }, (_, index) => `kopi ${675 - 25 * index}`));
  });

  it('takes no more than a sentence, and not too often', async () => {
    const http = await start();
    const leo = await http.signedIn('leo');
    const path = `/api/search/${WORKSPACE}`;
    const status = async (body: object): Promise<number> => (await leo.post(path, body)).status;
    expect(await status({ query: 'a'.repeat(SEARCH_QUERY_MAX) })).toBe(200);
    expect(await status({ query: 'a'.repeat(SEARCH_QUERY_MAX + 1) })).toBe(400);
    expect(await status({ query: 7 })).toBe(400);
    expect(await status({ query: 'a', before: -1 })).toBe(400);
    expect(await status({ query: 'a', before: 'x' })).toBe(400);
    expect(await status({ query: 'a', inbox: 'all' })).toBe(400);
    const answers = await Promise.all(Array.from({ length: 20 }, () => status({ query: 'a' })));
    expect(answers.filter((answer) => answer === 429).length).toBeGreaterThan(0);
    // Each member has a limit of their own.
    expect(await texts(await http.signedIn('ana'), 'a')).toEqual([]);
    http.clock.advance(60_000);
    expect(await status({ query: 'a' })).toBe(200);
  });

  it('finds the same after a rebuild', async () => {
    const http = await start();
    const conversation = http.relay.customerWrites('budi', 'Kopi satu');
    await http.relay.act('leo', { kind: 'reply', conversation, text: 'Kopi dua', attachments: [] });
    writeContactNote(http, conversation, 'Kopi tiga');
    const leo = await http.signedIn('leo');
    const before = new Set(await texts(leo, 'kopi'));
    expect(before.size).toBe(3);
    const { log, clock } = http.relay;
    rebuild(WORKSPACE, {
      log,
      clock,
      chance: seededChance(9),
      channels: { kindOf: () => 'web-chat', of: () => ['web'] },
    });
    expect(new Set(log.search(WORKSPACE, ['kopi'], null, 10).map(({ text }) => text))).toEqual(before);
  });
});

/** As the contact note's editor writes it. */
function writeContactNote(http: TestHttp, conversation: string, text: string): void {
  const client = http.relay.open('leo', `note/${conversation}`);
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(text)]);
  client.doc.getXmlFragment('note').insert(0, [paragraph]);
  http.clock.settle();
}
