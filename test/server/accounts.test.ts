import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  openAccounts,
  tokenSession,
  WrongKind,
  type AccountsOptions,
} from '../../server/accounts/accounts.ts';
import { cookieSecret } from '../../server/accounts/cookieSecret.ts';
import { workspaceIdFrom } from '../../server/accounts/join.ts';
import { base32 } from '../../server/accounts/secret.ts';
import { openDatabase } from '../../server/database.ts';
import { createLogger } from '../../server/logger.ts';
import { systemChance } from '../../server/random.ts';
import { isId } from '#lib/rules/ids.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { WORKSPACE } from '../support/startRelay.ts';

const DAY_MS = 24 * 3_600_000;
const LEO = { name: 'Leo', email: 'leo@example.com', password: 'correct horse battery' };

function optionsFor(database: DatabaseSync, more: Partial<AccountsOptions> = {}): AccountsOptions {
  return {
    database,
    kind: 'production',
    secret: 's'.repeat(43),
    baseUrl: 'http://127.0.0.1:3000',
    trusts: () => true,
    onSessionEnded: () => undefined,
    logger: createLogger('silent'),
    clock: new FakeClock(),
    chance: systemChance,
    ...more,
  };
}

const open = (more: Partial<AccountsOptions> = {}) =>
  openAccounts(optionsFor(new DatabaseSync(':memory:'), more));

function cookieHeader(cookies: string[]): Headers {
  return new Headers({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') });
}

async function mustSignUp(accounts: Awaited<ReturnType<typeof open>>, person = LEO) {
  const made = await accounts.signUp(person, new Headers());
  if ('problem' in made) throw new Error(made.message);
  return made;
}

describe('Accounts', () => {
  it('makes an account and knows it again by its cookie', async () => {
    const accounts = await open();
    const made = await mustSignUp(accounts);
    const signedIn = await accounts.signedIn(cookieHeader(made.cookies), { renew: false });
    expect(signedIn).toMatchObject({ account: made.account, name: 'Leo', email: 'leo@example.com' });
  });

  it('keeps cookies from scripts and other sites, and over https under a name that no other host can set', async () => {
    const plain = await mustSignUp(await open());
    expect(plain.cookies[0]).toMatch(/^estafet\.session_token=.*HttpOnly.*SameSite=Strict/i);
    const secure = await mustSignUp(await open({ baseUrl: 'https://inbox.example.com' }));
    expect(secure.cookies[0]).toMatch(/^__Host-estafet\.session_token=/);
    expect(secure.cookies[0]).toMatch(/; Secure/);
    expect(secure.cookies[0]).toMatch(/; Path=\//);
    expect(secure.cookies[0]).not.toMatch(/Domain=/i);
  });

  it('takes no cookie that it did not sign', async () => {
    const accounts = await open();
    const made = await mustSignUp(accounts);
    const [name = '', value = ''] = (made.cookies[0]?.split(';')[0] ?? '').split('=');
    const forged = new Headers({ cookie: `${name}=${value.slice(0, 32)}.${'A'.repeat(43)}%3D` });
    expect(await accounts.signedIn(forged, { renew: false })).toBeNull();
    const unsigned = new Headers({ cookie: `${name}=${decodeURIComponent(value).split('.')[0]}` });
    expect(await accounts.signedIn(unsigned, { renew: false })).toBeNull();
  });

  it('refuses short passwords and taken addresses, in codes', async () => {
    const accounts = await open();
    expect(await accounts.signUp({ ...LEO, password: 'short' }, new Headers())).toMatchObject({
      problem: 'password-too-short',
    });
    await mustSignUp(accounts);
    const again = await accounts.signUp({ ...LEO, email: 'LEO@example.com' }, new Headers());
    expect(again).toMatchObject({ problem: expect.stringMatching(/^user-already-exists/) as string });
  });

  it('keeps no password that could be read', async () => {
    const database = new DatabaseSync(':memory:');
    const accounts = await openAccounts(optionsFor(database));
    await mustSignUp(accounts);
    const stored = JSON.stringify(database.prepare('SELECT * FROM account').all());
    expect(stored).not.toContain(LEO.password);
  });

  it('knows which member an account is in each workspace', async () => {
    const accounts = await open();
    const made = await mustSignUp(accounts);
    accounts.memberships.add(made.account, {
      workspace: WORKSPACE,
      member: 'leo',
      name: 'Leo',
      role: 'agent',
    });
    const identity = await accounts.identify({ url: '/sync', headers: cookieHeader(made.cookies) });
    expect(identity?.account).toBe(made.account);
    expect(identity?.principalFor(WORKSPACE)).toEqual({
      kind: 'member',
      workspace: WORKSPACE,
      member: 'leo',
    });
    expect(identity?.principalFor('elsewhere')).toBeNull();
  });

  it('frees the address of an account that a crash left half made', async () => {
    const database = new DatabaseSync(':memory:');
    const accounts = await openAccounts(optionsFor(database));
    await mustSignUp(accounts);
    database.exec('DELETE FROM session; DELETE FROM account');
    const after = await openAccounts(optionsFor(database));
    await expect(mustSignUp(after)).resolves.toBeDefined();
  });

  it('never holds a lock on the database that the log would have to wait for', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'estafet-')), 'relay.sqlite');
    const accounts = await openAccounts(optionsFor(openDatabase(file)));
    const log = new DatabaseSync(file, { timeout: 0 });
    log.exec('CREATE TABLE writes (at INTEGER)');
    const state = { making: true };
    const made = mustSignUp(accounts).finally(() => (state.making = false));
    let writes = 0;
    // A write that had to wait would throw "database is locked".
    for (; state.making; writes += 1) {
      log.exec('INSERT INTO writes VALUES (1)');
      await new Promise(setImmediate);
    }
    await made;
    expect(writes).toBeGreaterThan(0);
    log.close();
  });

  it('opens no demo on a folder with real accounts, and no production on a demo', async () => {
    const database = new DatabaseSync(':memory:');
    await openAccounts(optionsFor(database));
    await expect(openAccounts(optionsFor(database, { kind: 'demo' }))).rejects.toThrow(WrongKind);
    const demo = new DatabaseSync(':memory:');
    await openAccounts(optionsFor(demo, { kind: 'demo' }));
    await expect(openAccounts(optionsFor(demo))).rejects.toThrow('holds the demo');
  });

  it('gives demo members accounts that no password opens, once', async () => {
    const accounts = await open({ kind: 'demo' });
    const members = [{ member: 'mira', name: 'Mira', role: 'admin' as const }];
    await accounts.addDemoAccounts('demo', members);
    await accounts.addDemoAccounts('demo', members);
    expect(accounts.memberships.all()).toHaveLength(1);
    const tried = await accounts.signIn({ email: 'mira@demo.invalid', password: '' }, new Headers());
    expect(tried).toMatchObject({ problem: 'invalid-email-or-password' });
  });
});

describe('API tokens', () => {
  it('speak for one member in one workspace', async () => {
    const accounts = await open();
    const { id, token } = accounts.tokens.create(WORKSPACE, 'leo', 'Report');
    const identity = await accounts.identify({
      url: '/',
      headers: new Headers({ authorization: `Bearer ${token}` }),
    });
    expect(identity).toMatchObject({ account: null, session: tokenSession(id) });
    expect(identity?.principalFor(WORKSPACE)).toEqual({
      kind: 'member',
      workspace: WORKSPACE,
      member: 'leo',
    });
    expect(identity?.principalFor('elsewhere')).toBeNull();
    const inAddress = await accounts.identify({ url: `/sync/x?token=${token}`, headers: new Headers() });
    expect(inAddress?.session).toBe(tokenSession(id));
  });

  it('a wrong token is nobody, even with a good cookie', async () => {
    const accounts = await open();
    const made = await mustSignUp(accounts);
    const headers = cookieHeader(made.cookies);
    headers.set('authorization', 'Bearer estafet_wrong');
    expect(await accounts.identify({ url: '/', headers })).toBeNull();
    headers.set('authorization', 'Basic cHJveHk6cHJveHk=');
    expect((await accounts.identify({ url: '/', headers }))?.account).toBe(made.account);
  });

  it('are kept as hashes, and are nobody once revoked', async () => {
    const database = new DatabaseSync(':memory:');
    const accounts = await openAccounts(optionsFor(database));
    const { id, token } = accounts.tokens.create(WORKSPACE, 'leo', 'Report');
    expect(JSON.stringify(database.prepare('SELECT * FROM api_tokens').all())).not.toContain(token.slice(10));
    expect(accounts.tokens.revoke(id, { workspace: WORKSPACE, member: 'ana' })).toBe(false);
    expect(accounts.tokens.find(token)).not.toBeNull();
    expect(accounts.tokens.revoke(id, { workspace: WORKSPACE, member: 'leo' })).toBe(true);
    expect(accounts.tokens.find(token)).toBeNull();
    expect(accounts.tokens.list(WORKSPACE, 'leo')).toEqual([]);
  });

  it('say when they were last used, to the minute', async () => {
    const clock = new FakeClock();
    const accounts = await open({ clock });
    const { token } = accounts.tokens.create(WORKSPACE, 'leo', 'Report');
    expect(accounts.tokens.list(WORKSPACE, 'leo')[0]?.usedAt).toBeNull();
    accounts.tokens.find(token);
    const first = clock.now();
    clock.advance(30_000);
    accounts.tokens.find(token);
    expect(accounts.tokens.list(WORKSPACE, 'leo')[0]?.usedAt).toBe(first);
  });
});

describe('Invites', () => {
  it('work for seven days', async () => {
    const clock = new FakeClock();
    const accounts = await open({ clock });
    const { token } = accounts.invites.create(WORKSPACE, 'agent', 'mira');
    clock.advance(7 * DAY_MS - 1);
    expect(accounts.invites.find(token)).toMatchObject({
      workspace: WORKSPACE,
      role: 'agent',
      createdBy: 'mira',
    });
    clock.advance(1);
    expect(accounts.invites.find(token)).toBeNull();
    expect(accounts.invites.reserve(token)).toBe(false);
  });

  it('are used up once, together with the membership', async () => {
    const accounts = await open();
    const made = await mustSignUp(accounts);
    const { token } = accounts.invites.create(WORKSPACE, 'agent', 'mira');
    const joining = { workspace: WORKSPACE, name: 'Leo', role: 'agent' as const };
    expect(accounts.joinByInvite(token, made.account, joining)).toMatchObject({ name: 'Leo' });
    expect(accounts.joinByInvite(token, made.account, joining)).toBeNull();
    expect(accounts.memberships.of(made.account)).toHaveLength(1);
  });

  it('stay unused if the membership cannot be made', async () => {
    const accounts = await open();
    const { token } = accounts.invites.create(WORKSPACE, 'agent', 'mira');
    const joining = { workspace: WORKSPACE, name: 'Leo', role: 'agent' as const };
    expect(() => accounts.joinByInvite(token, 'no-such-account', joining)).toThrow();
    expect(accounts.invites.find(token)).not.toBeNull();
  });

  it('are kept for one caller for a minute, then free again', async () => {
    const clock = new FakeClock();
    const accounts = await open({ clock });
    const { token } = accounts.invites.create(WORKSPACE, 'agent', 'mira');
    expect(accounts.invites.reserve(token)).toBe(true);
    expect(accounts.invites.reserve(token)).toBe(false);
    clock.advance(60_000);
    expect(accounts.invites.reserve(token)).toBe(true);
    accounts.invites.release(token);
    expect(accounts.invites.reserve(token)).toBe(true);
  });
});

describe('The cookie secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'estafet-'));
  afterEach(() => rmSync(join(folder, 'cookie.secret'), { force: true }));

  it('is made once and only its owner may read it', () => {
    const made = cookieSecret(folder, systemChance);
    expect(made).toMatch(/^[\w-]{43}$/);
    expect(cookieSecret(folder, systemChance)).toBe(made);
    expect(statSync(join(folder, 'cookie.secret')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'cookie.secret'), 'utf8')).toBe(made);
  });

  it('is not made up anew when the file is damaged', () => {
    writeFileSync(join(folder, 'cookie.secret'), 'torn');
    expect(() => cookieSecret(folder, systemChance)).toThrow('damaged');
  });
});

describe('Ids', () => {
  it('base32 is that of RFC 4648 in lower case', () => {
    const text = (input: string) => base32(new TextEncoder().encode(input));
    expect([
      text(''),
      text('f'),
      text('fo'),
      text('foo'),
      text('foob'),
      text('fooba'),
      text('foobar'),
    ]).toEqual(['', 'my', 'mzxq', 'mzxw6', 'mzxw6yq', 'mzxw6ytb', 'mzxw6ytboi']);
  });

  it.each([
    ['Roda Pagi', 'roda-pagi'],
    ['  Café Ñandú & Söhne  ', 'cafe-nandu-sohne'],
    ['a'.repeat(60), 'a'.repeat(40)],
    ['コーヒー', null],
    ['!!!', null],
  ])('the workspace %s is %s', (name, id) => {
    expect(workspaceIdFrom(name)).toBe(id);
    if (id !== null) expect(isId(id)).toBe(true);
  });
});
