// What admins set of a web chat, and what the sites that show it are told.

import { beforeEach, describe, expect, it } from 'vitest';
import { WORKSPACE } from '../support/startRelay.ts';
import { bodyOf, TestHttp, type Browser } from '../support/testHttp.ts';

const SHOP = 'https://shop.example';
const HOURS = { zone: 'Asia/Jakarta', days: [1, 2, 3, 4, 5], from: 540, to: 1_020 };
const PLAIN = { origins: [], colour: null, language: null, team: '', hours: null };

let http: TestHttp;
let mira: Browser;

beforeEach(async () => {
  http = await TestHttp.start();
  mira = await http.signedIn('mira');
});

async function set(chat: unknown): Promise<{ status: number; chat?: unknown; error?: string }> {
  const answer = await mira.ask('PATCH', `/api/workspaces/${WORKSPACE}/channels/web`, { body: { chat } });
  const body = await bodyOf<{ channel?: { chat: unknown }; error?: string }>(answer);
  return {
    status: answer.status,
    ...(body.channel ? { chat: body.channel.chat } : { error: body.error ?? '' }),
  };
}

async function askedFrom(
  origin: string | null,
): Promise<{ status: number; readable: string | null; body: unknown }> {
  const headers = origin === null ? {} : { origin };
  const answer = await http
    .browser()
    .get(`/api/channels/${WORKSPACE}/web`, headers as Record<string, string>);
  return {
    status: answer.status,
    readable: answer.headers.get('access-control-allow-origin'),
    body: await answer.json(),
  };
}

describe('G1 a web chat', () => {
  it('can be shown nowhere else at first, and looks like the app', async () => {
    const { channels } = await bodyOf<{ channels: { chat: unknown; script: string }[] }>(
      await mira.get(`/api/channels?workspace=${WORKSPACE}`),
    );
    expect(channels[0]?.chat).toEqual(PLAIN);
    expect(channels[0]?.script).toMatch(/\/widget\.js$/);
  });

  it('keeps what an admin sets, with origins as browsers write them', async () => {
    const origins = ['https://Shop.example/', 'https://shop.example', 'http://localhost:8080'];
    const wanted = { origins, colour: '#aa3300', language: 'id', team: ' Toko ', hours: HOURS };
    const kept = { ...wanted, origins: [SHOP, 'http://localhost:8080'], team: 'Toko' };
    expect(await set(wanted)).toEqual({ status: 200, chat: kept });
    expect((await askedFrom(null)).body).toEqual({
      ...{ workspace: WORKSPACE, channel: 'web', kind: 'web-chat', name: 'Toko' },
      look: { colour: '#aa3300', language: 'id', hours: HOURS },
    });
  });

  it.each([
    ['a site with a path', { origins: ['https://shop.example/chat'] }],
    ['a wildcard', { origins: ['https://*.shop.example'] }],
    ['the end of a directive', { origins: ["https://shop.example; script-src 'unsafe-inline'"] }],
    ['two sites in one', { origins: ['https://a.example https://b.example'] }],
    ['every site', { origins: ['*'] }],
    ['a word of the policy', { origins: ["'unsafe-inline'"] }],
    ['a scheme alone', { origins: ['https:'] }],
    ['data', { origins: ['data:text/html,x'] }],
    ['a password', { origins: ['https://me:secret@shop.example'] }],
    ['too many sites', { origins: Array.from({ length: 21 }, (_, at) => `https://s${at}.example`) }],
    ['a colour that is none', { colour: 'red;}' }],
    ['a language that we do not speak', { language: 'fr' }],
    ['a team of many lines', { team: 'a\nb' }],
    ['a zone that is none', { hours: { ...HOURS, zone: 'Mars/Olympus' } }],
    ['hours that end before they begin', { hours: { ...HOURS, from: 1_020, to: 540 } }],
    ['no days', { hours: { ...HOURS, days: [] } }],
    ['something else', { script: 'x' }],
  ])('refuses %s', async (_what, change) => {
    expect(await set({ ...PLAIN, ...change })).toEqual({ status: 400, error: 'malformed' });
  });

  it('is not a webhook’s, and a webhook has none', async () => {
    const made = await bodyOf<{ channel: { id: string } }>(
      await mira.post(`/api/workspaces/${WORKSPACE}/channels`, {
        ...{ kind: 'webhook', name: 'Kurir', url: 'https://kurir.example/in', deduplicates: true },
      }),
    );
    const at = `/api/workspaces/${WORKSPACE}/channels/${made.channel.id}`;
    expect((await mira.ask('PATCH', at, { body: { chat: PLAIN } })).status).toBe(400);
  });

  it('V5 tells its look to our own pages and to the sites that may show it; others only that they may not', async () => {
    expect((await askedFrom('http://127.0.0.1:3000')).status).toBe(200);
    expect(await askedFrom(SHOP)).toMatchObject({
      status: 403,
      readable: '*',
      body: { error: 'origin-not-allowed' },
    });
    await set({ ...PLAIN, origins: [SHOP] });
    expect(await askedFrom(SHOP)).toMatchObject({ status: 200, readable: SHOP, body: { name: 'Toko Kopi' } });
    for (const origin of [
      'https://shop.example.evil.example',
      'http://shop.example',
      'https://shop.example:444',
      'null',
    ]) {
      expect([origin, (await askedFrom(origin)).status]).toEqual([origin, 403]);
    }
  });

  it('that was switched off is not there', async () => {
    await mira.ask('PATCH', `/api/workspaces/${WORKSPACE}/channels/web`, { body: { enabled: false } });
    expect((await askedFrom(null)).status).toBe(404);
    expect(await askedFrom(SHOP)).toMatchObject({ status: 404, readable: '*' });
  });
});
