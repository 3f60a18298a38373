import { describe, expect, it } from 'vitest';
import { WIRE_VERSION } from '#lib/doc/wire.ts';
import type { Me } from '../../server/api/me.ts';
import { bodyOf, HOST, TestHttp, type Browser } from '../support/testHttp.ts';
import { WORKSPACE } from '../support/startRelay.ts';

const SITI = { name: 'Siti', email: 'siti@example.com', password: 'correct horse battery' };

async function meOf(browser: Browser): Promise<Me> {
  return bodyOf<Me>(await browser.get('/api/me'));
}

describe('Who am I', () => {
  it('is nobody before signing in, and learns nothing', async () => {
    const http = await TestHttp.start();
    expect(await meOf(http.browser())).toEqual({
      account: null,
      memberships: [],
      demo: false,
      demoMembers: [],
      demoWorkspace: null,
      wire: WIRE_VERSION,
    });
  });

  it('says where one works', async () => {
    const http = await TestHttp.start();
    const me = await meOf(await http.signedIn('leo'));
    expect(me.account?.name).toBe('Leo');
    expect(me.memberships).toEqual([{ workspace: WORKSPACE, name: 'Toko Kopi', member: 'leo' }]);
  });

  it('leaves out workspaces where one was deactivated', async () => {
    const http = await TestHttp.start();
    const leo = await http.signedIn('leo');
    await http.relay.act('mira', { kind: 'deactivate-member', member: 'leo' });
    expect((await meOf(leo)).memberships).toEqual([]);
  });
});

describe('The demo', () => {
  it('offers its members and signs in as one of them, without a password', async () => {
    const http = await TestHttp.start({ demo: true });
    const browser = http.browser();
    const before = await meOf(browser);
    expect(before.demo).toBe(true);
    expect(before.demoMembers.map(({ member }) => member)).toEqual(['mira', 'leo', 'ana', 'dewi', 'rafi']);
    expect((await browser.post('/api/demo/sign-in', { member: 'ana' })).status).toBe(200);
    expect((await meOf(browser)).memberships).toEqual([
      { workspace: WORKSPACE, name: 'Toko Kopi', member: 'ana' },
    ]);
  });

  it('knows nobody else, and is not there in production', async () => {
    const demo = await TestHttp.start({ demo: true });
    expect((await demo.browser().post('/api/demo/sign-in', { member: 'eve' })).status).toBe(404);
    const production = await TestHttp.start();
    expect((await production.browser().post('/api/demo/sign-in', { member: 'mira' })).status).toBe(404);
  });
});

describe('Signing in and out', () => {
  it('works with e-mail and password, and a wrong one is refused in the same words as an unknown address', async () => {
    const http = await TestHttp.start();
    await http.accounts.signUp(SITI, new Headers());
    const browser = http.browser();
    const { email, password } = SITI;
    const wrong = await browser.post('/api/auth/sign-in/email', { email, password: 'wrong horse battery' });
    const unknown = await browser.post('/api/auth/sign-in/email', { email: 'eve@example.com', password });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const said = await bodyOf(wrong);
    expect(said.error).toBe('invalid-email-or-password');
    expect(await bodyOf(unknown)).toEqual(said);
    expect((await browser.post('/api/auth/sign-in/email', { email, password })).status).toBe(200);
    expect((await meOf(browser)).account?.email).toBe(email);
  });

  it('ends the session and its sockets at once', async () => {
    const http = await TestHttp.start();
    const leo = await http.signedIn('leo');
    const stolen = http.browser();
    for (const [name, value] of leo.cookies) stolen.cookies.set(name, value);
    const identity = await http.accounts.identify({
      url: '/sync',
      headers: new Headers({ cookie: [...leo.cookies].map((pair) => pair.join('=')).join('; ') }),
    });
    expect((await leo.post('/api/auth/sign-out', {})).status).toBe(200);
    expect(http.ended).toEqual([identity?.session]);
    expect(leo.cookies.size).toBe(0);
    expect((await meOf(stolen)).account).toBeNull();
  });

  it('lets nobody make an account but by invite', async () => {
    const http = await TestHttp.start();
    expect((await http.browser().post('/api/auth/sign-up/email', SITI)).status).toBe(404);
  });

  it.each([
    '/api/auth/delete-user',
    '/api/auth/update-user',
    '/api/auth/request-password-reset',
    '/api/auth/get-session',
  ])('does not offer %s', async (path) => {
    const http = await TestHttp.start();
    const leo = await http.signedIn('leo');
    expect((await leo.post(path, {})).status).toBe(404);
  });

  it('slows down whoever guesses passwords, and only them', async () => {
    const http = await TestHttp.start();
    const guess = (address: string, forwarded: string) =>
      http
        .browser(address)
        .post(
          '/api/auth/sign-in/email',
          { email: 'not an address', password: 'x' },
          { 'x-forwarded-for': forwarded, 'x-estafet-client': forwarded },
        );
    const statuses = [];
    for (let time = 0; time < 12; time += 1)
      statuses.push((await guess('203.0.113.7', `198.51.100.${time}`)).status);
    expect(statuses.slice(0, 10)).not.toContain(429);
    expect(statuses.slice(10)).toEqual([429, 429]);
    expect((await guess('203.0.113.8', '198.51.100.1')).status).not.toBe(429);
  });

  it('a changed password ends the other sessions', async () => {
    const http = await TestHttp.start();
    await http.accounts.signUp(SITI, new Headers());
    const [one, other] = [http.browser('203.0.113.21'), http.browser('203.0.113.22')];
    const { email, password } = SITI;
    await one.post('/api/auth/sign-in/email', { email, password });
    await other.post('/api/auth/sign-in/email', { email, password });
    const change = {
      currentPassword: password,
      newPassword: 'another good horse',
      revokeOtherSessions: true,
    };
    expect((await one.post('/api/auth/change-password', change)).status).toBe(200);
    expect((await meOf(one)).account?.email).toBe(email);
    expect((await meOf(other)).account).toBeNull();
    expect(http.ended.length).toBeGreaterThan(0);
  });
});

describe('API tokens', () => {
  it('are shown once, listed without themselves, and revoked with their sockets', async () => {
    const http = await TestHttp.start();
    const leo = await http.signedIn('leo');
    const made = await leo.post('/api/tokens', { workspace: WORKSPACE, name: 'Report' });
    const { id, token } = await bodyOf<{ id: string; token: string }>(made);
    const listed = await (await leo.get(`/api/tokens?workspace=${WORKSPACE}`)).text();
    expect(listed).toContain(id);
    expect(listed).not.toContain(token);
    const program = http.browser();
    program.origin = null;
    const auth = { authorization: `Bearer ${token}` };
    expect((await program.get(`/api/inboxes/${WORKSPACE}/intake`, auth)).status).toBe(200);
    expect((await leo.ask('DELETE', `/api/tokens/${id}?workspace=${WORKSPACE}`, {})).status).toBe(204);
    expect(http.ended).toEqual([`token:${id}`]);
    expect((await program.get(`/api/inboxes/${WORKSPACE}/intake`, auth)).status).toBe(401);
  });

  it('make no other tokens and invite nobody', async () => {
    const http = await TestHttp.start();
    const { token } = http.accounts.tokens.create(WORKSPACE, 'mira', 'Report');
    const program = http.browser();
    program.origin = null;
    const auth = { authorization: `Bearer ${token}` };
    expect((await program.post('/api/tokens', { workspace: WORKSPACE, name: 'More' }, auth)).status).toBe(
      401,
    );
    expect((await program.post('/api/invites', { workspace: WORKSPACE, role: 'admin' }, auth)).status).toBe(
      401,
    );
  });

  it('of others are not there', async () => {
    const http = await TestHttp.start();
    const { id } = http.accounts.tokens.create(WORKSPACE, 'mira', 'Report');
    const leo = await http.signedIn('leo');
    expect((await leo.ask('DELETE', `/api/tokens/${id}?workspace=${WORKSPACE}`, {})).status).toBe(404);
    expect(await bodyOf<object>(await leo.get(`/api/tokens?workspace=${WORKSPACE}`))).toEqual({ tokens: [] });
  });
});

describe('Channels', () => {
  it('tell a visitor whom they write to, and nothing else', async () => {
    const http = await TestHttp.start();
    const told = await bodyOf<object>(await http.browser().get(`/api/channels/${WORKSPACE}/web`));
    const look = { colour: null, hours: null, language: null };
    expect(told).toEqual({ workspace: WORKSPACE, channel: 'web', kind: 'web-chat', name: 'Toko Kopi', look });
    expect((await http.browser().get(`/api/channels/${WORKSPACE}/fax`)).status).toBe(404);
    expect((await http.browser().get('/api/channels/none/web')).status).toBe(404);
  });

  it('are found without their workspace as long as only one has such a channel', async () => {
    const http = await TestHttp.start();
    const short = '/api/channels/web';
    expect(await bodyOf<object>(await http.browser().get(short))).toMatchObject({ workspace: WORKSPACE });
    expect((await http.browser().get('/api/channels/fax')).status).toBe(404);
    http.channels.addWebChat('other', 'web', 'Other');
    expect((await http.browser().get(short)).status).toBe(404);
  });

  it('of the demo are found whatever else there is', async () => {
    const http = await TestHttp.start({ demo: true });
    http.channels.addWebChat('other', 'web', 'Other');
    const told = await bodyOf<object>(await http.browser().get('/api/channels/web'));
    expect(told).toMatchObject({ workspace: WORKSPACE });
  });
});

describe('What is sent to the API', () => {
  it('has to be JSON of the right form, and the answer says where it is not', async () => {
    const http = await TestHttp.start();
    const mira = await http.signedIn('mira');
    const wrong = await mira.post('/api/invites', { workspace: WORKSPACE, role: 'owner' });
    expect(wrong.status).toBe(400);
    expect((await bodyOf(wrong)).message).toMatch(/^role: /);
    const extra = await mira.post('/api/invites', { workspace: WORKSPACE, role: 'agent', days: 900 });
    expect((await bodyOf(extra)).error).toBe('malformed');
    const torn = await mira.post('/api/invites', '{"workspace":');
    expect((await bodyOf(torn)).message).toBe('The body is not JSON.');
    const form = await mira.post('/api/invites', 'workspace=toko', { 'content-type': 'text/plain' });
    expect(form.status).toBe(415);
  });

  it('is at most 64 KiB', async () => {
    const http = await TestHttp.start();
    const mira = await http.signedIn('mira');
    const large = await mira.post('/api/tokens', { workspace: WORKSPACE, name: 'x'.repeat(70_000) });
    expect(large.status).toBe(413);
    expect((await bodyOf(large)).error).toBe('too-large');
  });

  it('comes from our own pages, when it comes with a cookie', async () => {
    const http = await TestHttp.start();
    const leo = await http.signedIn('leo');
    const ask = (headers: Record<string, string>) =>
      leo.post('/api/tokens', { workspace: WORKSPACE, name: 'Report' }, headers);
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:4000', 'http://localhost:3000']) {
      const refused = await ask({ origin });
      expect([origin, refused.status]).toEqual([origin, 403]);
      expect((await bodyOf(refused)).error).toBe('foreign-origin');
    }
    leo.origin = null;
    expect((await ask({})).status).toBe(403);
    expect(http.accounts.tokens.list(WORKSPACE, 'leo')).toEqual([]);
    expect((await ask({ origin: `http://${HOST}` })).status).toBe(201);
  });

  it('an unknown address is told so in JSON', async () => {
    const http = await TestHttp.start();
    const answer = await http.browser().get('/api/nothing');
    expect(answer.status).toBe(404);
    expect((await bodyOf(answer)).error).toBe('not-found');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});
