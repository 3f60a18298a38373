// W5 W6 where webhooks may lead, and what happens on the way there.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPost, type Posted } from '../../server/channels/webhook/post.ts';
import { isPrivateAddress } from '../../server/privateAddress.ts';
import { createWebhookChannel, parseWebhookUrl } from '../../server/channels/webhook/webhookChannel.ts';
import { REPLY } from '../contract/channel.suite.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { TestReceiver } from '../support/testReceiver.ts';

const clock = new FakeClock();
const POST = { headers: {}, body: '{}' };

describe('W5 addresses that nobody may look around with', () => {
  it.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...[
      '172.31.255.255',
      '192.0.0.8',
      '192.168.1.1',
      '198.18.0.1',
      '203.0.113.9',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'fec0::1', 'ff02::1', '100::1'],
    ...[
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:7f00:1',
      '::FFFF:169.254.169.254',
      '0:0:0:0:0:ffff:a9fe:a9fe',
    ],
    ...['::127.0.0.1', '64:ff9b::10.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '2002:7f00:1::', '2001::1'],
    ...['2001:db8::1', '3fff::1', '', 'localhost', '127.1', '1.2.3', 'nonsense'],
  ])('%j is one', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each([
    ...[
      '1.1.1.1',
      '8.8.8.8',
      '100.63.255.255',
      '100.128.0.1',
      '172.15.0.1',
      '172.32.0.1',
      '192.167.1.1',
      '223.255.255.1',
    ],
    ...['2606:4700:4700::1111', '2a00:1450::1', '::ffff:8.8.8.8', '::ffff:808:808', '64:ff9b::8.8.8.8'],
  ])('%j is not', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe('W5 a POST', () => {
  const post = (url: string, addresses: string[] | Error): Promise<Posted> =>
    createPost({
      clock,
      allowPrivate: false,
      resolve: () => (addresses instanceof Error ? Promise.reject(addresses) : Promise.resolve(addresses)),
    })({ ...POST, url: new URL(url) });

  it('W5 goes to no private address, however it is written', async () => {
    const urls = [
      'https://127.0.0.1',
      'https://2130706433',
      'https://0x7f.1',
      'https://0177.0.0.1',
      'https://[::1]',
    ];
    for (const url of [
      ...urls,
      'https://[::ffff:127.0.0.1]',
      'https://[::ffff:7f00:1]',
      'http://169.254.169.254/latest',
    ]) {
      expect(await post(url, []), url).toEqual({ kind: 'not-sent', reason: 'private-address' });
    }
  });

  it('W5 goes nowhere if one of a name’s addresses is private', async () => {
    const private_ = { kind: 'not-sent', reason: 'private-address' };
    expect(await post('https://rebound.example', ['127.0.0.1'])).toEqual(private_);
    expect(await post('https://rebound.example', ['8.8.8.8', '10.0.0.1'])).toEqual(private_);
    expect(await post('https://rebound.example', ['8.8.8.8', '::ffff:a00:1'])).toEqual(private_);
  });

  it('says that there is no such name', async () => {
    expect(await post('https://nobody.example', [])).toEqual({ kind: 'not-sent', reason: 'no-such-host' });
    expect(await post('https://nobody.example', new Error('ENOTFOUND'))).toEqual({
      kind: 'not-sent',
      reason: 'no-such-host',
    });
  });

  it('ends if the name is never resolved', async () => {
    const own = new FakeClock();
    const waiting = createPost({
      clock: own,
      allowPrivate: false,
      resolve: () => new Promise(() => undefined),
    });
    const posting = waiting({ ...POST, url: new URL('https://slow.example') });
    own.advance(60_000);
    expect(await posting).toEqual({ kind: 'not-sent', reason: 'unreachable' });
  });
});

describe('W5 a name that means something else a moment later', () => {
  const receivers: TestReceiver[] = [];
  afterEach(() => Promise.all(receivers.splice(0).map((receiver) => receiver.stop())));

  it('W5 is resolved once, and the connection goes to what was checked', async () => {
    const receiver = await TestReceiver.start();
    receivers.push(receiver);
    const { port } = new URL(receiver.url);
    let asked = 0;
    const resolve = (): Promise<string[]> =>
      Promise.resolve((asked += 1) === 1 ? ['127.0.0.1'] : ['127.0.0.2']);
    const post = createPost({ clock, allowPrivate: true, resolve });
    const posted = await post({ ...POST, url: new URL(`http://rebound.invalid:${port}/hook?a=1`) });
    expect(posted).toMatchObject({ kind: 'answered', status: 200, body: 'answer 200' });
    expect(asked).toBe(1);
    expect(receiver.got[0]?.path).toBe('/hook?a=1');
    expect(receiver.got[0]?.headers.host).toBe(`rebound.invalid:${port}`);
    expect(Object.keys(receiver.got[0]?.headers ?? {}).sort()).toEqual([
      'connection',
      'content-length',
      'host',
    ]);
  });
});

describe('W6 what the receiver answers', () => {
  const settings = (url: string) => ({ url, deduplicates: true });
  const ports = {
    post: createPost({ clock, allowPrivate: true }),
    clock,
    allowPrivate: true,
    secrets: () => [
      `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
      `whsec_${Buffer.alloc(32, 2).toString('base64')}`,
    ],
    addressOf: (): string | null => 'wa:62812',
    links: { of: () => '' },
  };

  it.each([
    [200, { kind: 'accepted' }],
    [204, { kind: 'accepted' }],
    [301, { kind: 'refused', reason: 'redirect' }],
    [307, { kind: 'refused', reason: 'redirect' }],
    [400, { kind: 'refused', reason: 'http-400' }],
    [410, { kind: 'refused', reason: 'http-410' }],
    [408, { kind: 'busy', reason: 'http-408', retryAfterMs: null }],
    [500, { kind: 'busy', reason: 'http-500', retryAfterMs: null }],
  ])('%d', async (status, answer) => {
    const receiver = await TestReceiver.start();
    receiver.behaviours = [(response) => response.writeHead(status, { location: receiver.url }).end()];
    const told = await createWebhookChannel(settings(receiver.url), ports).send(REPLY);
    await receiver.stop();
    expect(told).toMatchObject({ answer, status });
    // A redirect is not followed.
    expect(receiver.got).toHaveLength(1);
  });

  it.each([
    ['120', 120_000],
    [new Date(clock.now() + 60_000).toUTCString(), 60_000],
    ['-5', null],
    ['soon', null],
    [new Date(clock.now() - 60_000).toUTCString(), null],
  ])('429 with Retry-After: %s', async (value, retryAfterMs) => {
    const receiver = await TestReceiver.start();
    receiver.behaviours = [(response) => response.writeHead(429, { 'retry-after': value }).end()];
    const told = await createWebhookChannel(settings(receiver.url), ports).send(REPLY);
    await receiver.stop();
    expect(told.answer).toEqual({ kind: 'busy', reason: 'http-429', retryAfterMs });
  });

  it('W6 is sent nothing but the reply and what signs it, with both secrets while two are valid', async () => {
    const receiver = await TestReceiver.start();
    await createWebhookChannel(settings(receiver.url), ports).send(REPLY);
    await receiver.stop();
    const { headers, body } = receiver.got[0]!;
    expect(Object.keys(headers).sort()).toEqual([
      ...['connection', 'content-length', 'content-type', 'host', 'user-agent'],
      ...['webhook-id', 'webhook-signature', 'webhook-timestamp'],
    ]);
    expect(String(headers['webhook-signature'])).toMatch(/^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
    expect(body).toEqual({
      type: 'reply.sent',
      timestamp: '2026-11-22T09:00:00.000Z',
      data: {
        reply: REPLY.id,
        channel: 'kurir',
        conversation: 'budi',
        contact: { id: 'wa:62812', name: 'Budi' },
        author: { name: 'Leo' },
        text: REPLY.text,
        attachments: [],
      },
    });
  });

  it('a contact without an address is told of, and nothing is sent', async () => {
    const receiver = await TestReceiver.start();
    const channel = createWebhookChannel(settings(receiver.url), { ...ports, addressOf: () => null });
    const told = await channel.send(REPLY);
    await receiver.stop();
    expect(told.answer).toEqual({ kind: 'refused', reason: 'no-address' });
    expect(receiver.got).toEqual([]);
  });

  it('where no TLS is spoken, nothing has left', async () => {
    const plain = createServer().listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const url = new URL(`https://127.0.0.1:${(plain.address() as AddressInfo).port}`);
    const posted = await createPost({ clock, allowPrivate: true })({ ...POST, url });
    plain.close();
    expect(posted.kind).toBe('not-sent');
  });
});

describe('W5 an address that an admin may set', () => {
  it('is https, without a password; http only where the operator allows it', () => {
    expect(parseWebhookUrl('https://toko.example/replies?a=1', false)?.href).toBe(
      'https://toko.example/replies?a=1',
    );
    for (const url of [
      'http://toko.example',
      'ftp://toko.example',
      'javascript:alert(1)',
      'toko',
      '',
      'https://u:p@toko.example',
    ]) {
      expect(parseWebhookUrl(url, false), url).toBeNull();
    }
    expect(parseWebhookUrl('http://127.0.0.1:9', true)).not.toBeNull();
    expect(parseWebhookUrl('file:///etc/passwd', true)).toBeNull();
  });
});
