// R16 R17 I9: a real relay that dies at every named point around dispatch, and a company's server that takes a reply and drops
// its answer. Each reply arrives once where the server knows it again by its id; elsewhere at most once, and what nobody can
// know is shown. The company speaks through the public library of the specification, in both directions; mails go through real
// servers. Each point alone, with each channel and each answer, is in test/server/dispatchChannels.test.ts.

import { appendCommand } from '#lib/doc/outboxDoc.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import type { Delivery } from '#lib/rules/event.ts';
import { Webhook } from 'standardwebhooks';
import { uuidv7 } from 'uuidv7';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import type { DispatchPoint } from '../../server/dispatch/dispatcher.ts';
import { RelayProcess } from '../support/relayProcess.ts';
import type { Dovecot } from '../support/dovecot.ts';
import { mailboxSettings, MAILBOX_PASSWORDS, mailOf, startMailServers } from '../support/testMailbox.ts';
import { TestReceiver } from '../support/testReceiver.ts';
import type { TestSmtp } from '../support/testSmtp.ts';
import { synced, unmodified } from '../support/unmodified.ts';

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
let dovecot: Dovecot;
let smtp: TestSmtp;
/** The conversation by mail: all replies by mail are in it. */
let byMail = '';
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
    const { url, deduplicates } = receiver;
    const made = await createChannel(cookie, { kind: 'webhook', name: kind, url, deduplicates });
    receiver.secret = made.secret;
    shops[kind] = { channel: made.channel.id, secret: made.secret, receiver };
  }
  ({ dovecot, smtp } = await startMailServers());
  const email = mailboxSettings({ imap: dovecot.port, smtp: smtp.port });
  await createChannel(cookie, { kind: 'email', name: 'Surat', email, passwords: MAILBOX_PASSWORDS });
  byMail = await customerMails(cookie);
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
  await dovecot.stop();
  await smtp.stop();
});

async function createChannel(
  cookie: string,
  body: object,
): Promise<{ channel: { id: string }; secret: string }> {
  const response = await fetch(`${relay.address}/api/workspaces/${WORKSPACE}/channels`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: relay.address, cookie },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as { channel: { id: string }; secret: string };
}

/** What of an answer is like that, as soon as it is. */
async function found(ask: () => Promise<string>, pattern: RegExp): Promise<string> {
  const look = async (): Promise<string> => {
    const match = pattern.exec(await ask());
    if (!match) throw new Error(`no ${String(pattern)} yet`);
    return match[1] ?? match[0];
  };
  return await vi.waitFor(look, { timeout: 10_000 });
}

/** The first mail of a customer; the conversation that it begins. */
async function customerMails(cookie: string): Promise<string> {
  const get = async (path: string): Promise<string> =>
    await (await fetch(`${relay.address}/api/${path}`, { headers: { cookie } })).text();
  // What is there before the mailbox is open is left alone.
  await found(() => get(`channels?workspace=${WORKSPACE}`), /"reading"/);
  await dovecot.deliver(mailOf({ from: 'Wayan <wayan@pelanggan.example>' }));
  return await found(
    () => get(`inboxes/${WORKSPACE}/all`),
    /"id":"([^"]+)","contact":\{"id":"[^"]+","name":"Wayan"/,
  );
}

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
function open(document: string): Promise<Y.Doc> {
  const provider = unmodified(relay.address, `${WORKSPACE}/${document}`, { token }, { maxBackoffTime: 200 });
  providers.push(provider);
  return synced(provider);
}

async function write(outbox: Y.Doc, commands: object[]): Promise<void> {
  for (const command of commands)
    appendCommand(outbox, { id: uuidv7(), seen: 9_999, written: 0, ...command });
  await Promise.resolve();
}

/** What the thread says of the reply of this test, once that is how it ends. */
async function ended(thread: Y.Doc): Promise<Delivery> {
  const final = (): Delivery | undefined => {
    const { timeline = [], delivery = {} } = readThread(thread) ?? {};
    const sent = timeline.findLast((entry) => entry.kind === 'reply-sent' && entry.text === replyText());
    const found = sent ? delivery[sent.seq] : undefined;
    return found?.state === 'trying' ? undefined : found;
  };
  await expect.poll(final, { timeout: 60_000, interval: 50 }).toBeDefined();
  return final()!;
}

interface Conversation {
  id: string;
  thread: Y.Doc;
  reply: () => Promise<void>;
}

const replyText = (): string => `Halo ${cases}`;

async function begin(shop: Shop): Promise<Conversation> {
  return await take(await customerWrites(shop));
}

/** Mira takes it over. */
async function take(id: string): Promise<Conversation> {
  const thread = await open(`thread/${id}`);
  const outbox = await open(`outbox/mira/fault-${cases}-${providers.length}`);
  await write(outbox, [{ kind: 'assign', conversation: id, to: { kind: 'me' } }]);
  await expect.poll(() => readThread(thread)?.card.owner).toBe('mira');
  return {
    id,
    thread,
    reply: () => write(outbox, [{ kind: 'reply', conversation: id, text: replyText(), attachments: [] }]),
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
      text: replyText(),
      contact: { id: `+62 ${cases}` },
    });
    expect(shops.deduplicates.receiver.wronglySigned).toBe(0);
  });
});

describe('R16 I9 a relay that dies around dispatch', () => {
  it.each(POINTS)(
    'R16 at "%s", with replies on all channels: each arrives once, or at most once and it is seen',
    async (point) => {
      smtp.got.length = 0;
      const conversations = [await begin(shops.deduplicates), await begin(shops.forgets), await take(byMail)];
      await restartMortal(point);
      await Promise.all(conversations.map(({ reply }) => reply()));
      await relay.died();
      await relay.start();
      const [known, ...others] = await Promise.all(conversations.map(({ thread }) => ended(thread)));
      expect(known).toEqual({ state: 'sent' });
      const { deduplicates, forgets } = shops;
      expect(deduplicates.receiver.delivered).toHaveLength(1);
      expect(new Set(deduplicates.receiver.got.map((one) => one.id)).size).toBe(1);
      const arrived = [forgets.receiver.delivered.length, smtp.got.length];
      for (const [index, { state }] of others.entries()) {
        expect(['sent', 'unknown']).toContain(state);
        expect(arrived[index]).toBeLessThanOrEqual(1);
        if (state === 'sent') expect(arrived[index]).toBe(1);
      }
    },
  );

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
