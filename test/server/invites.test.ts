import { describe, expect, it } from 'vitest';
import type { Me } from '../../server/api/me.ts';
import { bodyOf, TestHttp, type Browser } from '../support/testHttp.ts';
import { WORKSPACE } from '../support/startRelay.ts';

const SITI = { name: 'Siti', email: 'siti@example.com', password: 'correct horse battery' };

async function invite(http: TestHttp, role = 'agent'): Promise<string> {
  const mira = await http.signedIn('mira');
  const { link } = await bodyOf<{ link: string }>(
    await mira.post('/api/invites', { workspace: WORKSPACE, role }),
  );
  return link.slice(link.lastIndexOf('/') + 1);
}

async function meOf(browser: Browser): Promise<Me> {
  return bodyOf<Me>(await browser.get('/api/me'));
}

describe('Invites', () => {
  it('come from admins only', async () => {
    const http = await TestHttp.start();
    const leo = await http.signedIn('leo');
    const refused = await leo.post('/api/invites', { workspace: WORKSPACE, role: 'agent' });
    expect(refused.status).toBe(403);
    expect((await bodyOf(refused)).error).toBe('not-an-admin');
    expect((await http.browser().post('/api/invites', { workspace: WORKSPACE, role: 'agent' })).status).toBe(
      401,
    );
  });

  it('say what they are for', async () => {
    const http = await TestHttp.start();
    const token = await invite(http, 'admin');
    const told = await bodyOf<object>(await http.browser().get(`/api/invites/${token}`));
    expect(told).toMatchObject({ workspace: WORKSPACE, name: 'Toko Kopi', role: 'admin', invitedBy: 'Mira' });
  });

  it('lead to an account, a membership and a session', async () => {
    const http = await TestHttp.start();
    const token = await invite(http);
    const siti = http.browser();
    const joined = await siti.post(`/api/invites/${token}/accept`, SITI);
    expect(joined.status).toBe(201);
    const { member } = await bodyOf<{ member: string }>(joined);
    expect(http.relay.relay.directory(WORKSPACE)?.members[member]).toMatchObject({
      name: 'Siti',
      role: 'agent',
      active: true,
    });
    expect((await meOf(siti)).memberships).toEqual([{ workspace: WORKSPACE, name: 'Toko Kopi', member }]);
    expect((await siti.get(`/api/invites/${token}`)).status).toBe(404);
  });

  it('work once, however many use them at the same moment', async () => {
    const http = await TestHttp.start();
    const token = await invite(http);
    const tries = [1, 2, 3].map((number) =>
      http.browser().post(`/api/invites/${token}/accept`, { ...SITI, email: `siti${number}@example.com` }),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 409, 409]);
    const members = Object.values(http.relay.relay.directory(WORKSPACE)?.members ?? {});
    expect(members.filter(({ name }) => name === 'Siti')).toHaveLength(1);
  });

  it('stay good when signing up fails', async () => {
    const http = await TestHttp.start();
    const token = await invite(http);
    const short = await http.browser().post(`/api/invites/${token}/accept`, { ...SITI, password: 'short' });
    expect(short.status).toBe(400);
    expect((await bodyOf(short)).error).toBe('password-too-short');
    expect((await http.browser().post(`/api/invites/${token}/accept`, SITI)).status).toBe(201);
  });

  it('let somebody with an account join with it, and are not wasted on who is a member', async () => {
    const http = await TestHttp.start();
    await http.accounts.signUp(SITI, new Headers());
    const siti = http.browser();
    await siti.post('/api/auth/sign-in/email', { email: SITI.email, password: SITI.password });
    const token = await invite(http);
    const leo = await http.signedIn('leo');
    expect((await bodyOf(await leo.post(`/api/invites/${token}/accept`, {}))).error).toBe('already-a-member');
    expect((await siti.post(`/api/invites/${token}/accept`, {})).status).toBe(201);
    expect((await meOf(siti)).memberships).toHaveLength(1);
  });

  it('end when their maker is no admin any more', async () => {
    const http = await TestHttp.start();
    const token = await invite(http);
    await http.relay.act('mira', { kind: 'set-role', member: 'leo', role: 'admin' });
    await http.relay.act('leo', { kind: 'deactivate-member', member: 'mira' });
    expect((await http.browser().get(`/api/invites/${token}`)).status).toBe(404);
  });

  it('cannot be guessed', async () => {
    const http = await TestHttp.start();
    const browser = http.browser('203.0.113.9');
    const statuses = [];
    for (let time = 0; time < 12; time += 1) statuses.push((await browser.get('/api/invites/guess')).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  });
});

describe('The first start in production', () => {
  const WISH = { code: 'secret-code', workspace: 'Roda Pagi', ...SITI };

  it('founds the workspace and its first admin for whoever has the code of the console', async () => {
    const http = await TestHttp.start({ founded: false, setupCode: 'secret-code' });
    const siti = http.browser();
    expect(await bodyOf<object>(await siti.get('/api/setup'))).toEqual({ needed: true });
    const founded = await siti.post('/api/setup', WISH);
    expect(founded.status).toBe(201);
    const { workspace, member } = await bodyOf<{ workspace: string; member: string }>(founded);
    expect(workspace).toBe('roda-pagi');
    expect(http.relay.relay.directory('roda-pagi')).toMatchObject({
      settings: { name: 'Roda Pagi' },
      members: { [member]: { name: 'Siti', role: 'admin', active: true } },
    });
    expect((await meOf(siti)).memberships).toEqual([{ workspace, name: 'Roda Pagi', member }]);
    expect(await bodyOf<object>(await siti.get('/api/channels/roda-pagi/web'))).toMatchObject({
      name: 'Roda Pagi',
    });
  });

  it('happens once, also when two try at the same moment', async () => {
    const http = await TestHttp.start({ founded: false, setupCode: 'secret-code' });
    const tries = await Promise.all([
      http.browser().post('/api/setup', WISH),
      http.browser().post('/api/setup', { ...WISH, email: 'eve@example.com' }),
    ]);
    expect(tries.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await bodyOf<object>(await http.browser().get('/api/setup'))).toEqual({ needed: false });
    expect((await http.browser().post('/api/setup', WISH)).status).toBe(409);
  });

  it('refuses a wrong code, and soon any code from there', async () => {
    const http = await TestHttp.start({ founded: false, setupCode: 'secret-code' });
    const eve = http.browser('203.0.113.66');
    const statuses = [];
    for (let time = 0; time < 12; time += 1) {
      statuses.push((await eve.post('/api/setup', { ...WISH, code: `guess-${time}` })).status);
    }
    expect(statuses.slice(0, 10).every((status) => status === 403)).toBe(true);
    expect(statuses.slice(10)).toEqual([429, 429]);
  });

  it('goes on where a try was cut off', async () => {
    const http = await TestHttp.start({ founded: false, setupCode: 'secret-code' });
    await http.accounts.signUp(SITI, new Headers());
    await http.relay.relay.createWorkspace('roda-pagi', 'Roda Pagi');
    expect((await http.browser().post('/api/setup', WISH)).status).toBe(201);
  });

  it('is not needed where somebody works already', async () => {
    const http = await TestHttp.start();
    expect(await bodyOf<object>(await http.browser().get('/api/setup'))).toEqual({ needed: false });
    expect((await http.browser().post('/api/setup', WISH)).status).toBe(409);
  });
});
