// The authorization matrix of the API: every address, for everybody, once all access has been taken away; and no address
// that is missing in the table.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REACHABLE } from '../../../server/http/authRoutes.ts';
import { bodyOf } from '../../support/testHttp.ts';
import { House } from './house.ts';
import { PATTERNS, ROUTES, type RouteRow } from './routes.ts';
import { leaksIn } from './scan.ts';
import { PHASES, WHO, type Who } from './who.ts';

/** 43 addresses, 17 people. */
const CELLS_FLOOR = 720;
/** Pages that are not ours, as they look when they try hardest. */
const FOREIGN = [
  'https://evil.example',
  'null',
  'http://127.0.0.1:3001',
  'https://127.0.0.1:3000',
  'http://127.0.0.1:3000.evil.example',
  'http://evil-127.0.0.1:3000',
  'http://127.0.0.1:3000@evil.example',
  'http://localhost:3000',
  'ftp://127.0.0.1:3000',
  'http://',
];
const METHOD_AND_PATH = /^(\w+) (.*)$/;

let house: House;
const tried = { cells: 0, forged: 0 };

beforeAll(async () => {
  house = await House.open();
  for (const phase of PHASES) await house.scene.enter(phase);
});
afterAll(() => house.close());

function addresses(): string[] {
  const own = house.http.app.routes.map(({ method, path }) => `${method} ${path}`);
  return [...new Set([...own, ...REACHABLE])].filter((address) => !PATTERNS.includes(address));
}

function methodOf(address: string): string {
  return METHOD_AND_PATH.exec(address)?.[1] ?? '';
}

describe('the table of addresses', () => {
  it('has every address of the relay', () => {
    const missing = addresses().filter((address) => !(address in ROUTES));
    const help =
      'Say in ROUTES of test/server/matrix/routes.ts what to ask there, and what each person is told.';
    expect(missing, help).toEqual([]);
  });

  it('has no address that is gone', () => {
    const all = addresses();
    expect(Object.keys(ROUTES).filter((address) => !all.includes(address))).toEqual([]);
  });
});

describe('who gets which answer', () => {
  const inOrder = Object.entries(ROUTES).sort(
    ([, a], [, b]) => Number(a.joins ?? false) - Number(b.joins ?? false),
  );

  it.each(inOrder)('%s', async (address, row) => {
    const answers: Partial<Record<Who, number>> = {};
    for (const who of WHO) answers[who] = await ask(address, row, who);
    expect(answers).toEqual(row.answers);
  });

  async function ask(address: string, row: RouteRow, who: Who): Promise<number> {
    const { browser, program } = await house.credentials(who);
    const { path, body, headers } = row.ask(house, who);
    const answer = await browser.ask(methodOf(address), path, { body, headers: { ...headers, ...program } });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const told = { who, phase: 'after', settled: true, bytes } as const;
    const others = house.scene.canaries.filter(({ reads }) => reads !== row.tells || answer.status >= 300);
    expect(leaksIn(told, others)).toEqual([]);
    // No page of another origin may ever read an answer.
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    tried.cells += 1;
    return answer.status;
  }

  it('nobody has ended the session of a bystander, or seen it', async () => {
    const { browser, session } = house.bystander;
    const { sessions } = await bodyOf<{ sessions: { id: string }[] }>(await browser.get('/api/sessions'));
    expect(sessions.map(({ id }) => id)).toEqual([session]);
  });

  it('an address that is none is told so, whoever asks', async () => {
    for (const who of WHO) {
      const { browser, program } = await house.credentials(who);
      const status = await Promise.all(
        ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map(async (method) => {
          const path = '/api/auth/update-user';
          return (await browser.ask(method, path, { headers: program })).status;
        }),
      );
      expect([who, new Set(status)]).toEqual([who, new Set([404])]);
    }
  });
});

describe('M21 a page that is not ours', () => {
  it.each(Object.entries(ROUTES).filter(([address]) => methodOf(address) !== 'GET'))(
    'does nothing at %s with the admin’s cookie',
    async (address, row) => {
      const { browser } = await house.credentials('admin');
      const before = JSON.stringify(house.http.relay.log.head('toko'));
      for (const origin of FOREIGN) {
        const { path, body } = row.ask(house, 'admin');
        const answer = await browser.ask(methodOf(address), path, { body, headers: { origin } });
        expect([origin, answer.status, (await bodyOf(answer)).error]).toEqual([
          origin,
          403,
          'foreign-origin',
        ]);
        tried.forged += 1;
      }
      // Neither does a form or a frame that says nothing of where it is from.
      browser.origin = null;
      for (const site of [null, 'cross-site', 'same-origin']) {
        const headers: Record<string, string> = site === null ? {} : { 'sec-fetch-site': site };
        const { path, body } = row.ask(house, 'admin');
        expect((await browser.ask(methodOf(address), path, { body, headers })).status).toBe(403);
        tried.forged += 1;
      }
      expect(JSON.stringify(house.http.relay.log.head('toko'))).toBe(before);
      browser.origin = 'http://127.0.0.1:3000';
      expect((await bodyOf<{ account: unknown }>(await browser.get('/api/me'))).account).not.toBeNull();
    },
  );
});

describe('the matrix', () => {
  it('has not shrunk', () => {
    console.log(
      `tried ${tried.cells} cells of who and which address, ${tried.forged} requests of foreign pages to ` +
        `${Object.keys(ROUTES).length} addresses`,
    );
    expect(tried.cells).toBeGreaterThanOrEqual(CELLS_FLOOR);
    expect(tried.forged).toBeGreaterThanOrEqual(13 * 12);
  });
});
