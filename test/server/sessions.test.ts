// Where somebody is signed in, how that ends, and what is done about a forgotten password (ASVS 6.4, 7.3 to 7.5, 16.3).

import { describe, expect, it } from 'vitest';
import { createSecurityLog } from '../../server/securityLog.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { WORKSPACE } from '../support/startRelay.ts';
import { bodyOf, TestHttp, type Browser } from '../support/testHttp.ts';

const SITI = { name: 'Siti', email: 'siti@example.com', password: 'correct horse battery' };
const NEW_PASSWORD = 'kursi terbang biru';
const DAY_MS = 24 * 3_600_000;

interface Listed {
  asksPassword: boolean;
  sessions: { id: string; current: boolean; agent: string }[];
}

/** better-auth counts tries for the whole process: each browser here is somewhere else. */
let addresses = 0;
function newBrowser(http: TestHttp): Browser {
  return http.browser(`198.18.0.${(addresses += 1)}`);
}

async function signIn(http: TestHttp, password = SITI.password): Promise<Browser> {
  const browser = newBrowser(http);
  await browser.post('/api/auth/sign-in/email', { email: SITI.email, password });
  return browser;
}

async function isIn(browser: Browser): Promise<boolean> {
  return (await bodyOf<{ account: unknown }>(await browser.get('/api/me'))).account !== null;
}

/** Siti works in the workspace, with a password. */
async function withSiti(): Promise<{ http: TestHttp; mira: Browser; siti: string }> {
  const http = await TestHttp.start();
  const mira = await http.signedIn('mira');
  const { token } = http.accounts.invites.create(WORKSPACE, 'agent', 'mira');
  const joined = await newBrowser(http).post(`/api/invites/${token}/accept`, SITI);
  return { http, mira, siti: (await bodyOf<{ member: string }>(joined)).member };
}

async function resetOf(mira: Browser, member: string): Promise<string> {
  const made = await mira.post(`/api/members/${WORKSPACE}/${member}/reset`, {});
  expect(made.status).toBe(201);
  const { link } = await bodyOf<{ link: string }>(made);
  return link.slice(link.lastIndexOf('/') + 1);
}

describe('Sessions', () => {
  it('are listed to their owner, and ended one by one with the password', async () => {
    const { http } = await withSiti();
    const [desk, phone] = [await signIn(http), await signIn(http)];
    const { asksPassword, sessions } = await bodyOf<Listed>(await desk.get('/api/sessions'));
    // The third is the one that accepting the invite made.
    expect([asksPassword, sessions.length, sessions.filter(({ current }) => current).length]).toEqual([
      true,
      3,
      1,
    ]);
    const other = await bodyOf<Listed>(await phone.get('/api/sessions'));
    const session = other.sessions.find(({ current }) => current)?.id ?? '';
    const wrong = await desk.post('/api/sessions/end', { session, password: 'not the password' });
    expect([wrong.status, await isIn(phone)]).toEqual([403, true]);
    const ended = await desk.post('/api/sessions/end', { session, password: SITI.password });
    expect([ended.status, await isIn(phone), await isIn(desk)]).toEqual([200, false, true]);
    expect(http.ended).toContain(session);
    expect((await desk.post('/api/sessions/end', { session, password: SITI.password })).status).toBe(404);
  });

  it('of others can neither be seen nor ended', async () => {
    const { http, mira } = await withSiti();
    const siti = await signIn(http);
    const { sessions } = await bodyOf<Listed>(await siti.get('/api/sessions'));
    const session = sessions.find(({ current }) => current)?.id ?? '';
    expect((await mira.post('/api/sessions/end', { session })).status).toBe(404);
    expect(await (await mira.get('/api/sessions')).text()).not.toContain(session);
    expect(await isIn(siti)).toBe(true);
  });

  it('cannot be used to guess a password', async () => {
    const { http } = await withSiti();
    const siti = await signIn(http);
    const statuses: number[] = [];
    for (let time = 0; time < 12; time += 1)
      statuses.push(
        (await siti.post('/api/sessions/end', { session: null, password: `guess ${time}` })).status,
      );
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  });

  it('end after ninety days, however often they are used, with their sockets', async () => {
    const { http } = await withSiti();
    const used = await signIn(http);
    const id = (await bodyOf<Listed>(await used.get('/api/sessions'))).sessions.find(
      ({ current }) => current,
    )?.id;
    // Sessions begin by the machine's clock.
    http.clock.jump(Date.now() + 89 * DAY_MS - http.clock.now());
    expect(await isIn(used)).toBe(true);
    http.clock.jump(Date.now() + 90 * DAY_MS - http.clock.now());
    expect(await isIn(used)).toBe(false);
    expect(http.ended).toContain(id);
  });

  it('that nobody uses any more are swept when they are ninety days old', async () => {
    const { http } = await withSiti();
    await signIn(http);
    http.clock.jump(Date.now() + 91 * DAY_MS - http.clock.now());
    await http.accounts.sessions.endExpired();
    const { count } = http.database.prepare('SELECT count(*) AS count FROM session').get() as {
      count: number;
    };
    expect(count).toBe(0);
  });

  it('of a member are ended by an admin, and by nobody else', async () => {
    const { http, mira, siti } = await withSiti();
    const desk = await signIn(http);
    const leo = await http.signedIn('leo');
    expect((await leo.post(`/api/members/${WORKSPACE}/${siti}/sign-out`, {})).status).toBe(403);
    expect(await isIn(desk)).toBe(true);
    expect((await mira.post(`/api/members/${WORKSPACE}/${siti}/sign-out`, {})).status).toBe(204);
    expect([await isIn(desk), await isIn(mira)]).toEqual([false, true]);
  });
});

describe('A forgotten password', () => {
  it('is chosen anew by a link of an admin, once, and ends what was open', async () => {
    const { http, mira, siti } = await withSiti();
    const before = await signIn(http);
    const token = await resetOf(mira, siti);
    const browser = newBrowser(http);
    expect(await bodyOf<object>(await browser.get(`/api/resets/${token}`))).toEqual({
      name: SITI.name,
      email: SITI.email,
    });
    expect((await browser.post(`/api/resets/${token}`, { password: NEW_PASSWORD })).status).toBe(200);
    expect([await isIn(browser), await isIn(before)]).toEqual([true, false]);
    expect([await isIn(await signIn(http)), await isIn(await signIn(http, NEW_PASSWORD))]).toEqual([
      false,
      true,
    ]);
    expect((await newBrowser(http).post(`/api/resets/${token}`, { password: NEW_PASSWORD })).status).toBe(
      404,
    );
  });

  it('keeps its link when the new one is no good', async () => {
    const { http, mira, siti } = await withSiti();
    const token = await resetOf(mira, siti);
    const browser = newBrowser(http);
    for (const [password, problem] of [
      ['short', 'password-too-short'],
      ['siti@example.com', 'password-too-easy'],
      ['x'.repeat(129), 'password-too-long'],
    ]) {
      const refused = await browser.post(`/api/resets/${token}`, { password });
      expect([refused.status, (await bodyOf(refused)).error]).toEqual([400, problem]);
    }
    expect((await browser.post(`/api/resets/${token}`, { password: NEW_PASSWORD })).status).toBe(200);
  });

  it('has a link for a day, and only the newest', async () => {
    const { http, mira, siti } = await withSiti();
    const [first, second] = [await resetOf(mira, siti), await resetOf(mira, siti)];
    expect((await newBrowser(http).get(`/api/resets/${first}`)).status).toBe(404);
    http.clock.jump(DAY_MS - 1);
    expect((await newBrowser(http).get(`/api/resets/${second}`)).status).toBe(200);
    http.clock.jump(1);
    expect((await newBrowser(http).get(`/api/resets/${second}`)).status).toBe(404);
  });

  it('of somebody who also works elsewhere is no business of an admin here', async () => {
    const { http, mira, siti } = await withSiti();
    const account = http.accounts.memberships.accountOf(WORKSPACE, siti) ?? '';
    await http.relay.relay.createWorkspace('elsewhere', 'Elsewhere');
    const membership = { workspace: 'elsewhere', member: 'siti-2', name: 'Siti', role: 'agent' as const };
    http.accounts.memberships.add(account, membership);
    const { workspace: _workspace, ...joining } = membership;
    await http.relay.relay.submit('elsewhere', { kind: 'join-member', ...joining, colour: 0 });
    const refused = await mira.post(`/api/members/${WORKSPACE}/${siti}/reset`, {});
    expect([refused.status, (await bodyOf(refused)).error]).toEqual([409, 'belongs-elsewhere']);
  });

  it('is not reset by agents, nor for who has left', async () => {
    const { http, mira, siti } = await withSiti();
    const leo = await http.signedIn('leo');
    expect((await leo.post(`/api/members/${WORKSPACE}/${siti}/reset`, {})).status).toBe(403);
    await http.relay.act('mira', { kind: 'deactivate-member', member: siti });
    expect((await mira.post(`/api/members/${WORKSPACE}/${siti}/reset`, {})).status).toBe(404);
  });
});

describe('The security log', () => {
  it('says who came in and who was turned away, from where, and no name, address or secret', async () => {
    const { http, mira, siti } = await withSiti();
    await signIn(http, 'not the password');
    await signIn(http);
    const token = await resetOf(mira, siti);
    await newBrowser(http).post(`/api/resets/${token}`, { password: NEW_PASSWORD });
    await newBrowser(http).get(`/api/tokens?workspace=${WORKSPACE}`);
    expect(http.notes.map(({ event }) => event)).toEqual([
      ...['sign-in-refused', 'signed-in', 'reset-made', 'password-reset', 'refused'],
    ]);
    expect(http.notes[1]?.['from']).toMatch(/^198\.18\.0\./);
    expect(http.notes.at(-1)).toMatchObject({ status: 401, route: 'GET /api/tokens' });
    const text = JSON.stringify(http.notes);
    for (const secret of [SITI.name, SITI.email, SITI.password, NEW_PASSWORD, token])
      expect(text).not.toContain(secret);
  });

  it('is not filled by who makes themselves refused', () => {
    const lines: Record<string, unknown>[] = [];
    const clock = new FakeClock();
    const logger = { info: (line: Record<string, unknown>) => void lines.push(line) };
    const note = createSecurityLog(logger as never, clock);
    for (let time = 0; time < 1_000; time += 1) note('refused', { status: 403 });
    expect(lines).toHaveLength(100);
    note('signed-in', { from: '198.51.100.1' });
    expect(lines.at(-1)).toMatchObject({ event: 'signed-in', leftOut: 900 });
  });
});
