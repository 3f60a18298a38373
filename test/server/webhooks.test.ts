// G1 W1 to W4: customers' messages by webhook.

import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../support/fakeChance.ts';
import { WORKSPACE } from '../support/startRelay.ts';
import { message, TestShop, type Said } from '../support/testShop.ts';

const MINUTE = 60_000;

let shop: TestShop;

beforeEach(async () => {
  shop = await TestShop.open();
});

describe('G1 a customer’s message by webhook', () => {
  it('begins a conversation, and goes on in it', async () => {
    const first = await shop.say();
    expect(first.status).toBe(200);
    const { outcome, conversation } = (await first.json()) as { outcome: string; conversation: string };
    expect(outcome).toBe('accepted');
    const second = await shop.say({ body: message('wa-2', 'Masih ada?') });
    expect(await second.json()).toEqual({ outcome: 'accepted', conversation });
    const card = shop.http.relay.log.card(WORKSPACE, conversation)?.card;
    expect(card).toMatchObject({
      channel: shop.channel,
      contact: { name: 'Budi' },
      lastPublic: { text: 'Masih ada?', by: 'contact' },
    });
    expect(JSON.stringify(card)).not.toContain('812');
  });

  it('G2 is answered by a signed request under the reply’s id, to the same contact', async () => {
    const conversation = await shop.conversation();
    await shop.http.relay.act('leo', { kind: 'reply', conversation, text: 'Halo Budi', attachments: [] });
    await expect.poll(() => shop.posts.length).toBe(1);
    const { url, headers, body } = shop.posts[0]!;
    expect(url.href).toBe('https://toko.example/replies');
    const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
    expect(headers['webhook-signature']).toBe(
      new Webhook(shop.secret).sign(headers['webhook-id'] ?? '', at, body),
    );
    expect(JSON.parse(body)).toMatchObject({
      data: { contact: { id: '+62 812' }, text: 'Halo Budi', conversation },
    });
  });

  it('W2 counts once, for ever, however often and however late it is repeated', async () => {
    const first = (await (await shop.say()).json()) as { conversation: string };
    for (const [index, later] of [0, MINUTE, 40 * 24 * 60 * MINUTE].entries()) {
      shop.http.clock.jump(later);
      const again = await shop.say({ id: `msg_again_${index}` });
      expect(again.status).toBe(200);
      expect(await again.json()).toEqual({ outcome: 'again', conversation: first.conversation });
    }
    shop.http.relay.restart();
    expect(shop.texts()).toEqual(['Halo']);
  });

  it('W3 is refused under an id that another message has', async () => {
    await shop.say();
    for (const other of [message('wa-1', 'Lain'), message('wa-1', 'Halo', '+62 999')]) {
      const response = await shop.say({ body: other });
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({ error: 'id-reused' });
    }
    expect(shop.texts()).toEqual(['Halo']);
  });

  it('two contacts, and two channels, are two conversations; an id is the channel’s own', async () => {
    const other = await shop.create({
      kind: 'webhook',
      name: 'Kurir',
      url: 'https://toko.example',
      deduplicates: false,
    });
    const conversations = new Set<unknown>();
    for (const body of [message('a', 'Halo', 'budi'), message('b', 'Halo', 'siti')]) {
      for (const by of [{}, { channel: other.channel.id, secret: other.secret }]) {
        const response = await shop.say({ ...by, body });
        expect(response.status).toBe(200);
        conversations.add(((await response.json()) as { conversation: string }).conversation);
      }
    }
    expect(conversations.size).toBe(4);
  });

  it('V1 keeps hostile text as text', async () => {
    const text = '<script>alert(1)</script> \u202e __proto__ ${7*7}';
    await shop.say({ body: message('x', text) });
    expect(shop.texts()).toEqual([text]);
  });
});

describe('W1 who is not believed', () => {
  it('W1 an unknown shop.channel, a foreign shop.secret, a missing header and a web chat get one answer', async () => {
    const wrong = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    const answers: unknown[] = [];
    const tries: Said[] = [
      { channel: 'nobody' },
      { channel: 'web' },
      { channel: '..%2f..' },
      { secret: wrong },
      { headers: { 'webhook-id': '' } },
      { headers: { 'webhook-timestamp': '' } },
      { headers: { 'webhook-timestamp': 'soon' } },
      { headers: { 'webhook-signature': '' } },
      { headers: { 'webhook-signature': 'v1,' } },
      { headers: { 'webhook-signature': 'v1,AAAA '.repeat(500) } },
      { headers: { 'webhook-id': 'msg.1' } },
    ];
    for (const [index, one] of tries.entries()) {
      const response = await shop.say(one, `203.0.113.${index}`);
      answers.push([response.status, await response.json()]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject([401, { error: 'not-verified' }]);
    expect(shop.texts()).toEqual([]);
  });

  it('W1 every change of a byte that is signed is noticed', async () => {
    const random = seededRandom(7);
    const body = JSON.stringify(message());
    const at = shop.http.clock.now();
    const rightly = new Webhook(shop.secret).sign('msg_1', new Date(at), body);
    for (let count = 0; count < 200; count += 1) {
      const index = Math.floor(random() * body.length);
      const changed =
        body.slice(0, index) +
        String.fromCharCode(body.charCodeAt(index) ^ (1 << (count % 7))) +
        body.slice(index + 1);
      const response = await shop.say(
        { body: changed, headers: { 'webhook-signature': rightly } },
        `198.51.100.${count}`,
      );
      expect(response.status, changed).toBe(401);
    }
    expect(shop.texts()).toEqual([]);
    expect((await shop.say()).status).toBe(200);
  });

  it('W2 a request of another time is refused, once it is known to be rightly signed', async () => {
    for (const off of [-5 * MINUTE - 1_000, 5 * MINUTE + 1_000, -24 * 60 * MINUTE]) {
      const response = await shop.say({ at: shop.http.clock.now() + off });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'stale' });
    }
    expect((await shop.say({ at: shop.http.clock.now() - 5 * MINUTE })).status).toBe(200);
    expect((await shop.say({ at: shop.http.clock.now() + 5 * MINUTE })).status).toBe(200);
    expect(shop.texts()).toEqual(['Halo']);
  });

  it('W1 who guesses is not listened to for a minute, others are', async () => {
    const wrong = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    const statuses: number[] = [];
    for (let count = 0; count < 25; count += 1) statuses.push((await shop.say({ secret: wrong })).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(21);
    expect(statuses.at(-1)).toBe(429);
    expect((await shop.say()).status).toBe(429);
    expect((await shop.say({}, '203.0.113.8')).status).toBe(200);
    shop.http.clock.jump(MINUTE);
    expect((await shop.say()).status).toBe(200);
  });
});

describe('W4 what is not of the form', () => {
  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['null', 'null'],
    ['another type', { ...message(), type: 'reply.sent' }],
    ['a field too many', { ...message(), extra: 1 }],
    ['a field too many inside', { ...message(), data: { ...message().data, workspace: 'other' } }],
    ['no message id', { type: 'message.received', data: { contact: { id: 'a' }, text: 'Halo' } }],
    ['an empty id', message('')],
    ['a long id', message('x'.repeat(201))],
    ['no text', message('a', '')],
    ['only spaces', message('a', ' \n ')],
    ['too long a text', message('a', 'x'.repeat(10_001))],
    ['NUL', message('a', 'a\0b')],
    [
      'half of a surrogate pair',
      '{"type":"message.received","data":{"message":"a","contact":{"id":"b"},"text":"\\ud83d"}}',
    ],
    ['a contact of two lines', message('a', 'Halo', 'a\nb')],
    ['a contact that is an object', { ...message(), data: { ...message().data, contact: { id: {} } } }],
    [
      '__proto__',
      '{"type":"message.received","__proto__":{"a":1},"data":{"message":"a","contact":{"id":"b"},"text":"c"}}',
    ],
    ['very deep', `{"type":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
  ])('%s: refused, and said where', async (_name, body) => {
    const response = await shop.say({ body });
    expect(response.status).toBe(400);
    const told = (await response.json()) as { error: string; message: string };
    expect(told.error).toBe('malformed');
    expect(shop.texts()).toEqual([]);
  });

  it('W4 more than the limit is not read', async () => {
    expect((await shop.say({ body: message('a', 'x'.repeat(70_000)) })).status).toBe(413);
  });

  it.each(['gzip', 'deflate', 'br', 'gzip, gzip', 'GZIP'])(
    'W4 a body packed as %s is turned away, and never unpacked',
    async (packed) => {
      const answer = await shop.say({ headers: { 'content-encoding': packed } });
      expect([answer.status, await answer.json()]).toMatchObject([415, { error: 'packed' }]);
      const file = `/api/channels/${shop.channel}/files/${'0'.repeat(64)}`;
      const headers = { 'content-encoding': packed };
      expect((await shop.mira.ask('PUT', file, { body: 'x', headers })).status).toBe(415);
      expect(shop.texts()).toEqual([]);
    },
  );

  it('W4 what comes in another order than it was sent stands in the order in which it came', async () => {
    const now = shop.http.clock.now();
    await shop.say({ id: 'msg_2', at: now, body: message('second', 'sent second') });
    await shop.say({ id: 'msg_1', at: now - MINUTE, body: message('first', 'sent first') });
    expect(shop.texts()).toEqual(['sent second', 'sent first']);
  });

  it('W4 a flood of one contact is put off, and costs no other contact anything', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 30; count += 1) {
      statuses.push((await shop.say({ body: message(`flood-${count}`, `${count}`) })).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    const late = await shop.say({ body: message('flood-29', '29') });
    expect(late.status).toBe(429);
    expect(late.headers.get('retry-after')).toBe('10');
    expect((await shop.say({ body: message('other', 'Halo', 'siti') })).status).toBe(200);
    shop.http.clock.jump(10_000);
    expect((await shop.say({ body: message('flood-29', '29') })).status).toBe(200);
    expect(shop.texts()).toHaveLength(22);
  });
});
