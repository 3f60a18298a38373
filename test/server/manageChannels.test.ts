// What admins do with channels, over HTTP.

import { beforeEach, describe, expect, it } from 'vitest';
import { WORKSPACE } from '../support/startRelay.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import { message, TestShop } from '../support/testShop.ts';

const MINUTE = 60_000;

let shop: TestShop;

beforeEach(async () => {
  shop = await TestShop.open();
});

describe('an admin', () => {
  const list = `/api/channels?workspace=${WORKSPACE}`;
  const at = (path = ''): string => `/api/workspaces/${WORKSPACE}/channels${path}`;

  it('sees the secret once', async () => {
    expect(shop.secret).toMatch(/^whsec_[\w+/]{43}=$/);
    const shown = await (await shop.mira.get(list)).text();
    expect(shown).toContain(shop.channel);
    expect(shown).not.toContain(shop.secret.slice(6, 20));
  });

  it('changes the secret: both are valid for a day, the one before them at once no more', async () => {
    const rotate = async (endOld: boolean): Promise<string> => {
      const response = await shop.mira.post(at(`/${shop.channel}/secrets`), { endOld });
      expect(response.status).toBe(201);
      return ((await response.json()) as { secret: string }).secret;
    };
    const valid = async (one: string): Promise<boolean> =>
      (await shop.say({ secret: one, body: message(`m-${Math.floor(shop.http.clock.now())}`) }, '192.0.2.1'))
        .status === 200;
    const second = await rotate(false);
    expect([await valid(shop.secret), await valid(second)]).toEqual([true, true]);
    const third = await rotate(false);
    expect([await valid(shop.secret), await valid(second), await valid(third)]).toEqual([false, true, true]);
    shop.http.clock.jump(24 * 60 * MINUTE + 1);
    expect([await valid(second), await valid(third)]).toEqual([false, true]);
    const fourth = await rotate(true);
    expect([await valid(third), await valid(fourth)]).toEqual([false, true]);
  });

  it('switches a channel off and on: nothing comes in, replies wait for somebody to send them again', async () => {
    const conversation = await shop.conversation();
    expect((await shop.mira.ask('PATCH', at(`/${shop.channel}`), { body: { enabled: false } })).status).toBe(
      200,
    );
    expect((await shop.say({ body: message('b') })).status).toBe(401);
    await shop.http.relay.act('leo', { kind: 'reply', conversation, text: 'Halo', attachments: [] });
    const lost = async (): Promise<{ reply: number; state: string; reason: string }[]> =>
      ((await (await shop.mira.get(at(`/${shop.channel}/undelivered`))).json()) as { undelivered: never[] })
        .undelivered;
    await expect.poll(async () => (await lost()).length).toBe(1);
    const [one] = await lost();
    expect(one).toMatchObject({ conversation, state: 'failed', reason: 'channel-off' });
    await shop.mira.ask('PATCH', at(`/${shop.channel}`), { body: { enabled: true } });
    await shop.http.relay.act('mira', { kind: 'resend', conversation, reply: one?.reply ?? 0 });
    await expect.poll(() => shop.posts.length).toBe(1);
    await expect.poll(async () => (await lost()).length).toBe(0);
  });

  it('W6 sees the newest tries with their answers, cut short', async () => {
    shop.posted = { kind: 'answered', status: 500, headers: {}, body: `<html>${'x'.repeat(5_000)}` };
    const conversation = await shop.conversation();
    await shop.http.relay.act('leo', { kind: 'reply', conversation, text: 'Halo', attachments: [] });
    const tries = async (): Promise<{ said: string }[]> =>
      ((await (await shop.mira.get(at(`/${shop.channel}/tries`))).json()) as { tries: { said: string }[] })
        .tries;
    await expect.poll(async () => (await tries()).length).toBe(1);
    const [one] = await tries();
    expect(one).toMatchObject({ conversation, attempt: 1, answer: 'busy', reason: 'http-500', status: 500 });
    expect(one?.said).toHaveLength(1_000);
  });

  it('sets and changes an address only where replies may go', async () => {
    const webhook = { kind: 'webhook', name: 'X', deduplicates: true };
    for (const url of ['http://toko.example', 'https://a:b@toko.example', 'toko', 'javascript:alert(1)']) {
      expect((await shop.mira.post(at(), { ...webhook, url })).status, url).toBe(400);
      expect((await shop.mira.ask('PATCH', at(`/${shop.channel}`), { body: { url } })).status, url).toBe(400);
    }
    expect((await shop.mira.post(at(), { ...webhook, url: 'https://x.example', extra: 1 })).status).toBe(400);
    const changed = await shop.mira.ask('PATCH', at(`/${shop.channel}`), {
      body: { url: 'https://b.example/x', name: 'Ojek' },
    });
    expect(await changed.json()).toMatchObject({
      channel: {
        id: shop.channel,
        name: 'Ojek',
        url: 'https://b.example/x',
        deduplicates: true,
        enabled: true,
      },
    });
  });

  it('has channels whose ids nobody chooses, and nobody else has', async () => {
    expect(shop.channel).toMatch(/^kurir-[a-z2-7]{10}$/);
    const other = await shop.create({
      kind: 'webhook',
      name: 'Кафе ☕',
      url: 'https://x.example',
      deduplicates: true,
    });
    expect(other.channel.id).toMatch(/^channel-[a-z2-7]{10}$/);
    const chat = await shop.create({ kind: 'web-chat', name: 'Toko Dua' });
    expect(chat.secret).toBeNull();
    expect((await shop.http.browser().get(`/api/channels/${WORKSPACE}/${chat.channel.id}`)).status).toBe(200);
    expect((await shop.http.browser().get(`/api/channels/${WORKSPACE}/${shop.channel}`)).status).toBe(404);
    await shop.mira.ask('PATCH', at(`/${chat.channel.id}`), { body: { enabled: false } });
    expect((await shop.http.browser().get(`/api/channels/${WORKSPACE}/${chat.channel.id}`)).status).toBe(404);
  });

  it('M8 is nobody else: not an agent, not a stranger, not another workspace’s', async () => {
    const leo = await shop.http.signedIn('leo');
    for (const path of [list, at(`/${shop.channel}/tries`), at(`/${shop.channel}/undelivered`)]) {
      expect((await leo.get(path)).status).toBe(403);
      expect((await shop.http.browser().get(path)).status).toBe(401);
      expect((await shop.mira.get(path.replace(WORKSPACE, 'other'))).status).toBe(404);
    }
    expect((await leo.post(at(`/${shop.channel}/secrets`), { endOld: false })).status).toBe(403);
    expect((await leo.ask('PATCH', at(`/${shop.channel}`), { body: { enabled: false } })).status).toBe(403);
    expect((await shop.mira.get(at('/nobody/tries'))).status).toBe(404);
    expect((await shop.mira.post(at('/web/secrets'), { endOld: false })).status).toBe(409);
  });

  it('finds every change of a channel in the audit, with who made it, and no secret', async () => {
    const path = `/api/workspaces/${WORKSPACE}/channels/${shop.channel}`;
    await shop.mira.ask('PATCH', path, { body: { name: 'Pesan', enabled: false } });
    await shop.mira.ask('PATCH', path, { body: { url: 'https://lain.example/replies' } });
    await shop.mira.ask('PATCH', path, { body: { name: 'Pesan' } });
    await shop.mira.post(`${path}/secrets`, { endOld: false });
    await shop.mira.post(`${path}/secrets`, { endOld: true });
    const answer = await shop.mira.get(`/api/audit/${WORKSPACE}?kind=channel-changed&by=mira`);
    const text = await answer.text();
    const { entries } = JSON.parse(text) as { entries: { events: { change: string; name: string }[] }[] };
    expect(entries.flatMap(({ events }) => events.map(({ change, name }) => [change, name]))).toEqual([
      ['secret-replaced', 'Pesan'],
      ['secret-renewed', 'Pesan'],
      ['changed', 'Pesan'],
      ['renamed', 'Pesan'],
      ['switched-off', 'Pesan'],
      ['made', 'Kurir'],
    ]);
    expect(text).not.toContain('whsec_');
  });

  it('switches a chat off: whoever has it open is told why, and what they have not sent stays theirs', async () => {
    const { relay } = shop.http;
    const made = await shop.create({ kind: 'web-chat', name: 'Kedua' });
    const visitor = {
      kind: 'visitor' as const,
      workspace: WORKSPACE,
      channel: made.channel.id,
      visitor: 'budi',
    };
    const other = { ...visitor, channel: 'web', visitor: 'siti' };
    const chat = relay.openAs(visitor, 'chat/budi');
    const doorstep = relay.openAs(visitor, 'doorstep/budi/phone');
    const elsewhere = relay.openAs(other, 'chat/siti');
    await shop.mira.ask('PATCH', `/api/workspaces/${WORKSPACE}/channels/${made.channel.id}`, {
      body: { enabled: false },
    });
    expect(chat.closed).toEqual({ code: CLOSE.noAccess, reason: 'channel-off' });
    expect(doorstep.closed).toEqual({ code: CLOSE.notSignedIn, reason: 'channel-off' });
    expect(elsewhere.closed).toBeNull();
  });
});
