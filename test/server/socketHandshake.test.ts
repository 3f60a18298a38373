// Who may open a socket: the handshake matrix (faults.md M21, ASVS 4.4).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SUBPROTOCOL } from '#lib/doc/wire.ts';
import { SocketHarness } from '../support/socketHarness.ts';

const relay = new SocketHarness();
const behindProxy = new SocketHarness(new URL('https://inbox.example.org'));
const cookie = 'session=mira-1';
const bearer = 'Bearer leo-token';

beforeAll(() => Promise.all([relay.listen(), behindProxy.listen()]));
afterAll(() => Promise.all([relay.stop(), behindProxy.stop()]));

describe('with a session cookie', () => {
  const own = (): string => `http://${relay.address}`;
  const origins: [string, () => string | undefined, number | string][] = [
    ['our own page', own, SUBPROTOCOL],
    ['a foreign page', () => 'https://evil.example', 403],
    ['a page without an origin (sandboxed, a file)', () => 'null', 403],
    ['our address on another port', () => 'http://127.0.0.1:1', 403],
    ['our address as the beginning of another name', () => `${own()}.evil.example`, 403],
    ['our address as the end of another name', () => `http://evil-${relay.address}`, 403],
    ['our address as a user name', () => `${own()}@evil.example`, 403],
    ['another scheme', () => `ftp://${relay.address}`, 403],
    ['nonsense', () => 'http://', 403],
    ['no origin at all', () => undefined, 401],
  ];

  it.each(origins)('%s', async (_, origin, answer) => {
    const given = origin();
    const headers: Record<string, string> = given === undefined ? { cookie } : { cookie, origin: given };
    expect(await relay.knock('/sync', [SUBPROTOCOL], { headers })).toBe(answer);
  });
});

describe('with a token', () => {
  it.each([
    ['in a header, as a script has it', '/sync', { authorization: bearer }, SUBPROTOCOL],
    ['in the address, as a plain provider has it', '/sync/toko?token=leo-token', {}, SUBPROTOCOL],
    ['that nobody knows', '/sync', { authorization: 'Bearer x' }, 401],
    ['from a foreign page', '/sync', { authorization: bearer, origin: 'https://evil.example' }, 403],
  ] as const)('%s', async (_, path, headers, answer) => {
    expect(await relay.knock(path, [SUBPROTOCOL], { headers })).toBe(answer);
  });
});

describe('under a public address', () => {
  it.each([
    ['https://inbox.example.org', SUBPROTOCOL],
    ['http://inbox.example.org', 403],
    ['https://inbox.example.org:8443', 403],
    ['https://inbox.example.org.evil.example', 403],
    ['https://evil.example', 403],
  ])('%s', async (origin, answer) => {
    expect(await behindProxy.knock('/sync', [SUBPROTOCOL], { headers: { cookie, origin } })).toBe(answer);
  });

  it('is not needed to reach the relay by a stranger’s name', async () => {
    const headers = { cookie, origin: 'http://evil.example', host: 'evil.example' };
    expect(await relay.knock('/sync', [SUBPROTOCOL], { headers })).toBe(403);
  });
});

describe('as a visitor', () => {
  it.each([
    ['who is known', 'visitor.toko.web.secret', SUBPROTOCOL],
    ['who is not', 'visitor.toko.web.guess', 401],
    ['of another channel', 'visitor.toko.mail.secret', 401],
    ['of nothing', 'visitor.', 401],
  ])('%s', async (_, protocol, answer) => {
    const headers = { origin: `http://${relay.address}` };
    expect(await relay.knock('/sync', [SUBPROTOCOL, protocol], { headers })).toBe(answer);
  });

  it('never with a colleague’s cookie for more', async () => {
    const headers = { origin: `http://${relay.address}`, cookie };
    const before = relay.streams.length;
    const mux = await relay.open({ headers });
    expect(mux.client.protocol).toBe(SUBPROTOCOL);
    const visitor = relay.client('/sync/toko', [SUBPROTOCOL, 'visitor.toko.web.secret'], { headers });
    visitor.on('error', () => undefined);
    expect((await relay.stream(before)).who).toEqual({
      kind: 'visitor',
      workspace: 'toko',
      channel: 'web',
      visitor: 'budi',
    });
  });
});

describe('V5 as a visitor from a page of another site', () => {
  const protocols = [SUBPROTOCOL, 'visitor.toko.web.secret'];
  it.each(['https://shop.example', 'null', 'http://127.0.0.1:1'])('%s is refused', async (origin) => {
    expect(await relay.knock('/sync', protocols, { headers: { origin } })).toBe(403);
  });

  it('V2 too many from one network are refused, and nobody from elsewhere', async () => {
    const knock = (from: string): Promise<number | string> =>
      relay.knock('/sync', protocols, {
        headers: { origin: `http://${relay.address}`, 'x-forwarded-for': from },
      });
    const answers: (number | string)[] = [];
    for (let at = 0; at < 301; at += 1) answers.push(await knock(`2a00:1450:1:2::${at.toString(16)}`));
    expect(answers.map((answer) => answer === SUBPROTOCOL)).toEqual(answers.map((_, at) => at < 300));
    expect(answers.at(-1)).toBe(429);
    expect(await knock('2a00:1450:1:3::1')).toBe(SUBPROTOCOL);
  });
});

describe('otherwise', () => {
  it.each([
    ['anonymous', '/sync', [SUBPROTOCOL], 401],
    ['anonymous, for one document', '/sync/toko', [], 401],
    ['without the subprotocol', '/sync', [], 426],
    ['with the subprotocol of another version', '/sync', ['estafet.0'], 426],
  ])('%s', async (_, path, protocols, answer) => {
    const headers = { origin: `http://${relay.address}` };
    expect(await relay.knock(path, protocols, { headers })).toBe(answer);
  });

  it('gets short JSON that repeats nothing, and the connection is over', async () => {
    const body = await new Promise<string>((resolve) => {
      const client = relay.client('/sync?token=secret-token', [SUBPROTOCOL]);
      client.on('error', () => undefined);
      client.on('unexpected-response', (_request, answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve(text));
      });
    });
    expect(JSON.parse(body)).toEqual({ error: 'not-signed-in', message: expect.any(String) as string });
    expect(body).not.toContain('secret');
  });

  it('is told that the relay could not answer, when it could not', async () => {
    const headers = { origin: `http://${relay.address}`, cookie: 'broken' };
    expect(await relay.knock('/sync', [SUBPROTOCOL], { headers })).toBe(500);
    expect(relay.problems).toHaveLength(1);
  });
});
