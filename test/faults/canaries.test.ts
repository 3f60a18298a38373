// W8: secrets that are known word by word go through a real relay that logs all it can, with everything going wrong on the way,
// and none of them is in what it said: not in a log, not in its metrics. What browsers get of it has no name of a secret in it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendCommand } from '#lib/doc/outboxDoc.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import { SUBPROTOCOL } from '#lib/doc/wire.ts';
import { Webhook } from 'standardwebhooks';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { WebsocketProvider } from 'y-websocket';
import { ROOT } from '../support/relayData.ts';
import { RelayProcess } from '../support/relayProcess.ts';
import { mailboxSettings } from '../support/testMailbox.ts';
import { synced, unmodified } from '../support/unmodified.ts';

const VISITOR = 'kenari-Zq3vT9xK1mWb7RfYc5Lh2Pd8Ns4Gj6';
const PASSWORD = 'kenari sandi masuk 7391';
/** What nobody may find again, by what it is. */
const secrets = new Map([
  ['password', PASSWORD],
  ['wrong password', 'kenari sandi salah 7391'],
  ['IMAP password', 'kenari sandi imap 7391'],
  ['SMTP password', 'kenari sandi smtp 7391'],
  ['metrics token', 'kenari-metrik-7391'],
  ['visitor secret', VISITOR],
  ['message', 'kenari pesan pelanggan 7391'],
  ['reply', 'kenari balasan 7391'],
  ['note', 'kenari catatan 7391'],
  ['name', 'Kenari Pelanggan 7391'],
  ['address', '+62 7391 7391 7391'],
  ['e-mail address', 'kenari7391@pelanggan.example'],
  ['guessed token', 'estafet_kenari7391kenari7391kenari7391'],
  ['what is no JSON', '{"text": kenari bukan json 7391'],
]);
const secret = (name: string): string => secrets.get(name) ?? '';

const relay = new RelayProcess(mkdtempSync(join(tmpdir(), 'estafet-canaries-')));
relay.settings = {
  ...{ DEMO: '0', LOG_LEVEL: 'debug', ALLOW_PRIVATE_CHANNELS: '1' },
  METRICS_TOKEN: secret('metrics token'),
};
let cookie = '';

beforeAll(async () => {
  await relay.start();
  // What it says of the setup is behind its address.
  relay.address = new URL(relay.address).origin;
});
afterAll(async () => {
  await relay.remove();
});

interface Sent {
  method?: string;
  body?: object | string;
  headers?: Record<string, string>;
}

function ask(path: string, { method, body, headers = {} }: Sent = {}): Promise<Response> {
  return fetch(relay.address + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { 'content-type': 'application/json', origin: relay.address, cookie, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

async function told<T>(path: string, sent: Sent): Promise<T> {
  const answer = await ask(path, sent);
  expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
  return (await answer.json()) as T;
}

function keepCookies(answer: Response): void {
  const pairs = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  cookie = pairs.join('; ');
  for (const pair of pairs) secrets.set(`cookie ${pair.split('=')[0]}`, pair.slice(pair.indexOf('=') + 1));
}

/** The first admin, who signs in wrongly and rightly. */
async function people(): Promise<{ workspace: string; member: string }> {
  const code = /setup code: (\S+)\)/.exec(relay.greeting)?.[1] ?? '';
  secrets.set('setup code', code);
  const admin = { name: secret('name'), email: secret('e-mail address'), password: PASSWORD };
  await ask('/api/setup', { body: { code: secret('guessed token'), workspace: 'Toko', ...admin } });
  const founded = await ask('/api/setup', { body: { code, workspace: 'Toko', ...admin } });
  expect(founded.status).toBe(201);
  const who = (await founded.json()) as { workspace: string; member: string };
  const { email } = admin;
  await ask('/api/auth/sign-in/email', { body: { email, password: secret('wrong password') } });
  await ask('/api/auth/sign-in/email', { body: secret('what is no JSON') });
  keepCookies(await ask('/api/auth/sign-in/email', { body: { email, password: PASSWORD } }));
  return who;
}

/** Channels with their secrets, and messages by them: right, wrong, and of no form. */
async function channels(workspace: string): Promise<string> {
  const path = `/api/workspaces/${workspace}/channels`;
  // Nobody listens there: what leaves fails, and is tried again.
  const hook = { kind: 'webhook', name: 'Kurir', url: 'http://127.0.0.1:9/', deduplicates: true };
  const made = await told<{ channel: { id: string }; secret: string }>(path, { body: hook });
  secrets.set('channel secret', made.secret.replace('whsec_', ''));
  const passwords = { imap: secret('IMAP password'), smtp: secret('SMTP password') };
  const email = mailboxSettings({ imap: 9, smtp: 9 });
  await told(path, { body: { kind: 'email', name: 'Surat', email, passwords } });
  await told(`/api/workspaces/${workspace}/mail-check`, { body: { email, passwords } });
  const contact = { id: secret('address'), name: secret('name') };
  const body = JSON.stringify({
    type: 'message.received',
    data: { message: '1', contact, text: secret('message') },
  });
  const inbox = `/api/channels/${made.channel.id}/messages`;
  const signed = (text: string): Record<string, string> => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
    'webhook-signature': new Webhook(made.secret).sign('msg_1', new Date(), text),
  });
  for (const wrong of [body.replace('message.received', 'else'), secret('what is no JSON')])
    expect((await ask(inbox, { body: wrong, headers: signed(wrong) })).status).toBe(400);
  expect((await ask(inbox, { body, headers: signed(`${body} `) })).status).toBe(401);
  return (await told<{ conversation: string }>(inbox, { body, headers: signed(body) })).conversation;
}

/** A member who reads and writes by a token, which stands in the address of the socket. */
async function conversation(who: { workspace: string; member: string }, id: string): Promise<void> {
  const { workspace, member } = who;
  const { token } = await told<{ token: string }>('/api/tokens', { body: { workspace, name: 'Laporan' } });
  secrets.set('API token', token);
  const open = (document: string, by: string): WebsocketProvider =>
    unmodified(relay.address, `${workspace}/${document}`, { token: by });
  const thread = open(`thread/${id}`, token);
  const outbox = open(`outbox/${member}/canary`, token);
  const guess = open(`thread/${id}`, secret('guessed token'));
  await Promise.all([synced(thread), synced(outbox)]);
  const say = (command: object): void =>
    appendCommand(outbox.doc, { id: uuidv7(), seen: 9_999, written: 0, conversation: id, ...command });
  say({ kind: 'assign', to: { kind: 'me' } });
  say({ kind: 'note', text: secret('note'), attachments: [], mention: null });
  say({ kind: 'reply', text: secret('reply'), attachments: [] });
  // Held, with all that it says.
  say({
    kind: 'reply',
    text: secret('reply'),
    attachments: [{ id: 'x', name: secret('name'), type: '', size: 1 }],
  });
  await expect
    .poll(() => Object.values(readThread(thread.doc)?.delivery ?? {}), { timeout: 10_000 })
    .toMatchObject([{ state: 'trying', reason: 'unreachable' }]);
  for (const one of [thread, outbox, guess]) one.destroy();
}

/** Who is nobody, and sends what is nothing. */
async function strangers(workspace: string): Promise<void> {
  const url = `${relay.address.replace('http', 'ws')}/sync`;
  const subprotocols = [SUBPROTOCOL, `visitor.${workspace}.web.${VISITOR}`];
  const visitor = new WebSocket(url, subprotocols, { origin: relay.address });
  await new Promise((resolve) => visitor.once('open', resolve));
  visitor.send(Buffer.from(secret('message')));
  await new Promise((resolve) => visitor.once('close', resolve));
  const file = 'a'.repeat(64);
  for (const authorization of [`Visitor ${VISITOR}`, `Bearer ${secret('guessed token')}`]) {
    const headers = { authorization, 'upload-length': '7', cookie: '' };
    await ask(`/api/chat-uploads/${workspace}/web/${file}`, { method: 'PUT', body: 'kenari!', headers });
    await ask(`/api/uploads/${workspace}/${file}`, { method: 'PUT', body: 'kenari!', headers });
  }
  for (const path of ['/api/invites/', '/api/resets/', '/nowhere/', `/api/files/${workspace}/x/`])
    await ask(path + encodeURIComponent(secret('guessed token')));
  for (const path of ['/api/search/', '/api/preview/'])
    await ask(path + workspace, { body: secret('what is no JSON') });
  await ask(`/metrics`, { headers: { authorization: `Bearer ${secret('metrics token')}x` } });
}

/** As it is, and as addresses, headers and JSON write it. */
function forms(value: string): string[] {
  const decoded = decodeURIComponent(value);
  const base64 = Buffer.from(decoded).toString('base64').replace(/=+$/, '');
  return [value, decoded, encodeURIComponent(decoded), JSON.stringify(decoded).slice(1, -1), base64];
}

it('W8 nothing that a relay says has a secret or a word of a message in it, whatever goes wrong', async () => {
  const who = await people();
  const id = await channels(who.workspace);
  await conversation(who, id);
  await strangers(who.workspace);
  const headers = { authorization: `Bearer ${secret('metrics token')}` };
  const metrics = await (await ask('/metrics', { headers })).text();
  expect(metrics).toContain('estafet');
  await relay.stop();

  const lines = relay.errors.trim().split('\n');
  for (const line of lines) expect(() => JSON.parse(line) as unknown, line).not.toThrow();
  // It did say what happened, and to whom it had to.
  for (const event of ['sign-in-refused', 'signed-in', 'refused'])
    expect(relay.errors).toContain(`"${event}"`);
  expect(secrets.size).toBeGreaterThanOrEqual(18);
  const leaked = [...secrets].filter(([, value]) =>
    forms(value).some((form) => relay.errors.includes(form) || metrics.includes(form)),
  );
  expect(leaked.map(([name]) => name)).toEqual([]);
  console.log(`tried ${secrets.size} secrets in ${lines.length} lines of a relay's log`);
});

it('W8 what browsers are given has nothing of the relay in it', () => {
  const build = join(ROOT, 'build');
  if (!existsSync(build)) throw new Error('There is no build. Run `npm run build`.');
  const files = readdirSync(build, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(js|html|json|css)$/.test(name),
  );
  expect(files.length).toBeGreaterThan(20);
  /** Each is in a module of the relay and its libraries, and nowhere else. */
  const marks = [
    'METRICS_TOKEN',
    'DATA_DIR',
    'channels.key',
    'cookie.secret',
    'node:sqlite',
    'CREATE TABLE',
    'aes-256-gcm',
    'better-auth.session',
    'process.env.',
  ];
  const found = files.flatMap((name) => {
    const text = readFileSync(join(build, name), 'utf8');
    return marks.filter((mark) => text.includes(mark)).map((mark) => `${name}: ${mark}`);
  });
  expect(found).toEqual([]);
});
