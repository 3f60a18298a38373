// Sessions, cookies and passwords as an attacker finds them (faults.md M17, M21, M22; ASVS 3.3, 6.2, 7.2, 7.4).

import { describe, expect, it } from 'vitest';
import { WORKSPACE } from '../support/startRelay.ts';
import { bodyOf, TestHttp, type Browser } from '../support/testHttp.ts';

const LEO = { name: 'Leo', email: 'leo@example.com', password: 'correct horse battery' };
const AT = '/api/auth/sign-in/email';

/** better-auth counts tries for the whole process: each browser here is somewhere else. */
let addresses = 0;
function newBrowser(http: TestHttp): Browser {
  return http.browser(`198.51.100.${(addresses += 1)}`);
}

async function signIn(browser: Browser, password = LEO.password): Promise<Response> {
  return browser.post(AT, { email: LEO.email, password });
}

async function isSignedIn(browser: Browser): Promise<boolean> {
  return (await bodyOf<{ account: unknown }>(await browser.get('/api/me'))).account !== null;
}

async function withAccount(options: { publicUrl?: string } = {}): Promise<TestHttp> {
  const http = await TestHttp.start(options);
  await http.accounts.signUp(LEO, new Headers());
  return http;
}

describe('The session cookie', () => {
  it('over https is __Host-, Secure, HttpOnly, SameSite=Strict', async () => {
    const http = await withAccount({ publicUrl: 'https://inbox.example.com' });
    const browser = newBrowser(http);
    browser.origin = 'https://inbox.example.com';
    const cookies = (await signIn(browser)).headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-estafet/);
      expect(cookie).toMatch(/; ?Secure/i);
      expect(cookie).toMatch(/; ?HttpOnly/i);
      expect(cookie).toMatch(/; ?SameSite=Strict/i);
      expect(cookie).toMatch(/; ?Path=\/(;|$)/i);
      expect(cookie).not.toMatch(/Domain=/i);
    }
  });

  it('is in no body, whole or unsigned', async () => {
    const http = await withAccount();
    const browser = newBrowser(http);
    const answer = await signIn(browser);
    expect(await answer.json()).toEqual({ ok: true });
    const [value = ''] = browser.cookies.values();
    const listed = await (await browser.get('/api/sessions')).text();
    expect(listed).not.toContain(value);
    expect(listed).not.toContain(decodeURIComponent(value));
  });

  it('unsigned, with a changed signature or made up opens nothing', async () => {
    const http = await withAccount();
    const browser = newBrowser(http);
    await signIn(browser);
    const [[name, value]] = [...browser.cookies] as [[string, string]];
    const token = decodeURIComponent(value).split('.')[0] ?? '';
    for (const forged of [token, `${token}.`, `${token}.AAAA`, value.slice(0, -3), 'x.y', '']) {
      browser.cookies.set(name, forged);
      expect([forged, await isSignedIn(browser)]).toEqual([forged, false]);
    }
  });
});

describe('M22 a session', () => {
  it('is a new one after signing in, and the one before is over, with its sockets', async () => {
    const http = await withAccount();
    const browser = newBrowser(http);
    await signIn(browser);
    const before = new Map(browser.cookies);
    const ended = http.ended.length;
    await signIn(browser);
    expect([...browser.cookies]).not.toEqual([...before]);
    expect(http.ended).toHaveLength(ended + 1);
    const thief = newBrowser(http);
    for (const [name, value] of before) thief.cookies.set(name, value);
    expect([await isSignedIn(thief), await isSignedIn(browser)]).toEqual([false, true]);
  });

  it('that somebody planted is not the one that signing in opens', async () => {
    const http = await withAccount();
    const attacker = await http.signedIn('mira');
    const victim = newBrowser(http);
    for (const [name, value] of attacker.cookies) victim.cookies.set(name, value);
    await signIn(victim);
    expect([...victim.cookies]).not.toEqual([...attacker.cookies]);
    expect(await isSignedIn(attacker)).toBe(false);
  });

  it('is over after signing out, however it was kept', async () => {
    const http = await withAccount();
    const browser = newBrowser(http);
    await signIn(browser);
    const kept = new Map(browser.cookies);
    await browser.post('/api/auth/sign-out', {});
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('can be ended everywhere, and a new password ends the others', async () => {
    const http = await withAccount();
    const [desk, phone, tablet] = [newBrowser(http), newBrowser(http), newBrowser(http)];
    for (const device of [desk, phone, tablet]) await signIn(device);
    await desk.post('/api/sessions/end', { session: null, password: LEO.password });
    expect(await Promise.all([desk, phone, tablet].map(isSignedIn))).toEqual([true, false, false]);
    await signIn(phone);
    const change = { currentPassword: LEO.password, newPassword: 'another long password' };
    const changed = await desk.post('/api/auth/change-password', { ...change, revokeOtherSessions: true });
    expect(changed.status).toBe(200);
    expect(await isSignedIn(phone)).toBe(false);
    expect((await signIn(phone)).status).toBe(401);
    expect((await signIn(phone, change.newPassword)).status).toBe(200);
  });
});

describe('A password', () => {
  it('has 10 to 128 characters, of any kind, and is hard to guess', async () => {
    const http = await TestHttp.start();
    const tryWith = async (password: string, index: number): Promise<string> => {
      const made = await http.accounts.signUp(
        { ...LEO, email: `leo${index}@example.com`, password },
        new Headers(),
      );
      return 'problem' in made ? made.problem : 'taken';
    };
    const good = 'kursi terbang 🐢 ';
    const passwords = {
      ...{ short: 'x7#kqpw2L', easy: 'Password123', repeated: 'a'.repeat(128), person: 'example-leo' },
      ...{
        product: 'estafet-2026',
        keys: 'qwertyuiop[]',
        good,
        long: good.repeat(7),
        tooLong: good.repeat(8),
      },
    };
    const answers = await Promise.all(Object.values(passwords).map(tryWith));
    expect(Object.fromEntries(Object.keys(passwords).map((name, index) => [name, answers[index]]))).toEqual({
      ...{ short: 'password-too-short', easy: 'password-too-easy', repeated: 'password-too-easy' },
      ...{ person: 'password-too-easy', product: 'password-too-easy', keys: 'password-too-easy' },
      ...{ good: 'taken', long: 'taken', tooLong: 'password-too-long' },
    });
  });

  it('is changed only by who knows the current one', async () => {
    const http = await withAccount();
    const browser = newBrowser(http);
    await signIn(browser);
    const change = { currentPassword: 'not this one', newPassword: 'another long password' };
    expect((await browser.post('/api/auth/change-password', change)).status).toBe(400);
    expect((await signIn(browser)).status).toBe(200);
  });

  it('is not changed to one that is easy to guess', async () => {
    const http = await withAccount();
    const browser = newBrowser(http);
    await signIn(browser);
    const change = { currentPassword: LEO.password, newPassword: 'leo@example.com' };
    const refused = await browser.post('/api/auth/change-password', change);
    expect([refused.status, (await bodyOf(refused)).error]).toEqual([400, 'password-too-easy']);
    expect((await signIn(newBrowser(http))).status).toBe(200);
  });

  it('wrong or of nobody gets the same answer', async () => {
    const http = await withAccount();
    const wrong = await signIn(newBrowser(http), 'wrong password');
    const nobody = await newBrowser(http).post(AT, { email: 'nobody@example.com', password: LEO.password });
    expect([wrong.status, await wrong.text()]).toEqual([nobody.status, await nobody.text()]);
  });
});

describe('M17 two admins', () => {
  it('who end each other’s rights at the same moment leave one', async () => {
    const http = await TestHttp.start();
    await http.relay.act('mira', { kind: 'set-role', member: 'leo', role: 'admin' });
    const { relay } = http.relay;
    const both = [
      relay.act(WORKSPACE, 'mira', http.relay.whole({ kind: 'deactivate-member', member: 'leo' })),
      relay.act(WORKSPACE, 'leo', http.relay.whole({ kind: 'set-role', member: 'mira', role: 'agent' })),
    ];
    const outcomes = (await Promise.all(both)).map(({ kind }) => kind);
    expect(outcomes).toEqual(['accepted', 'held']);
    const alone = await relay.act(
      WORKSPACE,
      'mira',
      http.relay.whole({ kind: 'set-role', member: 'mira', role: 'agent' }),
    );
    expect(alone).toMatchObject({ kind: 'held', refusal: { reason: 'last-admin' } });
  });
});

describe('Methods that nobody needs', () => {
  it.each(['OPTIONS', 'PUT', 'PROPFIND'])('%s is not answered', async (method) => {
    const http = await TestHttp.start();
    for (const path of ['/', '/api/me', '/healthz']) {
      const { status } = await newBrowser(http).ask(method, path, {});
      expect([path, [403, 404].includes(status)]).toEqual([path, true]);
    }
  });
});
