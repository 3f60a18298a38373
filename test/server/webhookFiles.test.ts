// G5 G2 files of a reply by webhook: the company's server fetches them at the address that came with it, and nobody else.

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
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
  const id = createHash('sha256').update(bytes).digest('hex');
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

describe('G5 a file of a reply by webhook', () => {
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
    const id = createHash('sha256').update(PNG).digest('hex');
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
