// Mails as they come, also from people who mean harm: each is read into text, or into nothing, and never into anything else.

import { describe, expect, it } from 'vitest';
import { TEXT_MAX } from '#lib/rules/limits.ts';
import { readMail, type Mail } from '../../server/channels/email/readMail.ts';
import { replySubject } from '../../server/channels/email/mailText.ts';
import { parseAddress, tagOf, withTag } from '../../server/channels/email/mailAddress.ts';

const TOKEN = 'abcdefghijklmnopqrstuvwxyz';
const REPLY = '019a0000-0000-7000-8000-000000000001';

const BUDI = 'From: Budi <budi@pelanggan.example>';
const TO = 'To: bantuan@toko.example';

function read(...lines: string[]): Promise<Mail> {
  return readMail(Buffer.from(lines.join('\r\n'), 'latin1'));
}
/** With what every mail has; `lines` are further headers, an empty one, and the body. */
const mail = (...lines: string[]): Promise<Mail> =>
  read(BUDI, TO, 'Message-ID: <1@pelanggan.example>', ...lines);
const html = (body: string): Promise<Mail> => mail('Content-Type: text/html; charset=utf-8', '', body);

describe('a mail of a customer', () => {
  it('is who, what, and what it answers', async () => {
    const read = await mail(
      'Subject: =?utf-8?Q?Paket_=F0=9F=93=A6?=',
      'In-Reply-To: <b@toko.example>',
      'References: <a@toko.example>',
      ' <b@toko.example>',
      'Cc: Ana <ANA@Toko.Example>',
      '',
      'Halo,',
      '',
      'di mana paket saya?   ',
    );
    expect(read).toMatchObject({
      from: { address: 'budi@pelanggan.example', name: 'Budi' },
      messageId: '<1@pelanggan.example>',
      references: ['<b@toko.example>', '<b@toko.example>', '<a@toko.example>'],
      recipients: ['bantuan@toko.example', 'ana@toko.example'],
      subject: 'Paket 📦',
      text: 'Halo,\n\ndi mana paket saya?',
      files: [],
      kind: { kind: 'message' },
    });
  });

  it.each([
    ['iso-8859-1', 'quoted-printable', 'caf=E9', 'café'],
    ['windows-1252', 'quoted-printable', '=80 5', '€ 5'],
    ['gb18030', 'base64', Buffer.from([0xc4, 0xe3, 0xba, 0xc3]).toString('base64'), '你好'],
    ['iso-2022-jp', '7bit', '\u001b$B$3$s$K$A$O\u001b(B', 'こんにちは'],
    ['x-unknown-by-anybody', '8bit', 'halo', 'halo'],
    ['utf-8', 'quoted-printable', 'halo =F0=9F', 'halo \ufffd'],
    ['utf-8', 'quoted-printable', 'rusak =ZZ akhir=', 'rusak =ZZ akhir'],
    ['utf-8', 'base64', '!!!!aGFsbw==????', 'halo'],
  ])('in %s by %s is text', async (charset, encoding, body, text) => {
    const read = await mail(
      `Content-Type: text/plain; charset=${charset}`,
      `Content-Transfer-Encoding: ${encoding}`,
      '',
      body,
    );
    expect(read.text).toBe(text);
  });

  it('with text and HTML is its text; with HTML only what of it is text', async () => {
    const both = await mail(
      'Content-Type: multipart/alternative; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain',
      '',
      'the text',
      '--x',
      'Content-Type: text/html',
      '',
      '<b>the html</b>',
      '--x--',
    );
    expect(both.text).toBe('the text');
    expect((await html('<p>Halo <b>Mira</b></p><blockquote>dulu</blockquote>')).text).toBe(
      'Halo Mira\n\n> dulu',
    );
  });

  it('has its files with their names', async () => {
    const read = await mail(
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      '',
      'lihat',
      '--x',
      'Content-Type: application/pdf',
      'Content-Disposition: attachment; filename="../../etc/nota\u0000.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      'aGFsbw==',
      '--x',
      'Content-Type: image/png',
      '',
      'x',
      '--x--',
    );
    expect(read.text).toBe('lihat');
    expect(read.files.map(({ name }) => name)).toEqual(['nota.pdf', 'file.png']);
    expect(Buffer.from(read.files[0]!.content).toString()).toBe('halo');
  });
});

describe('M19 a hostile mail', () => {
  it.each([
    ['a script', '<script>alert(1)</script>Halo', 'Halo'],
    [
      'handlers',
      '<img src=cid:x onerror=alert(1)><img src=data:image/png;base64,AAAA>Halo<svg onload=alert(1)>',
      'Halo',
    ],
    ['a style', '<style>@import "https://jahat.example"</style>Halo', 'Halo'],
    ['entities', '&lt;script&gt;alert(1)&lt;/script&gt;', '<script>alert(1)</script>'],
    ['what is cut off', '<p>Halo<p <a href="', 'Halo'],
  ])('%s in HTML is nothing but text', async (_name, body, text) => {
    expect((await html(body)).text).toBe(text);
  });

  it('HTML that is too deep, too long or has no end is read as far as it can be, in bounded time', async () => {
    for (const body of [
      '<div>'.repeat(50_000) + 'Halo',
      `${'<table><tr><td>'.repeat(3_000)}Halo`,
      `Halo${'<b>x</b>'.repeat(200_000)}`,
      `Halo${'&#x41;'.repeat(200_000)}`,
    ]) {
      const { text } = await html(body);
      expect(text.length).toBeLessThanOrEqual(TEXT_MAX);
      expect(text).not.toContain('<div>');
    }
  });

  it('a text without end is cut, and says so', async () => {
    const { text } = await mail('', 'a😀'.repeat(20_000));
    expect(text.length).toBeLessThanOrEqual(TEXT_MAX);
    expect(text.endsWith('\n[…]')).toBe(true);
    expect(text.isWellFormed()).toBe(true);
  });

  it('control characters and NUL do not come through', async () => {
    const { text, subject, from } = await read(
      'From: =?utf-8?Q?Budi=0A=0Djahat=00=E2=80=AE?= <budi@pelanggan.example>',
      'Subject: =?utf-8?Q?satu=0Adua=00?=',
      '',
      'a\u0000b\u0007c\u001b[31md',
    );
    expect(text).toBe('abc[31md');
    expect(subject).toBe('satu dua');
    expect(from?.name).toBe('Budi jahat');
  });

  it.each([
    ['two addresses', 'From: a@satu.example, b@dua.example', 'a@satu.example'],
    ['a group', 'From: Toko: budi@pelanggan.example;', 'budi@pelanggan.example'],
    ['an address as a name', 'From: "mira@toko.example" <budi@pelanggan.example>', 'budi@pelanggan.example'],
    ['another alphabet', 'From: budi@xn--bcher-kva.example', 'budi@xn--bcher-kva.example'],
    ['a quoted local part', 'From: <"a b"@pelanggan.example>', null],
    ['nobody', 'From: <>', null],
    ['nothing', 'X-From: budi@pelanggan.example', null],
  ])('from %s is from one address, or from none', async (_name, from, address) => {
    expect((await read(from, '', 'Halo')).from?.address ?? null).toBe(address);
  });

  it.each(['<a b@x>', '<a@x', 'a@x', '<>', `<${'a'.repeat(300)}@x>`, '<a@x>\r\n Bcc: <c@d>', '<é@x>'])(
    'an id like %j stands in no header of ours',
    async (id) => {
      expect((await read(BUDI, `Message-ID: ${id}`, '', 'Halo')).messageId).toBeNull();
    },
  );

  it('with a thousand references is read by its nearest', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `<${index}@x.example>`);
    const { references } = await mail(`References: ${ids.join('\r\n ')}`, '', 'Halo');
    expect(references).toHaveLength(100);
    expect(references[0]).toBe('<999@x.example>');
  });

  it.each([
    ['no end', ['Content-Type: multipart/mixed; boundary=x', '', '--x', '', 'Halo']],
    ['a boundary that never comes', ['Content-Type: multipart/mixed; boundary=x', '', 'Halo']],
    [
      'itself inside',
      ['Content-Type: multipart/mixed; boundary=x', '', '--x', 'Content-Type: multipart/mixed; boundary=x'],
    ],
    ['headers of no form', ['Content-Type', ': x', ' y', '', 'Halo']],
    ['no header at all', []],
  ])('with %s in its MIME does no harm', async (_name, lines) => {
    const read = await mail(...lines);
    expect(read.from?.address).toBe('budi@pelanggan.example');
  });

  it('of a thousand parts, or of headers without end, is not read at all', async () => {
    const parts = Array.from({ length: 1_000 }, () => '--x\r\n\r\npart').join('\r\n');
    await expect(mail('Content-Type: multipart/mixed; boundary=x', '', parts)).rejects.toThrow();
    await expect(mail(`X-Long: ${'x'.repeat(300_000)}`, '', 'Halo')).rejects.toThrow();
  });

  it('any bytes are read or refused', async () => {
    let state = 7;
    for (let round = 0; round < 200; round += 1) {
      const bytes = Buffer.alloc(round * 10);
      for (let index = 0; index < bytes.length; index += 1) {
        state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
        bytes[index] = round % 2 === 0 ? state >> 8 : 32 + ((state >> 8) % 95);
      }
      const source = Buffer.concat([Buffer.from('From: b@x.example\r\n'), bytes]);
      const { text } = await readMail(source).catch(() => ({ text: '' }));
      expect(text.isWellFormed() && !text.includes('\0')).toBe(true);
    }
  });
});

describe('W7 a machine’s mail', () => {
  it.each([
    'Auto-Submitted: auto-replied (vacation)',
    'Auto-Submitted: auto-generated',
    'Precedence: bulk',
    'Precedence: list',
    'X-Auto-Response-Suppress: All',
    'X-Autoreply: yes',
    'List-Id: <kabar.toko.example>',
    'Return-Path: <>',
    'Content-Type: multipart/report; report-type=disposition-notification; boundary=x',
  ])('is known by "%s"', async (header) => {
    expect((await mail(header, '', 'Saya sedang cuti.')).kind).toEqual({ kind: 'automatic' });
  });

  it.each(['Auto-Submitted: no', 'Precedence: first-class', 'Return-Path: <budi@pelanggan.example>'])(
    'is not known by "%s"',
    async (header) => {
      expect((await mail(header, '', 'Halo')).kind).toEqual({ kind: 'message' });
    },
  );

  const report = (action: string): string[] => [
    'Auto-Submitted: auto-replied',
    'Return-Path: <>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
    '',
    '--x',
    '',
    'This is the mail system.',
    '--x',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.pelanggan.example',
    '',
    'Final-Recipient: rfc822; budi@pelanggan.example',
    `Action: ${action}`,
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 <budi@pelanggan.example>: Recipient',
    '    address rejected',
    '--x',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: <${REPLY}.${TOKEN}@toko.example>`,
    'Subject: Re: Paket',
    '',
    'Halo Budi',
    '--x--',
  ];

  it('that says that a reply did not arrive says which and why', async () => {
    expect((await mail(...report('failed'))).kind).toEqual({
      kind: 'bounce',
      ids: [{ reply: REPLY, token: TOKEN }],
      reason: '550 5.1.1 <budi@pelanggan.example>: Recipient address rejected',
    });
  });

  it('that says that it is late says nothing yet', async () => {
    expect((await mail(...report('delayed'))).kind).toEqual({ kind: 'automatic' });
  });
});

describe('what is made for a reply', () => {
  it.each([
    ['Paket', 'Re: Paket'],
    ['RE: re: AW: Paket', 'Re: Paket'],
    ['Bls: Paket', 'Re: Paket'],
    ['Re[2]: Paket', 'Re: Paket'],
    ['Regarding', 'Re: Regarding'],
    ['', 'Re:'],
    ['satu\r\nBcc: x@y.example', 'Re: satu Bcc: x@y.example'],
  ])('the subject of an answer to %j is %j', (subject, answer) => {
    expect(replySubject(subject)).toBe(answer);
  });

  it('an address with a tag is known again, and only as ours', () => {
    expect(withTag('bantuan@toko.example', TOKEN)).toBe(`bantuan+${TOKEN}@toko.example`);
    expect(tagOf(`bantuan+${TOKEN}@toko.example`, 'bantuan@toko.example')).toBe(TOKEN);
    expect(tagOf(`bantuan+${TOKEN}@lain.example`, 'bantuan@toko.example')).toBeNull();
    expect(tagOf('bantuan@toko.example', 'bantuan@toko.example')).toBeNull();
    expect(withTag(`${'a'.repeat(60)}@toko.example`, TOKEN)).toBeNull();
    expect(parseAddress(' Budi@PELANGGAN.example ')).toBe('budi@pelanggan.example');
  });
});
