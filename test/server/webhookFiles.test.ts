// G1 G2 files by webhook: the company's server fetches those of a reply at the address that came with it, and nobody else does; it
// brings those of its customers before the message that shows them.

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it } from 'vitest';
import { WORKSPACE } from '../support/startRelay.ts';
import { PDF, PNG } from '../support/testMailbox.ts';
import { TestShop } from '../support/testShop.ts';

const DAY = 86_400_000;

let shop: TestShop;
let conversation: string;

beforeEach(async () => {
  shop = await TestShop.open();
  conversation = await shop.conversation();
});

/** Leo brings it and sends it; the address that left with the reply. */
async function send(bytes: Buffer, name: string): Promise<URL> {
  const { files, relay } = shop.http;
  const id = shaOf(bytes);
  const sender = { kind: 'member', workspace: WORKSPACE, member: 'leo' } as const;
  await files.bring(sender, { id, size: bytes.length, from: 0 }, Readable.from([bytes]));
  const before = shop.posts.length;
  const attachments = [{ id, name, type: '', size: 0 }];
  await relay.act('leo', { kind: 'reply', conversation, text: '', attachments });
  await expect.poll(() => shop.posts.length).toBe(before + 1);
  const { data } = JSON.parse(shop.posts[before]!.body) as { data: { attachments: { url: string }[] } };
  return new URL(data.attachments[0]!.url);
}

function fetchAt({ pathname, searchParams }: URL, headers: Record<string, string> = {}): Promise<Response> {
  const receiver = shop.http.browser('203.0.113.9');
  receiver.origin = null;
  return receiver.get(`${pathname}?${searchParams.toString()}`, headers);
}

describe('G2 a file of a reply by webhook', () => {
  it('is fetched at its address, byte for byte or in part, and never as a page of ours', async () => {
    const url = await send(PDF, 'nota “1”.pdf');
    expect(url.host).toBe('127.0.0.1:3000');
    const answer = await fetchAt(url);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PDF);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="nota/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const part = await fetchAt(url, { range: 'bytes=0-3' });
    expect([part.status, await part.text()]).toEqual([206, '%PDF']);
  });

  it('has an address for itself only: changed in anything, it leads nowhere', async () => {
    const url = await send(PDF, 'nota.pdf');
    const other = await send(PNG, 'foto.png');
    const second = await shop.create({
      kind: 'webhook',
      name: 'Dua',
      url: 'https://a.example',
      deduplicates: true,
    });
    const changed = ['reply', 'expires', 'signature'].flatMap((name) => {
      const [taken, made, gone] = [new URL(url), new URL(url), new URL(url)];
      taken.searchParams.set(name, other.searchParams.get(name) ?? '');
      made.searchParams.set(name, `${url.searchParams.get(name)}0`);
      gone.searchParams.delete(name);
      return name === 'expires' ? [made, gone] : [taken, made, gone];
    });
    const elsewhere = [
      other.pathname,
      url.pathname.replace(shop.channel, second.channel.id),
      url.pathname.replace(shop.channel, 'web'),
    ];
    for (const pathname of elsewhere) changed.push(Object.assign(new URL(url), { pathname }));
    for (const one of changed) expect((await fetchAt(one)).status, String(one)).toBe(404);
    expect((await fetchAt(url)).status).toBe(200);
  });

  it('ends after seven days, with the channel, and with the contact', async () => {
    const url = await send(PDF, 'nota.pdf');
    shop.http.clock.jump(7 * DAY - 2_000);
    expect((await fetchAt(url)).status).toBe(200);
    const path = `/api/workspaces/${WORKSPACE}/channels/${shop.channel}`;
    const turn = (enabled: boolean): Promise<Response> => shop.mira.ask('PATCH', path, { body: { enabled } });
    expect((await turn(false)).status).toBe(200);
    expect((await fetchAt(url)).status).toBe(404);
    expect((await turn(true)).status).toBe(200);
    expect((await fetchAt(url)).status).toBe(200);
    shop.http.clock.jump(3_000);
    expect((await fetchAt(url)).status).toBe(404);

    const fresh = await send(PNG, 'foto.png');
    expect((await fetchAt(fresh)).status).toBe(200);
    const erased = await shop.mira.post(`/api/workspaces/${WORKSPACE}/contacts/${conversation}/erase`, {
      confirm: conversation,
    });
    expect(erased.ok).toBe(true);
    expect((await fetchAt(fresh)).status).toBe(404);
  });

  it('V7 of a note has no address: the same file of a note is nothing that left', async () => {
    const { files, relay } = shop.http;
    const url = await send(PDF, 'nota.pdf');
    const id = shaOf(PNG);
    const sender = { kind: 'member', workspace: WORKSPACE, member: 'leo' } as const;
    await files.bring(sender, { id, size: PNG.length, from: 0 }, Readable.from([PNG]));
    const attachments = [{ id, name: 'rahasia.png', type: '', size: 0 }];
    const note = { kind: 'note' as const, conversation, text: '', attachments, mention: null };
    const { seq } = await relay.act('leo', note);
    expect(relay.log.read(WORKSPACE, seq - 1, 1)[0]?.events[0]).toMatchObject({
      kind: 'note-added',
      attachments: [{ id }],
    });
    const { links } = shop.http.webhooks;
    const by = { workspace: WORKSPACE, channel: shop.channel, file: id };
    // Even an address that is rightly signed shows nothing but what the reply had.
    for (const reply of [
      url.searchParams.get('reply') ?? '',
      relay.log.read(WORKSPACE, seq - 1, 1)[0]!.command ?? '',
    ])
      expect((await fetchAt(new URL(links.of({ ...by, reply })))).status).toBe(404);
  });

  it('is told of again with a new address at each try, and the rest of the reply is the same', async () => {
    shop.posted = { kind: 'answered', status: 503, headers: {}, body: '' };
    const url = await send(PDF, 'nota.pdf');
    shop.http.clock.advance(10_000);
    await expect.poll(() => shop.posts.length).toBe(2);
    const [first, second] = shop.posts.map(({ body }) => body.replaceAll(/"url":"[^"]*"/g, ''));
    expect(second).toBe(first);
    expect(shop.posts[1]!.body).not.toContain(url.search);
  });
});

describe('G1 a customer’s file by webhook', () => {
  /** As a company's server brings it, with the public library. */
  function bring(
    bytes: Buffer,
    said: { id?: string; secret?: string; signed?: string; at?: number } = {},
  ): Promise<Response> {
    const { id = shaOf(bytes), secret = shop.secret, at = 0 } = said;
    const sender = shop.http.browser('203.0.113.9');
    sender.origin = null;
    const now = new Date(shop.http.clock.now() + at);
    const headers = {
      'webhook-id': 'file_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('file_1', now, said.signed ?? id),
      'upload-length': String(bytes.length),
    };
    return sender.ask('PUT', `/api/channels/${shop.channel}/files/${id}`, { body: bytes, headers });
  }
  const showing = (id: string, text = '', name = '../nota.pdf'): object => ({
    type: 'message.received',
    data: { message: `m ${id} ${text}`, contact: { id: '+62 812' }, text, attachments: [{ id, name }] },
  });

  it('is brought, and shown by a message that needs no words', async () => {
    expect((await bring(PDF)).status).toBe(200);
    const answer = await shop.say({ body: showing(shaOf(PDF)) });
    expect(await answer.json()).toEqual({ outcome: 'accepted', conversation });
    const path = `/api/files/${WORKSPACE}/${conversation}/${shaOf(PDF)}`;
    const file = await shop.mira.get(path);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PDF);
    expect(file.headers.get('content-disposition')).toContain('filename="nota.pdf"');
    expect(file.headers.get('content-type')).toBe('application/pdf');
  });

  it('W1 W2 is believed only with a signature over its hash, and only for these bytes', async () => {
    const wrong = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    expect((await bring(PDF, { secret: wrong })).status).toBe(401);
    expect((await bring(PDF, { signed: shaOf(PNG) })).status).toBe(401);
    expect((await bring(PDF, { at: -400_000 })).status).toBe(400);
    expect((await bring(PNG, { id: shaOf(PDF) })).status).toBe(422);
    expect(shop.http.disk.files.size).toBe(0);
  });

  it('V3 that nobody brought on this channel is shown by no message, whoever else has it', async () => {
    await send(PDF, 'nota.pdf');
    for (const id of [shaOf(PDF), shaOf(PNG)]) {
      const answer = await shop.say({ body: showing(id) });
      expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'unknown-file' }]);
    }
    const nothing = {
      type: 'message.received',
      data: { message: 'n', contact: { id: 'a' }, text: ' ', attachments: [] },
    };
    expect((await shop.say({ body: nothing })).status).toBe(400);
    expect(shop.texts()).toEqual(['Halo']);
  });
});

function shaOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
