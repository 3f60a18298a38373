import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClientAddress } from '../../server/http/clientAddress.ts';
import { createOrigins } from '../../server/http/origin.ts';
import { WORKSPACE } from '../support/startRelay.ts';
import { bodyOf, TestHttp } from '../support/testHttp.ts';

const POLICY = "default-src 'self'; script-src 'self' 'sha256-abc='; base-uri 'none'";
const SHELL = `<!doctype html><meta http-equiv="content-security-policy" content="${POLICY}"><p>App</p>`;
const SCRIPT = 'export const words = "many words, many words, many words";\n'.repeat(40);

describe('The app', () => {
  let build = '';

  beforeAll(() => {
    build = mkdtempSync(join(tmpdir(), 'estafet-build-'));
    mkdirSync(join(build, '_app/immutable'), { recursive: true });
    writeFileSync(join(build, '200.html'), SHELL);
    writeFileSync(join(build, 'icon.svg'), '<svg/>');
    writeFileSync(join(build, 'widget.js'), SCRIPT);
    writeFileSync(join(build, '_app/immutable/a.1b2c.js'), SCRIPT);
    writeFileSync(join(build, '_app/version.json'), '{}');
  });
  afterAll(() => rmSync(build, { recursive: true }));

  it('is one page for every address of it', async () => {
    const http = await TestHttp.start({ build });
    for (const path of ['/', '/w/toko/inbox/assigned', '/sign-in', '/invite/a-token']) {
      const answer = await http.browser().get(path);
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, SHELL]);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('answers a missing file with 404 and never with the page', async () => {
    const http = await TestHttp.start({ build });
    for (const path of [
      '/_app/immutable/gone.js',
      '/gone.png',
      '/200.html',
      '/../package.json',
      '/%2e%2e/package.json',
    ]) {
      expect([path, (await http.browser().get(path)).status]).toEqual([path, 404]);
    }
  });

  it('lets browsers keep for ever what carries its hash in its name', async () => {
    const http = await TestHttp.start({ build });
    const script = await http.browser().get('/_app/immutable/a.1b2c.js');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect((await http.browser().get('/_app/version.json')).headers.get('cache-control')).toBe('no-cache');
  });

  it('sends nothing that the browser still has', async () => {
    const http = await TestHttp.start({ build });
    const etag = (await http.browser().get('/')).headers.get('etag') ?? '';
    const again = await http.browser().get('/', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('is compressed for who understands it', async () => {
    const http = await TestHttp.start({ build });
    const packed = await http.browser().get('/_app/immutable/a.1b2c.js', { 'accept-encoding': 'gzip, br' });
    expect(packed.headers.get('content-encoding')).toBe('br');
    expect(brotliDecompressSync(await packed.arrayBuffer()).toString()).toBe(SCRIPT);
    for (const accepted of ['gzip', 'br;q=0', 'brotli']) {
      const plain = await http.browser().get('/_app/immutable/a.1b2c.js', { 'accept-encoding': accepted });
      expect([accepted, plain.headers.get('content-encoding')]).toEqual([accepted, null]);
    }
  });

  it('V5 repeats the policy of its page as a header, and cannot be framed, nor can the chat page', async () => {
    const http = await TestHttp.start({ build });
    for (const path of ['/w/toko', '/chat/toko/web', '/chat/web', '/sign-in']) {
      const { headers } = await http.browser().get(path);
      expect(headers.get('content-security-policy')).toBe(`${POLICY}; frame-ancestors 'none'`);
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
  });

  it('V5 lets nobody but our own pages and the sites that an admin named put a channel’s chat into a frame', async () => {
    const http = await TestHttp.start({ build });
    const ancestors = async (path: string): Promise<[string | undefined, string | null]> => {
      const { headers } = await http.browser().get(path);
      const policy = headers.get('content-security-policy') ?? '';
      return [/frame-ancestors .*$/.exec(policy)?.[0], headers.get('x-frame-options')];
    };
    const chat = `/embed/${WORKSPACE}/web`;
    expect(await ancestors(chat)).toEqual(["frame-ancestors 'self'", null]);
    const settings = { origins: ['https://shop.example', 'https://www.shop.example:8443'] };
    http.channels.edit(WORKSPACE, { id: 'web', name: 'Toko Kopi', enabled: true, settings });
    const allowed = "frame-ancestors 'self' https://shop.example https://www.shop.example:8443";
    expect(await ancestors(chat)).toEqual([allowed, null]);
    expect(await ancestors(`/embed/${WORKSPACE}/fax`)).toEqual(["frame-ancestors 'self'", null]);
    http.channels.edit(WORKSPACE, { id: 'web', name: 'Toko Kopi', enabled: false, settings });
    expect(await ancestors(chat)).toEqual(["frame-ancestors 'self'", null]);
    for (const path of ['/chat/toko/web', '/embed', '/embed/toko', `${chat}/more`, `/x${chat}`]) {
      expect([path, ...(await ancestors(path))]).toEqual([path, "frame-ancestors 'none'", 'DENY']);
    }
  });

  it('G1 gives the widget to pages of other sites, and lets browsers use an old one while they ask', async () => {
    const http = await TestHttp.start({ build });
    const { headers } = await http.browser().get('/widget.js');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('cache-control')).toContain('stale-while-revalidate');
    expect((await http.browser().get('/icon.svg')).headers.get('cross-origin-resource-policy')).toBe(
      'same-origin',
    );
  });

  it('says so when it is not built', async () => {
    const http = await TestHttp.start();
    expect((await http.browser().get('/')).status).toBe(503);
  });
});

describe('Every answer', () => {
  it.each(['/', '/api/me', '/healthz', '/api/nothing', '/metrics'])(
    'protects the browser: %s',
    async (path) => {
      const http = await TestHttp.start();
      const { headers } = await http.browser().get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('permissions-policy')).toContain('camera=()');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('strict-transport-security')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('tells browsers to stay with https where they came by it', async () => {
    const http = await TestHttp.start({ publicUrl: 'https://inbox.example.com' });
    expect((await http.browser().get('/healthz')).headers.get('strict-transport-security')).toBe(
      'max-age=31536000; includeSubDomains',
    );
  });

  it('tells nothing of a defect', async () => {
    const http = await TestHttp.start();
    http.accounts.signedIn = () => Promise.reject(new Error('SELECT secret FROM user'));
    const answer = await http.browser().get('/api/me');
    expect(answer.status).toBe(500);
    expect(await bodyOf(answer)).toEqual({
      error: 'failed',
      message: 'Something went wrong here. Try again.',
    });
  });
});

describe('What operators look at', () => {
  it('is up, and ready until it stops', async () => {
    const http = await TestHttp.start();
    expect((await http.browser().get('/healthz')).status).toBe(200);
    expect((await http.browser().get('/readyz')).status).toBe(200);
    http.ready = false;
    expect((await http.browser().get('/readyz')).status).toBe(503);
    expect((await http.browser().get('/healthz')).status).toBe(200);
  });

  it('metrics are for this machine', async () => {
    const http = await TestHttp.start();
    const here = await http.browser('127.0.0.1').get('/metrics');
    expect(here.status).toBe(200);
    expect(await here.text()).toContain('estafet_commits_total 0');
    expect((await http.browser('::ffff:127.0.0.1').get('/metrics')).status).toBe(200);
    expect((await http.browser('203.0.113.5').get('/metrics')).status).toBe(404);
  });

  it('metrics need the token behind a proxy, where everybody seems to be this machine', async () => {
    const metricsToken = 'a-long-enough-token';
    const http = await TestHttp.start({ publicUrl: 'https://inbox.example.com', metricsToken });
    expect((await http.browser().get('/metrics')).status).toBe(404);
    expect((await http.browser().get('/metrics', { authorization: 'Bearer wrong' })).status).toBe(404);
    const told = await http.browser().get('/metrics', { authorization: `Bearer ${metricsToken}` });
    expect(told.status).toBe(200);
    const without = await TestHttp.start({ publicUrl: 'https://inbox.example.com' });
    expect((await without.browser().get('/metrics')).status).toBe(404);
  });
});

describe('The name that the relay is asked by', () => {
  it.each(['evil.example:3000', 'evil.example', 'localhost.evil.example', ''])('is not %j', async (host) => {
    const http = await TestHttp.start();
    const browser = http.browser();
    browser.host = '127.0.0.1:3000';
    const answer = await browser.get('/api/me', { host });
    expect(answer.status).toBe(421);
    expect((await browser.get('/healthz', { host })).status).toBe(200);
  });

  it.each(['localhost:5173', '127.0.0.1:3000', '[::1]:3000', '192.168.1.20:3000', 'app.localhost:3000'])(
    'may be %s',
    async (host) => {
      const http = await TestHttp.start();
      expect((await http.browser().get('/api/me', { host })).status).toBe(200);
    },
  );
});

describe('Origins', () => {
  const local = createOrigins({ publicUrl: null, host: '0.0.0.0', port: 3000 });
  const behind = createOrigins({
    publicUrl: new URL('https://inbox.example.com'),
    host: '127.0.0.1',
    port: 3000,
  });

  it.each([
    ['http://localhost:5173', 'localhost:5173', true],
    ['http://LOCALHOST:5173', 'LocalHost:5173', true],
    ['http://localhost:5173', 'localhost:3000', false],
    ['http://evil.example', 'evil.example', false],
    ['http://[::1]:3000', '[::1]:3000', true],
    ['null', 'localhost:3000', false],
    ['file://', '', false],
    [undefined, 'localhost:3000', false],
  ])('of a page at %s asking %s is ours: %s', (origin, host, ours) => {
    expect(local.allows(origin, host)).toBe(ours);
  });

  it('behind a proxy is the public one, whatever Host the proxy sends', () => {
    expect(behind.allows('https://inbox.example.com', '127.0.0.1:3000')).toBe(true);
    expect(behind.allows('http://inbox.example.com', 'inbox.example.com')).toBe(false);
    expect(behind.allows('https://evil.example', 'evil.example')).toBe(false);
    expect(behind.baseUrl('127.0.0.1:3000')).toBe('https://inbox.example.com');
  });
});

describe('The address of a client', () => {
  it('is the other end of the connection, whatever it says', () => {
    const address = createClientAddress([]);
    expect(address('203.0.113.5', '198.51.100.1')).toBe('203.0.113.5');
    expect(address('::ffff:203.0.113.5', null)).toBe('203.0.113.5');
    expect(address(undefined, '198.51.100.1')).toBe('');
  });

  it('behind trusted proxies is the last hop that is none of them', () => {
    const address = createClientAddress(['127.0.0.1', '10.0.0.2', '::1']);
    expect(address('127.0.0.1', '6.6.6.6, 198.51.100.1')).toBe('198.51.100.1');
    expect(address('::1', '6.6.6.6, 198.51.100.1, 10.0.0.2')).toBe('198.51.100.1');
    expect(address('127.0.0.1', 'nonsense')).toBe('127.0.0.1');
    expect(address('127.0.0.1', null)).toBe('127.0.0.1');
    expect(address('203.0.113.5', '198.51.100.1')).toBe('203.0.113.5');
  });
});
