// R16 R17 I9: a real relay that dies at every named point around dispatch, and a company's server that takes a reply and drops
// its answer. Each reply arrives once where the server knows it again by its id; elsewhere at most once, and what nobody can
// know is shown. The company speaks through the public library of the specification, in both directions.

import { appendCommand } from '#lib/doc/outboxDoc.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import type { Delivery } from '#lib/rules/event.ts';
import { Webhook } from 'standardwebhooks';
import { uuidv7 } from 'uuidv7';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { DispatchPoint } from '../../server/dispatch/dispatcher.ts';
import { RelayProcess } from '../support/relayProcess.ts';
import { TestReceiver } from '../support/testReceiver.ts';

/** In the order in which a try reaches them. */
const POINTS: DispatchPoint[] = ['before-begin', 'begun', 'answered', 'ended'];
const WORKSPACE = 'demo';

interface Shop {
  channel: string;
  secret: string;
  receiver: TestReceiver;
}

const relay = new RelayProcess();
const shops: Record<'deduplicates' | 'forgets', Shop> = { deduplicates: undefined!, forgets: undefined! };
const providers: WebsocketProvider[] = [];
let token = '';
let cases = 0;

beforeAll(async () => {
  relay.settings = { ALLOW_PRIVATE_CHANNELS: '1' };
  await relay.start();
  await relay.stop();
  token = await relay.command('token', WORKSPACE, 'mira');
  await relay.start();
  const cookie = await signIn();
  for (const kind of ['deduplicates', 'forgets'] as const) {
    const receiver = await TestReceiver.start();
    receiver.deduplicates = kind === 'deduplicates';
    const response = await fetch(`${relay.address}/api/workspaces/${WORKSPACE}/channels`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: relay.address, cookie },
      body: JSON.stringify({
        kind: 'webhook',
        name: kind,
        url: receiver.url,
        deduplicates: receiver.deduplicates,
      }),
    });
    const made = (await response.json()) as { channel: { id: string }; secret: string };
    receiver.secret = made.secret;
    shops[kind] = { channel: made.channel.id, secret: made.secret, receiver };
  }
});

beforeEach(() => {
  cases += 1;
  for (const { receiver } of Object.values(shops)) {
    receiver.behaviours = [200];
    receiver.arrived = () => undefined;
    receiver.got.length = 0;
    receiver.delivered.length = 0;
  }
});

afterEach(() => {
  for (const provider of providers.splice(0)) {
    provider.destroy();
    provider.doc.destroy();
  }
});

afterAll(async () => {
  await relay.remove();
  await Promise.all(Object.values(shops).map(({ receiver }) => receiver.stop()));
});

async function signIn(): Promise<string> {
  const response = await fetch(`${relay.address}/api/demo/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: relay.address },
    body: JSON.stringify({ member: 'mira' }),
  });
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** A customer's message, as the company's server brings it; the id of the conversation. */
async function customerWrites({ channel, secret }: Shop): Promise<string> {
  const body = JSON.stringify({
    type: 'message.received',
    data: { message: `wa-${cases}`, contact: { id: `+62 ${cases}`, name: 'Budi' }, text: 'Halo' },
  });
  const now = new Date();
  const response = await fetch(`${relay.address}/api/channels/${channel}/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': `msg_${cases}`,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(`msg_${cases}`, now, body),
    },
    body,
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { conversation: string }).conversation;
}

/** Open until the test ends, however often the relay dies meanwhile. */
async function open(document: string): Promise<Y.Doc> {
  const url = `${relay.address.replace('http', 'ws')}/sync`;
  const provider = new WebsocketProvider(url, `${WORKSPACE}/${document}`, new Y.Doc(), {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    maxBackoffTime: 200,
    params: { token },
  });
  providers.push(provider);
  if (!provider.synced) await new Promise((resolve) => provider.once('sync', resolve));
  return provider.doc;
}

async function write(outbox: Y.Doc, commands: object[]): Promise<void> {
  for (const command of commands)
    appendCommand(outbox, { id: uuidv7(), seen: 9_999, written: 0, ...command });
  await Promise.resolve();
}

/** What the thread says of its only reply, once `done` says that this is how it ends. */
async function ended(thread: Y.Doc): Promise<Delivery> {
  const final = (): Delivery | undefined =>
    Object.values(readThread(thread)?.delivery ?? {}).find(({ state }) => state !== 'trying');
  await expect.poll(final, { timeout: 60_000, interval: 50 }).toBeDefined();
  return final()!;
}

interface Conversation {
  id: string;
  thread: Y.Doc;
  reply: () => Promise<void>;
}

async function begin(shop: Shop): Promise<Conversation> {
  const id = await customerWrites(shop);
  const thread = await open(`thread/${id}`);
  const outbox = await open(`outbox/mira/fault-${cases}`);
  await write(outbox, [{ kind: 'assign', conversation: id, to: { kind: 'me' } }]);
  await expect.poll(() => readThread(thread)?.card.owner).toBe('mira');
  return {
    id,
    thread,
    reply: () => write(outbox, [{ kind: 'reply', conversation: id, text: 'Halo Budi', attachments: [] }]),
  };
}

/** The relay that runs from now on dies at that point. */
async function restartMortal(point: DispatchPoint): Promise<void> {
  await relay.stop();
  relay.settings['DIE_AT'] = point;
  await relay.start();
  delete relay.settings['DIE_AT'];
}

describe('G1 a company’s server with the public library', () => {
  it('G1 G2 brings a customer’s message and takes the reply to it', async () => {
    const { id, thread, reply } = await begin(shops.deduplicates);
    await reply();
    expect(await ended(thread)).toEqual({ state: 'sent' });
    const [got, ...more] = shops.deduplicates.receiver.got;
    expect(more).toEqual([]);
    expect(got?.body.data).toMatchObject({
      conversation: id,
      text: 'Halo Budi',
      contact: { id: `+62 ${cases}` },
    });
    expect(shops.deduplicates.receiver.wronglySigned).toBe(0);
  });
});

describe('R16 I9 a relay that dies around dispatch', () => {
  it.each(POINTS)('R16 at "%s": a server that knows replies again has it once', async (point) => {
    const { thread, reply } = await begin(shops.deduplicates);
    await restartMortal(point);
    await reply();
    await relay.died();
    await relay.start();
    expect(await ended(thread)).toEqual({ state: 'sent' });
    expect(shops.deduplicates.receiver.delivered).toHaveLength(1);
    expect(new Set(shops.deduplicates.receiver.got.map((one) => one.id)).size).toBe(1);
  });

  it.each(POINTS)('R16 at "%s": any other at most once, and the thread says so', async (point) => {
    const { thread, reply } = await begin(shops.forgets);
    await restartMortal(point);
    await reply();
    await relay.died();
    await relay.start();
    const known = point === 'before-begin' || point === 'ended';
    expect(await ended(thread)).toEqual({ state: known ? 'sent' : 'unknown' });
    expect(shops.forgets.receiver.delivered).toHaveLength(point === 'begun' ? 0 : 1);
  });

  it('R16 killed while the server thinks: once where it is known again, unknown elsewhere', async () => {
    for (const kind of ['deduplicates', 'forgets'] as const) {
      cases += 1;
      const { receiver } = shops[kind];
      const { thread, reply } = await begin(shops[kind]);
      const asked = new Promise<void>((resolve) => (receiver.arrived = () => resolve()));
      receiver.behaviours = ['hold', 200];
      await reply();
      await asked;
      await relay.kill();
      await relay.start();
      expect(await ended(thread)).toEqual({ state: kind === 'deduplicates' ? 'sent' : 'unknown' });
      expect(receiver.got).toHaveLength(kind === 'deduplicates' ? 2 : 1);
    }
  });
});

describe('R17 I9 a server that accepts and drops its answer', () => {
  it('R17 has the reply once, if it knows it again', async () => {
    const { receiver } = shops.deduplicates;
    receiver.behaviours = ['drop', 200];
    const { thread, reply } = await begin(shops.deduplicates);
    await reply();
    expect(await ended(thread)).toEqual({ state: 'sent' });
    expect(receiver.got).toHaveLength(2);
    expect(receiver.delivered).toHaveLength(1);
  });

  it('R17 has it once, if it does not, and a member sees that nobody knows and may send it again', async () => {
    const { receiver } = shops.forgets;
    receiver.behaviours = ['drop', 200];
    const { id, thread, reply } = await begin(shops.forgets);
    await reply();
    expect(await ended(thread)).toEqual({ state: 'unknown' });
    await relay.kill();
    await relay.start();
    expect(receiver.delivered).toHaveLength(1);
    const seq = Number(Object.keys(readThread(thread)?.delivery ?? {})[0]);
    await write(await open(`outbox/mira/again-${cases}`), [{ kind: 'resend', conversation: id, reply: seq }]);
    await expect
      .poll(() => readThread(thread)?.delivery[seq], { timeout: 30_000 })
      .toEqual({ state: 'sent' });
    expect(receiver.delivered).toHaveLength(2);
  });
});
