// G1: mails of a real IMAP server come into the workspace once each, into the conversation that they belong to and no other,
// whatever happens to the server, the connection and the relay.

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '#lib/rules/event.ts';
import { readMail } from '../../server/channels/email/readMail.ts';
import type { Dovecot } from '../support/dovecot.ts';
import { WORKSPACE } from '../support/startRelay.ts';
import {
  bounceOf,
  MAILBOX_PASSWORDS,
  mailboxSettings,
  mailOf,
  mailWithFiles,
  PDF,
  PNG,
  SHOP,
  startMailServers,
} from '../support/testMailbox.ts';
import { bodyOf, TestHttp, type Browser } from '../support/testHttp.ts';
import type { TestSmtp } from '../support/testSmtp.ts';

type Received = Event & { kind: 'message-received' };

let dovecot: Dovecot;
let smtp: TestSmtp;
let http: TestHttp;
let mira: Browser;
let channel = '';

beforeAll(async () => {
  ({ dovecot, smtp } = await startMailServers());
});
afterAll(async () => {
  await dovecot.stop();
  await smtp.stop();
});

beforeEach(async () => {
  smtp.got.length = 0;
  smtp.behaviours = [250];
  http = await TestHttp.start({ allowPrivate: true });
  mira = await http.signedIn('mira');
  const response = await mira.post(`/api/workspaces/${WORKSPACE}/channels`, {
    kind: 'email',
    name: 'Surat',
    email: mailboxSettings({ imap: dovecot.port, smtp: smtp.port }),
    passwords: MAILBOX_PASSWORDS,
  });
  expect(response.status).toBe(201);
  channel = (await bodyOf<{ channel: { id: string } }>(response)).channel.id;
  await reads();
});
afterEach(() => {
  http.emails.stop();
  expect(http.relay.problems).toEqual([]);
});

/** Until the mailbox is open and how far it was read is known. */
async function reads(): Promise<void> {
  await expect.poll(() => http.relay.log.cursor(WORKSPACE, channel), { timeout: 10_000 }).not.toBeNull();
  await expect.poll(() => http.emails.stateOf(WORKSPACE, channel)).toEqual({ state: 'reading' });
}

function events(): Event[] {
  return http.relay.log.read(WORKSPACE, 0, 10_000).flatMap((record) => record.events);
}
const received = (): Received[] =>
  events().filter((event): event is Received => event.kind === 'message-received');
const texts = (): string[] => received().map(({ text }) => text);
const conversations = (): string[] => [...new Set(received().map(({ conversation }) => conversation))];

/** Resolves when so many mails are in the log. */
async function arrive(many: number): Promise<void> {
  await expect.poll(() => received().length, { timeout: 10_000 }).toBe(many);
}

async function setAside(): Promise<string[]> {
  const answer = await mira.get(`/api/workspaces/${WORKSPACE}/channels/${channel}/set-aside`);
  return (await bodyOf<{ mails: { why: string }[] }>(answer)).mails.map(({ why }) => why);
}

/** Leo answers in a conversation; the mail as it arrived. */
async function leoAnswers(conversation: string, text: string): Promise<{ id: string; source: string }> {
  const before = smtp.got.length;
  await http.relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
  await http.relay.act('leo', { kind: 'reply', conversation, text, attachments: [] });
  await expect.poll(() => smtp.got.length, { timeout: 10_000 }).toBe(before + 1);
  return smtp.got[before]!;
}

describe('G1 a mailbox', () => {
  it('what was there before is left alone; what comes is read once, and the mailbox is as it was', async () => {
    const { mails } = await dovecot.count();
    expect(received()).toEqual([]);
    await dovecot.deliver(mailOf({ text: 'Di mana paket saya?', subject: 'Paket =?utf-8?Q?=F0=9F=93=A6?=' }));
    await arrive(1);
    expect(received()[0]).toMatchObject({ text: 'Di mana paket saya?', subject: 'Paket 📦' });
    expect(await dovecot.count()).toEqual({ mails: mails + 1, seen: 0 });
  });

  it('G1 the files of a mail are files of its message, for whoever may see it; a reply’s arrive with it', async () => {
    const nota = { name: 'nota.pdf', type: 'application/pdf', bytes: PDF };
    await dovecot.deliver(mailWithFiles({ text: 'Lihat' }, [nota]));
    await arrive(1);
    const { conversation, attachments, text } = received()[0]!;
    expect(text).toBe('Lihat');
    expect(attachments).toMatchObject([{ name: 'nota.pdf', type: 'application/pdf', size: PDF.length }]);
    const [{ id } = { id: '' }] = attachments;
    const file = await mira.get(`/api/files/${WORKSPACE}/${conversation}/${id}`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PDF);
    expect(file.headers.get('content-disposition')).toContain('attachment');

    const sender = { kind: 'member', workspace: WORKSPACE, member: 'leo' } as const;
    const photo = createHash('sha256').update(PNG).digest('hex');
    await http.files.bring(sender, { id: photo, size: PNG.length, from: 0 }, Readable.from([PNG]));
    await http.relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    const sent = { id: photo, name: 'Foto toko.png', type: '', size: 0 };
    await http.relay.act('leo', { kind: 'reply', conversation, text: 'Ini fotonya', attachments: [sent] });
    await expect.poll(() => smtp.got.length, { timeout: 10_000 }).toBe(1);
    const mail = await readMail(Buffer.from(smtp.got[0]!.source));
    expect(mail.text).toBe('Ini fotonya');
    expect(mail.files.map(({ name }) => name)).toEqual(['Foto toko.png']);
    expect(Buffer.from(mail.files[0]!.content)).toEqual(PNG);
  });

  it('G1 a mail that is too large to be read is received with its text, and its files by their names', async () => {
    const film = { type: 'video/mp4', bytes: Buffer.alloc(14 * 1_024 * 1_024) };
    await dovecot.deliver(
      mailWithFiles({ text: 'Dua film' }, [
        { ...film, name: 'satu.mp4' },
        { ...film, name: 'dua ⛵.mp4' },
      ]),
    );
    await arrive(1);
    expect(received()[0]).toMatchObject({
      text: 'Dua film',
      attachments: [],
      leftOut: [
        { name: 'satu.mp4', why: 'too-large' },
        { name: 'dua ⛵.mp4', why: 'too-large' },
      ],
    });
  });

  it('a mail that comes twice is one, and a program that calls all of its mails the same loses none', async () => {
    const mail = mailOf({ id: '<same@pelanggan.example>', text: 'satu' });
    await dovecot.deliver(mail, mail, mailOf({ id: '<same@pelanggan.example>', text: 'dua' }));
    await dovecot.deliver(mailOf({ text: 'tiga' }));
    await arrive(3);
    expect(texts()).toEqual(['satu', 'dua', 'tiga']);
  });

  it('the same id from somebody else is somebody else’s mail', async () => {
    const id = '<taken@pelanggan.example>';
    await dovecot.deliver(
      mailOf({ id, text: 'satu' }),
      mailOf({ id, text: 'satu', from: 'ana@lain.example' }),
    );
    await arrive(2);
    expect(conversations()).toHaveLength(2);
  });

  it('goes on where it was when the server was away, and when all its uids are others', async () => {
    const ours = ['sebelum', 'sesudah', 'bernomor baru'];
    const there = (): string[] => texts().filter((text) => ours.includes(text));
    await dovecot.deliver(mailOf({ text: 'sebelum' }));
    await arrive(1);
    await dovecot.pause();
    await expect.poll(() => http.emails.stateOf(WORKSPACE, channel)?.state).toBe('waiting');
    await dovecot.restart();
    await dovecot.deliver(mailOf({ text: 'sesudah' }));
    http.clock.advance(10_000);
    await arrive(2);
    await dovecot.renumber();
    await dovecot.deliver(mailOf({ text: 'bernomor baru' }));
    http.clock.advance(60_000);
    await expect.poll(() => texts().at(-1), { timeout: 10_000 }).toBe('bernomor baru');
    expect(there()).toEqual(ours);
  });

  it('R19 a flood of one sender waits for its turn, and keeps nobody else waiting', async () => {
    const flood = Array.from({ length: 30 }, (_, index) =>
      mailOf({ from: 'banyak@pelanggan.example', text: `nomor ${index}` }),
    );
    await dovecot.deliver(...flood, mailOf({ from: 'siti@pelanggan.example', text: 'Saya satu saja' }));
    await expect.poll(() => texts().includes('Saya satu saja'), { timeout: 10_000 }).toBe(true);
    expect(texts()).toHaveLength(21);
    // A minute is a mail more, at each look.
    http.clock.advance(60_000);
    await arrive(22);
  });
});

describe('G1 threads of mails', () => {
  it('an answer to ours joins its conversation, one without a sign of it begins another', async () => {
    await dovecot.deliver(mailOf({ id: '<first@pelanggan.example>', text: 'satu' }));
    await arrive(1);
    const [conversation = ''] = conversations();
    const ours = await leoAnswers(conversation, 'Sebentar ya');
    await dovecot.deliver(mailOf({ answers: ours.id, text: 'terima kasih', subject: 'Re: Paket' }));
    await arrive(2);
    await dovecot.deliver(mailOf({ answers: '<first@pelanggan.example>', text: 'satu lagi' }));
    await arrive(3);
    expect(conversations()).toEqual([conversation]);
    await dovecot.deliver(mailOf({ text: 'hal lain', subject: 'Re: Paket' }));
    await arrive(4);
    expect(conversations()).toHaveLength(2);
  });

  it('V4 nobody joins another’s conversation: not with its ids from another address, not with a guessed token', async () => {
    await dovecot.deliver(mailOf({ id: '<first@pelanggan.example>', text: 'satu' }));
    await arrive(1);
    const [conversation = ''] = conversations();
    const ours = await leoAnswers(conversation, 'Sebentar ya');
    const guessed = ours.id.replace(/\.[a-z2-7]{26}@/, `.${'a'.repeat(26)}@`);
    await dovecot.deliver(
      mailOf({ answers: ours.id, from: 'jahat@lain.example', text: 'curi' }),
      mailOf({ answers: guessed, text: 'tebak' }),
      mailOf({ text: 'alamat', headers: [`Cc: bantuan+${'b'.repeat(26)}@toko.example`] }),
    );
    await arrive(4);
    const joined = received().filter((event) => event.conversation === conversation);
    expect(joined.map(({ text }) => text)).toEqual(['satu']);
  });

  it('the address for answers says the conversation, where the mail server knows such addresses', async () => {
    const settings = mailboxSettings({ imap: dovecot.port, smtp: smtp.port });
    const response = await mira.ask('PATCH', `/api/workspaces/${WORKSPACE}/channels/${channel}`, {
      body: { email: { ...settings, tagged: true } },
    });
    expect(response.status).toBe(200);
    await reads();
    await dovecot.deliver(mailOf({ text: 'satu' }));
    await arrive(1);
    const [conversation = ''] = conversations();
    const { source } = await leoAnswers(conversation, 'Sebentar ya');
    const to = /^reply-to: (\S+)/im.exec(source)?.[1] ?? '';
    expect(to).toMatch(/^bantuan\+[a-z2-7]{26}@toko\.example$/);
    await dovecot.deliver(mailOf({ text: 'dua', subject: 'lain', headers: [`Delivered-To: ${to}`] }));
    await arrive(2);
    expect(conversations()).toEqual([conversation]);
  });
});

describe('W7 machines', () => {
  it('are not customers: what they write is in no conversation, and an admin sees that it came', async () => {
    await dovecot.deliver(
      mailOf({ headers: ['Auto-Submitted: auto-replied'], text: 'Saya cuti' }),
      mailOf({ headers: ['List-Id: <kabar.toko.example>'], text: 'Kabar' }),
      mailOf({ from: SHOP, text: 'Kami sendiri' }),
      mailOf({ from: '', text: 'Dari siapa?' }),
      mailOf({ text: 'Saya orang' }),
    );
    await arrive(1);
    expect(texts()).toEqual(['Saya orang']);
    expect(await setAside()).toEqual(['no-sender', 'own', 'automatic', 'automatic']);
  });

  it('a mail server’s word that a reply did not arrive marks it as failed, if it knows the reply', async () => {
    await dovecot.deliver(mailOf({ text: 'satu' }));
    await arrive(1);
    const [conversation = ''] = conversations();
    const ours = await leoAnswers(conversation, 'Sebentar ya');
    await dovecot.deliver(
      bounceOf(ours.id.replace(/\.[a-z2-7]{26}@/, `.${'a'.repeat(26)}@`)),
      bounceOf(ours.id),
    );
    const failed = (): unknown =>
      events().findLast((event) => event.kind === 'delivery-changed' && event.delivery.state === 'failed');
    await expect.poll(failed, { timeout: 10_000 }).toMatchObject({
      conversation,
      delivery: { state: 'failed', reason: '552 mailbox full' },
    });
    expect(await setAside()).toEqual(['bounce']);
    expect(received()).toHaveLength(1);
  });
});

describe('G2 replies by mail', () => {
  it('say who answers, what they answer, and nothing of what else is in the workspace', async () => {
    await dovecot.deliver(
      mailOf({
        id: '<first@pelanggan.example>',
        text: 'satu',
        subject: 'RE: Paket =?utf-8?Q?ku=0D=0ABcc:_x?=',
      }),
    );
    await arrive(1);
    const [conversation = ''] = conversations();
    await http.relay.act('leo', {
      kind: 'note',
      conversation,
      text: 'RAHASIA',
      attachments: [],
      mention: null,
    });
    const { source } = await leoAnswers(conversation, 'Halo Budi 🙏\n.\nSampai besok');
    const [mail] = smtp.got;
    expect(mail?.from).toBe(SHOP);
    expect(mail?.to).toEqual(['budi@pelanggan.example']);
    expect(source).toMatch(/^From: "?Leo \(Toko Kopi\)"? <bantuan@toko.example>/m);
    expect(source).toMatch(/^Subject: Re: Paket ku Bcc: x/m);
    expect(source).toMatch(/^In-Reply-To: <first@pelanggan.example>/m);
    expect(source).not.toMatch(/^Bcc:/im);
    expect(source).not.toContain('RAHASIA');
  });

  it('that a server puts off are sent later, that it refuses have failed with its words', async () => {
    await dovecot.deliver(mailOf({ text: 'satu' }));
    await arrive(1);
    const [conversation = ''] = conversations();
    smtp.behaviours = [451, 250];
    await leoAnswers(conversation, 'Sebentar ya');
    await expect.poll(() => events().some((event) => event.kind === 'delivery-changed')).toBe(true);
    http.clock.advance(10_000);
    await expect.poll(() => smtp.got.length, { timeout: 10_000 }).toBe(2);
    smtp.behaviours = [550];
    await http.relay.act('leo', { kind: 'reply', conversation, text: 'Lagi', attachments: [] });
    const last = (): unknown => events().findLast((event) => event.kind === 'delivery-changed');
    await expect
      .poll(last, { timeout: 10_000 })
      .toMatchObject({ delivery: { state: 'failed', reason: 'smtp-550 answer 550' } });
  });
});
