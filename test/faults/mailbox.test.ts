// G1: mails of a real IMAP server come into the workspace once each, into the conversation that they belong to and no other,
// whatever happens to the server, the connection and the relay.

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readMail } from '../../server/channels/email/readMail.ts';
import type { Dovecot } from '../support/dovecot.ts';
import { MailShop } from '../support/mailShop.ts';
import { WORKSPACE } from '../support/startRelay.ts';
import {
  bounceOf,
  mailboxSettings,
  mailOf,
  mailWithFiles,
  PDF,
  PNG,
  SHOP,
  startMailServers,
  stopMailServers,
  type MailServers,
} from '../support/testMailbox.ts';
import type { TestSmtp } from '../support/testSmtp.ts';

let servers: MailServers;
let dovecot: Dovecot;
let smtp: TestSmtp;
let shop: MailShop;

beforeAll(async () => {
  servers = await startMailServers();
  ({ dovecot, smtp } = servers);
});
afterAll(() => stopMailServers(servers));

beforeEach(async () => {
  shop = await MailShop.open(servers);
});
afterEach(() => shop.close());

describe('G1 a mailbox', () => {
  it('what was there before is left alone; what comes is read once, and the mailbox is as it was', async () => {
    const { mails } = await dovecot.count();
    expect(shop.received()).toEqual([]);
    await dovecot.deliver(mailOf({ text: 'Di mana paket saya?', subject: 'Paket =?utf-8?Q?=F0=9F=93=A6?=' }));
    await shop.arrive(1);
    expect(shop.received()[0]).toMatchObject({ text: 'Di mana paket saya?', subject: 'Paket 📦' });
    expect(await dovecot.count()).toEqual({ mails: mails + 1, seen: 0 });
  });

  it('G1 the files of a mail are files of its message, for whoever may see it; a reply’s arrive with it', async () => {
    const nota = { name: 'nota.pdf', type: 'application/pdf', bytes: PDF };
    await dovecot.deliver(mailWithFiles({ text: 'Lihat' }, [nota]));
    await shop.arrive(1);
    const { conversation, attachments, text } = shop.received()[0]!;
    expect(text).toBe('Lihat');
    expect(attachments).toMatchObject([{ name: 'nota.pdf', type: 'application/pdf', size: PDF.length }]);
    const [{ id } = { id: '' }] = attachments;
    const file = await shop.mira.get(`/api/files/${WORKSPACE}/${conversation}/${id}`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PDF);
    expect(file.headers.get('content-disposition')).toContain('attachment');

    const sender = { kind: 'member', workspace: WORKSPACE, member: 'leo' } as const;
    const photo = createHash('sha256').update(PNG).digest('hex');
    await shop.http.files.bring(sender, { id: photo, size: PNG.length, from: 0 }, Readable.from([PNG]));
    await shop.http.relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    const sent = { id: photo, name: 'Foto toko.png', type: '', size: 0 };
    await shop.http.relay.act('leo', {
      kind: 'reply',
      conversation,
      text: 'Ini fotonya',
      attachments: [sent],
    });
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
    await shop.arrive(1);
    expect(shop.received()[0]).toMatchObject({
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
    await shop.arrive(3);
    expect(shop.texts()).toEqual(['satu', 'dua', 'tiga']);
  });

  it('the same id from somebody else is somebody else’s mail', async () => {
    const id = '<taken@pelanggan.example>';
    await dovecot.deliver(
      mailOf({ id, text: 'satu' }),
      mailOf({ id, text: 'satu', from: 'ana@lain.example' }),
    );
    await shop.arrive(2);
    expect(shop.conversations()).toHaveLength(2);
  });

  it('goes on where it was when the server was away, and when all its uids are others', async () => {
    const ours = ['sebelum', 'sesudah', 'bernomor baru'];
    const there = (): string[] => shop.texts().filter((text) => ours.includes(text));
    await dovecot.deliver(mailOf({ text: 'sebelum' }));
    await shop.arrive(1);
    await dovecot.pause();
    await expect.poll(() => shop.http.emails.stateOf(WORKSPACE, shop.channel)?.state).toBe('waiting');
    await dovecot.restart();
    await dovecot.deliver(mailOf({ text: 'sesudah' }));
    shop.http.clock.advance(10_000);
    await shop.arrive(2);
    await dovecot.renumber();
    await dovecot.deliver(mailOf({ text: 'bernomor baru' }));
    shop.http.clock.advance(60_000);
    await expect.poll(() => shop.texts().at(-1), { timeout: 10_000 }).toBe('bernomor baru');
    expect(there()).toEqual(ours);
  });

  it('R19 a flood of one sender waits for its turn, and keeps nobody else waiting', async () => {
    const flood = Array.from({ length: 30 }, (_, index) =>
      mailOf({ from: 'banyak@pelanggan.example', text: `nomor ${index}` }),
    );
    await dovecot.deliver(...flood, mailOf({ from: 'siti@pelanggan.example', text: 'Saya satu saja' }));
    await expect.poll(() => shop.texts().includes('Saya satu saja'), { timeout: 10_000 }).toBe(true);
    expect(shop.texts()).toHaveLength(21);
    // A minute is a mail more, at each look.
    shop.http.clock.advance(60_000);
    await shop.arrive(22);
  });
});

describe('G1 threads of mails', () => {
  it('an answer to ours joins its conversation, one without a sign of it begins another', async () => {
    await dovecot.deliver(mailOf({ id: '<first@pelanggan.example>', text: 'satu' }));
    await shop.arrive(1);
    const [conversation = ''] = shop.conversations();
    const ours = await shop.leoAnswers(conversation, 'Sebentar ya');
    await dovecot.deliver(mailOf({ answers: ours.id, text: 'terima kasih', subject: 'Re: Paket' }));
    await shop.arrive(2);
    await dovecot.deliver(mailOf({ answers: '<first@pelanggan.example>', text: 'satu lagi' }));
    await shop.arrive(3);
    expect(shop.conversations()).toEqual([conversation]);
    await dovecot.deliver(mailOf({ text: 'hal lain', subject: 'Re: Paket' }));
    await shop.arrive(4);
    expect(shop.conversations()).toHaveLength(2);
  });

  it('V4 nobody joins another’s conversation: not with its ids from another address, not with a guessed token', async () => {
    await dovecot.deliver(mailOf({ id: '<first@pelanggan.example>', text: 'satu' }));
    await shop.arrive(1);
    const [conversation = ''] = shop.conversations();
    const ours = await shop.leoAnswers(conversation, 'Sebentar ya');
    const guessed = ours.id.replace(/\.[a-z2-7]{26}@/, `.${'a'.repeat(26)}@`);
    await dovecot.deliver(
      mailOf({ answers: ours.id, from: 'jahat@lain.example', text: 'curi' }),
      mailOf({ answers: guessed, text: 'tebak' }),
      mailOf({ text: 'alamat', headers: [`Cc: bantuan+${'b'.repeat(26)}@toko.example`] }),
    );
    await shop.arrive(4);
    const joined = shop.received().filter((event) => event.conversation === conversation);
    expect(joined.map(({ text }) => text)).toEqual(['satu']);
  });

  it('the address for answers says the conversation, where the mail server knows such addresses', async () => {
    const settings = mailboxSettings({ imap: dovecot.port, smtp: smtp.port });
    const response = await shop.mira.ask('PATCH', `/api/workspaces/${WORKSPACE}/channels/${shop.channel}`, {
      body: { email: { ...settings, tagged: true } },
    });
    expect(response.status).toBe(200);
    await shop.reads();
    await dovecot.deliver(mailOf({ text: 'satu' }));
    await shop.arrive(1);
    const [conversation = ''] = shop.conversations();
    const { source } = await shop.leoAnswers(conversation, 'Sebentar ya');
    const to = /^reply-to: (\S+)/im.exec(source)?.[1] ?? '';
    expect(to).toMatch(/^bantuan\+[a-z2-7]{26}@toko\.example$/);
    await dovecot.deliver(mailOf({ text: 'dua', subject: 'lain', headers: [`Delivered-To: ${to}`] }));
    await shop.arrive(2);
    expect(shop.conversations()).toEqual([conversation]);
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
    await shop.arrive(1);
    expect(shop.texts()).toEqual(['Saya orang']);
    expect(await shop.setAside()).toEqual(['no-sender', 'own', 'automatic', 'automatic']);
  });

  it('that answer us 200 times get not one answer: the first few are read, the marked ones set aside, the rest wait', async () => {
    await dovecot.deliver(mailOf({ text: 'satu' }));
    await shop.arrive(1);
    const [conversation = ''] = shop.conversations();
    const ours = await shop.leoAnswers(conversation, 'Sebentar ya');
    const machine = (index: number): string =>
      mailOf({
        answers: ours.id,
        text: `Saya cuti ${index}`,
        headers: index % 2 === 0 ? ['Auto-Submitted: auto-replied'] : [],
      });
    await dovecot.deliver(...Array.from({ length: 200 }, (_, index) => machine(index)));
    // Twenty of one sender, with the first, and then one a minute (R19).
    await expect.poll(async () => (await shop.setAside()).length, { timeout: 10_000 }).toBe(10);
    await shop.arrive(10);
    shop.http.clock.advance(60_000);
    await shop.arrive(11);
    expect(new Set(await shop.setAside())).toEqual(new Set(['automatic']));
    expect(shop.conversations()).toEqual([conversation]);
    // What Leo wrote is all that ever left.
    expect(shop.events().filter(({ kind }) => kind === 'reply-sent')).toHaveLength(1);
    expect(smtp.got).toHaveLength(1);
  });

  it('a mail server’s word that a reply did not arrive marks it as failed, if it knows the reply', async () => {
    await dovecot.deliver(mailOf({ text: 'satu' }));
    await shop.arrive(1);
    const [conversation = ''] = shop.conversations();
    const ours = await shop.leoAnswers(conversation, 'Sebentar ya');
    await dovecot.deliver(
      bounceOf(ours.id.replace(/\.[a-z2-7]{26}@/, `.${'a'.repeat(26)}@`)),
      bounceOf(ours.id),
    );
    const failed = (): unknown =>
      shop
        .events()
        .findLast((event) => event.kind === 'delivery-changed' && event.delivery.state === 'failed');
    await expect.poll(failed, { timeout: 10_000 }).toMatchObject({
      conversation,
      delivery: { state: 'failed', reason: '552 mailbox full' },
    });
    expect(await shop.setAside()).toEqual(['bounce']);
    expect(shop.received()).toHaveLength(1);
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
    await shop.arrive(1);
    const [conversation = ''] = shop.conversations();
    await shop.http.relay.act('leo', {
      kind: 'note',
      conversation,
      text: 'RAHASIA',
      attachments: [],
      mention: null,
    });
    const { source } = await shop.leoAnswers(conversation, 'Halo Budi 🙏\n.\nSampai besok');
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
    await shop.arrive(1);
    const [conversation = ''] = shop.conversations();
    smtp.behaviours = [451, 250];
    await shop.leoAnswers(conversation, 'Sebentar ya');
    await expect.poll(() => shop.events().some((event) => event.kind === 'delivery-changed')).toBe(true);
    shop.http.clock.advance(10_000);
    await expect.poll(() => smtp.got.length, { timeout: 10_000 }).toBe(2);
    smtp.behaviours = [550];
    await shop.http.relay.act('leo', { kind: 'reply', conversation, text: 'Lagi', attachments: [] });
    const last = (): unknown => shop.events().findLast((event) => event.kind === 'delivery-changed');
    await expect
      .poll(last, { timeout: 10_000 })
      .toMatchObject({ delivery: { state: 'failed', reason: 'smtp-550 answer 550' } });
  });
});
