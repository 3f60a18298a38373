// The relay as operators meet it: a process, its console, its exit codes.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { json, text } from 'node:stream/consumers';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE, SUBPROTOCOL } from '#lib/doc/wire.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
/** Half of what a start costs is reading the same sources again. */
const COMPILED = join(ROOT, 'node_modules/.cache/relay');
const folders: string[] = [];
const running = new Set<ChildProcess>();

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'estafet-main-'));
  folders.push(folder);
  return folder;
}

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

class Process {
  out = '';
  err = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;

  constructor(script: string, args: string[], env: Record<string, string>) {
    this.#child = spawn(process.execPath, [join(ROOT, script), ...args], {
      env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'error', NODE_COMPILE_CACHE: COMPILED, ...env },
    });
    running.add(this.#child);
    this.#ended = once(this.#child, 'close').finally(() => running.delete(this.#child));
    this.#child.stdout?.on('data', (bytes: Buffer) => (this.out += bytes.toString()));
    this.#child.stderr?.on('data', (bytes: Buffer) => (this.err += bytes.toString()));
  }

  async ended(): Promise<Ended> {
    const [code] = (await this.#ended) as [number | null];
    return { code, out: this.out, err: this.err };
  }

  /** The address that it prints once it answers. */
  async address(): Promise<string> {
    for (;;) {
      const found = /Estafet is at (http:\/\/[^\s/]+)/.exec(this.out);
      if (found?.[1] !== undefined) return found[1];
      const stopped = await Promise.race([once(this.#child.stdout ?? this.#child, 'data'), this.#ended]);
      if (!running.has(this.#child)) throw new Error(`it ended: ${this.err} ${String(stopped)}`);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

const start = (env: Record<string, string>) => new Process('server/main.ts', [], env);
const command = (folder: string, ...args: string[]) =>
  new Process('server/cli.ts', args, { DATA_DIR: folder }).ended();

let seeded: string | null = null;

/** A folder as a relay leaves it after its first start, for what is not about that. */
async function withDemo(): Promise<string> {
  if (seeded === null) {
    const folder = newFolder();
    const relay = start({ DATA_DIR: folder });
    await relay.address();
    relay.kill('SIGTERM');
    await relay.ended();
    seeded = folder;
  }
  const copy = newFolder();
  cpSync(seeded, copy, { recursive: true });
  return copy;
}

afterEach(() => running.forEach((child) => child.kill('SIGKILL')));
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

async function signIn(address: string, member: string): Promise<string> {
  const answer = await fetch(`${address}/api/demo/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address },
    body: JSON.stringify({ member }),
  });
  expect(answer.status).toBe(200);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** An open socket; `closed` is how it ends. */
async function openSocket(address: string, cookie: string): Promise<{ closed: Promise<[number, string]> }> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/sync`, SUBPROTOCOL, {
    headers: { cookie, origin: address },
  });
  await once(socket, 'open');
  const closed = once(socket, 'close').then(([code, reason]): [number, string] => [
    code as number,
    String(reason),
  ]);
  return { closed };
}

// Processes share the machine with whatever else runs; what they do is not about time.
const SLOW = { timeout: 120_000 };

describe('npm start', SLOW, () => {
  it('prints one address, serves the demo there, and says goodbye when it is stopped', async () => {
    const folder = newFolder();
    const relay = start({ DATA_DIR: folder });
    const address = await relay.address();
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    const cookie = await signIn(address, 'leo');
    const me = (await (await fetch(`${address}/api/me`, { headers: { cookie } })).json()) as object;
    expect(me).toMatchObject({ memberships: [{ workspace: 'demo', name: 'Roda Pagi', member: 'leo' }] });
    const { closed } = await openSocket(address, cookie);
    relay.kill('SIGTERM');
    expect(await closed).toEqual([CLOSE.unavailable, 'restarting']);
    const { code, out, err } = await relay.ended();
    expect([code, err]).toEqual([0, '']);
    expect(out.trim().split('\n')).toEqual([`Estafet is at ${address}`]);
  });

  it('keeps what it has to itself', async () => {
    const folder = newFolder();
    const relay = start({ DATA_DIR: join(folder, 'data') });
    await relay.address();
    expect(statSync(join(folder, 'data')).mode & 0o077).toBe(0);
    for (const file of readdirSync(join(folder, 'data'))) {
      expect([file, statSync(join(folder, 'data', file)).mode & 0o077]).toEqual([file, 0]);
    }
  });

  it('closes the sockets of who signs out, at once', async () => {
    const relay = start({ DATA_DIR: await withDemo() });
    const address = await relay.address();
    const [leo, ana] = [await signIn(address, 'leo'), await signIn(address, 'ana')];
    const { closed } = await openSocket(address, leo);
    const others = await openSocket(address, ana);
    await fetch(`${address}/api/auth/sign-out`, {
      method: 'POST',
      headers: { cookie: leo, origin: address, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await closed).toEqual([CLOSE.notSignedIn, 'signed-out']);
    relay.kill('SIGTERM');
    expect(await others.closed).toEqual([CLOSE.unavailable, 'restarting']);
  });

  it('does not share its folder, and begins the demo once', async () => {
    const folder = newFolder();
    const relay = start({ DATA_DIR: folder });
    await relay.address();
    const second = await start({ DATA_DIR: folder }).ended();
    expect(second.code).toBe(1);
    expect(second.err).toContain('another relay is running');
    expect(second.err.trim().split('\n')).toHaveLength(1);
    relay.kill('SIGKILL');
    await relay.ended();
    const again = start({ DATA_DIR: folder });
    await again.address();
    const verified = await command(folder, 'verify');
    expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('workspace demo') as string]);
  });

  it('is stopped half-way through its first start without leaving half a demo', async () => {
    const folder = newFolder();
    const relay = start({ DATA_DIR: folder });
    while (!readdirSync(folder).includes('demo.draft')) await new Promise(setImmediate);
    relay.kill('SIGKILL');
    await relay.ended();
    expect(readdirSync(folder)).not.toContain('relay.sqlite');
    const again = start({ DATA_DIR: folder });
    const address = await again.address();
    expect(await signIn(address, 'mira')).toMatch(/^estafet\./);
    expect(readdirSync(folder)).not.toContain('demo.draft');
  });

  it('in production seeds nothing and gives the console a code', async () => {
    const folder = newFolder();
    const relay = start({ DATA_DIR: folder, DEMO: '0' });
    const address = await relay.address();
    expect(relay.out).toMatch(/\/setup {2}\(your setup code: [a-z2-7]{16}\)\n$/);
    expect(await (await fetch(`${address}/api/setup`)).json()).toEqual({ needed: true });
    expect(await (await fetch(`${address}/api/me`)).json()).toMatchObject({ demo: false, demoMembers: [] });
    relay.kill('SIGTERM');
    await relay.ended();
    const demo = await start({ DATA_DIR: folder }).ended();
    expect([demo.code, demo.err]).toEqual([1, expect.stringContaining('DEMO=0') as string]);
  });

  it('says in a line what is set wrongly, or in the way', async () => {
    const wrong = await start({ PORT: 'eighty' }).ended();
    expect([wrong.code, wrong.err]).toEqual([
      1,
      'PORT has to be a number from 0 to 65535 (it is "eighty")\n',
    ]);
    const relay = start({ DATA_DIR: await withDemo() });
    const { port } = new URL(await relay.address());
    const busy = await start({ DATA_DIR: await withDemo(), PORT: port }).ended();
    expect([busy.code, busy.err]).toEqual([1, expect.stringContaining('EADDRINUSE') as string]);
  });
});

describe('npm run relay', SLOW, () => {
  it('explains itself', async () => {
    expect(await command(newFolder(), 'help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('usage') as string,
    });
    expect(await command(newFolder(), 'bogus')).toMatchObject({
      code: 2,
      err: expect.stringContaining('usage') as string,
    });
    expect(await command(newFolder(), 'token', 'demo')).toMatchObject({ code: 2 });
    expect(await command(newFolder(), 'constructor')).toMatchObject({ code: 2 });
  });

  it('answers a body of unknown length in plain words', async () => {
    const address = await start({ DATA_DIR: await withDemo() }).address();
    // Without a length, Node sends it in chunks.
    const headers = { 'content-type': 'application/json', origin: address };
    const asked = request(`${address}/api/demo/sign-in`, { method: 'POST', headers });
    asked.write('{"member":');
    asked.end('"mira"}');
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect([answer.statusCode, await json(answer)]).toMatchObject([411, { error: 'length-required' }]);
  });

  it('misses a body that is not there in plain words', async () => {
    const { hostname, port, origin } = new URL(await start({ DATA_DIR: await withDemo() }).address());
    const socket = connect(Number(port), hostname);
    // Neither a length nor pieces; Node's own client would say that it is 0 long.
    const head = ['POST /api/demo/sign-in HTTP/1.1', `Host: ${hostname}:${port}`, `Origin: ${origin}`];
    socket.write(`${[...head, 'Content-Type: application/json', 'Connection: close'].join('\r\n')}\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"malformed"');
  });

  it('makes a token that a running relay takes', async () => {
    const folder = await withDemo();
    const address = await start({ DATA_DIR: folder }).address();
    const made = await command(folder, 'token', 'demo', 'ana', 'Report');
    expect([made.code, made.err]).toEqual([0, '']);
    const headers = { authorization: `Bearer ${made.out.trim()}` };
    expect((await fetch(`${address}/api/inboxes/demo/team/sales`, { headers })).status).toBe(200);
    expect((await fetch(`${address}/api/inboxes/demo/all`, { headers })).status).toBe(404);
    expect(await command(folder, 'token', 'demo', 'eve')).toMatchObject({ code: 1, out: '' });
    expect(await command(newFolder(), 'token', 'demo', 'ana')).toMatchObject({ code: 1, out: '' });
  });

  it('makes a link for a new password, for whoever has one', async () => {
    const folder = await withDemo();
    const address = await start({ DATA_DIR: folder }).address();
    const post = (path: string, body: object, cookie = ''): Promise<Response> =>
      fetch(`${address}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: address, ...(cookie && { cookie }) },
        body: JSON.stringify(body),
      });
    const cookie = (await post('/api/demo/sign-in', { member: 'mira' })).headers.getSetCookie()[0] ?? '';
    const invite = await post('/api/invites', { workspace: 'demo', role: 'agent' }, cookie.split(';')[0]);
    const { link } = (await invite.json()) as { link: string };
    const siti = { name: 'Siti', email: 'siti@example.com', password: 'correct horse battery' };
    const joined = await post(`/api/invites/${link.slice(link.lastIndexOf('/') + 1)}/accept`, siti);
    const { member } = (await joined.json()) as { member: string };
    const made = await command(folder, 'reset', 'demo', member);
    expect([made.code, made.err]).toEqual([0, '']);
    const path = new URL(made.out.trim()).pathname;
    expect(
      (await post(`/api/resets${path.slice('/reset'.length)}`, { password: 'kursi terbang biru' })).status,
    ).toBe(200);
    expect(await command(folder, 'reset', 'demo', 'ana')).toMatchObject({ code: 1, out: '' });
    expect(await command(newFolder(), 'reset', 'demo', member)).toMatchObject({ code: 1, out: '' });
  });

  it('rebuilds the documents of a relay that is stopped, and of none that runs', async () => {
    const folder = await withDemo();
    const relay = start({ DATA_DIR: folder });
    await relay.address();
    expect(await command(folder, 'rebuild')).toMatchObject({ code: 1 });
    relay.kill('SIGKILL');
    await relay.ended();
    const rebuilt = await command(folder, 'rebuild');
    expect([rebuilt.code, rebuilt.err]).toEqual([
      0,
      expect.stringMatching(/^workspace demo: \d+ records, epoch \d+/) as string,
    ]);
    expect(await command(folder, 'verify')).toMatchObject({ code: 0 });
    const address = await start({ DATA_DIR: folder }).address();
    expect(await signIn(address, 'mira')).not.toBe('');
  });

  it('copies a relay that runs, and exports a workspace', async () => {
    const folder = await withDemo();
    await start({ DATA_DIR: folder }).address();
    const file = join(folder, 'copy.sqlite');
    expect(await command(folder, 'backup', file)).toMatchObject({ code: 0 });
    expect(await command(folder, 'verify', file)).toMatchObject({ code: 0 });
    const exported = await command(folder, 'export', 'demo');
    const lines = exported.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines[0]).toMatchObject({ workspace: 'demo', epoch: expect.any(Number) as number });
    expect(lines.length).toBeGreaterThan(100);
  });
});
