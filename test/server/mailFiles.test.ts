// Files of mails, in both directions, as real MIME: what comes is kept as it is or named as left out, and what leaves arrives
// byte for byte.

import { DatabaseSync } from 'node:sqlite';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { CHANNEL_FILES_PER_DAY, FILE_MAX, MAIL_FILES_MAX, TEXT_MAX } from '#lib/rules/limits.ts';
import { composeMail, type ReplyFile } from '../../server/channels/email/composeMail.ts';
import { keepFiles, type KeptFiles } from '../../server/channels/email/mailFiles.ts';
import { readMail } from '../../server/channels/email/readMail.ts';
import { postMail } from '../../server/channels/email/smtp.ts';
import { Files } from '../../server/files/files.ts';
import { FileTable } from '../../server/files/fileTable.ts';
import { REPLY } from '../contract/channel.suite.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { MemoryDisk } from '../support/memoryDisk.ts';
import { mailWithFiles, PDF, PNG, type MailPart } from '../support/testMailbox.ts';
import { SMTP_PASSWORD, SMTP_USER, TestSmtp } from '../support/testSmtp.ts';

const SENDER = { kind: 'channel', workspace: 'toko', channel: 'surat' } as const;

let disk: MemoryDisk;
let files: Files;
let table: FileTable;
let room = Infinity;

beforeEach(() => {
  disk = new MemoryDisk();
  table = new FileTable(new DatabaseSync(':memory:'));
  files = new Files({ disk, table, clock: new FakeClock(), problem: () => undefined });
  room = Infinity;
});

async function receive(...parts: MailPart[]): Promise<KeptFiles> {
  const mail = await readMail(Buffer.from(mailWithFiles({ text: 'Lihat' }, parts)));
  expect(mail.text).toBe('Lihat');
  return await keepFiles(mail.files, {
    store: (bytes) => files.store(SENDER, [bytes]),
    mayBring: (bytes) => (room -= bytes) >= 0,
  });
}

const bytesOf = (kept: KeptFiles, index = 0): Promise<Buffer> =>
  buffer(files.read(kept.attachments[index]!.id, 0, kept.attachments[index]!.size));

describe('G1 files of a mail', () => {
  it('are kept byte for byte, as what they are and not as what the mail calls them', async () => {
    const kept = await receive(
      { name: 'nota.pdf', type: 'text/html', bytes: PDF },
      { name: 'foto.png', type: 'image/svg+xml', bytes: PNG },
    );
    expect(kept.attachments).toMatchObject([
      { name: 'nota.pdf', type: 'application/pdf', size: PDF.length },
      { name: 'foto.png', type: 'image/png', size: PNG.length },
    ]);
    expect(kept.leftOut).toEqual([]);
    expect(await bytesOf(kept)).toEqual(PDF);
    expect(await bytesOf(kept, 1)).toEqual(PNG);
  });

  it('are kept once: twice in a mail, or in mails that come again', async () => {
    const part = { name: 'nota.pdf', type: 'application/pdf', bytes: PDF };
    const first = await receive(part, { ...part, name: 'salinan.pdf' });
    const second = await receive(part);
    expect(first).toEqual(second);
    expect(first.attachments).toHaveLength(1);
    expect(disk.files.size).toBe(1);
    expect(disk.drafts).toBe(0);
  });

  it('M20 run nowhere: a page, a drawing and a program are nothing but bytes with a harmless name', async () => {
    const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const names = ['../../etc/passwd', 'nota\u202efdp.exe', 'C:\\a\\b.html', '..', 'a\r\nX-Evil: 1'];
    const kept = await receive(
      ...names.map((name, index) => ({
        name,
        type: 'text/html',
        bytes: Buffer.concat([bytes, Buffer.from([index])]),
      })),
    );
    expect(kept.attachments.map(({ name }) => name)).toEqual([
      'passwd',
      'notafdp.exe',
      'b.html',
      'file.html',
      'aX-Evil_ 1',
    ]);
    expect(new Set(kept.attachments.map(({ type }) => type))).toEqual(new Set(['application/octet-stream']));
  });

  it('that stand in the text are files too; spacers of its layout are none', async () => {
    const big = Buffer.from(PNG);
    big.writeUInt32BE(640, 16);
    big.writeUInt32BE(480, 20);
    const inline = { type: 'image/png', cid: 'a' };
    const kept = await receive(
      { ...inline, name: 'layar.png', bytes: big },
      { ...inline, name: 'titik.png', bytes: PNG },
    );
    expect(kept.attachments.map(({ name }) => name)).toEqual(['layar.png']);
    expect(kept.leftOut).toEqual([]);
  });

  it('without a name are called by what the mail says they are', async () => {
    const kept = await receive(
      { name: null, type: 'application/pdf', bytes: PDF },
      { name: null, type: 'message/rfc822', bytes: Buffer.from('Subject: lama\r\n\r\nHalo') },
    );
    expect(kept.attachments.map(({ name }) => name)).toEqual(['file.pdf', 'mail.eml']);
  });

  it('that are too large, too many, too much for a day or for the disk are named, and the others are kept', async () => {
    const nota = { name: 'nota.pdf', type: 'application/pdf', bytes: PDF };
    const film = { name: 'film.mp4', type: 'video/mp4', bytes: Buffer.alloc(FILE_MAX + 1) };
    const large = await receive(film, nota);
    expect(large.attachments.map(({ name }) => name)).toEqual(['nota.pdf']);
    expect(large.leftOut).toEqual([{ name: 'film.mp4', why: 'too-large' }]);

    const many = await receive(
      ...Array.from({ length: MAIL_FILES_MAX + 1 }, (_, index) => ({
        ...nota,
        name: `${index}.pdf`,
        bytes: Buffer.concat([PDF, Buffer.from([index])]),
      })),
    );
    expect(many.attachments).toHaveLength(MAIL_FILES_MAX);
    expect(many.leftOut).toEqual([{ name: `${MAIL_FILES_MAX}.pdf`, why: 'too-many' }]);

    room = PDF.length;
    expect((await receive(nota, { ...nota, name: 'lagi.pdf' })).leftOut).toEqual([
      { name: 'lagi.pdf', why: 'too-much' },
    ]);
    room = Infinity;
    disk.room = 0;
    expect((await receive(nota)).leftOut).toEqual([{ name: 'nota.pdf', why: 'no-room' }]);
    expect(disk.drafts).toBe(0);
    disk.room = Infinity;
    const facts = { size: CHANNEL_FILES_PER_DAY, type: 'application/pdf' };
    table.add(SENDER, 'a'.repeat(64), facts, new FakeClock().now());
    expect((await receive(nota)).leftOut).toEqual([{ name: 'nota.pdf', why: 'too-much' }]);
  });
});

describe('G2 files of a reply by mail', () => {
  const ADDRESSES = { from: 'toko@toko.example', to: 'budi@pelanggan.example', token: 'a', tagged: false };
  const fileOf = (name: string, type: string, bytes: Buffer): ReplyFile => ({
    ...{ name, type, size: bytes.length },
    bytes: async function* () {
      yield Promise.resolve(bytes.subarray(0, 7));
      yield Promise.resolve(bytes.subarray(7));
    },
  });

  it('arrive byte for byte, with their names, and the mail is no larger than it says', async () => {
    const binary = Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7) % 256));
    const mail = composeMail({ ...REPLY, text: '🙏'.repeat(TEXT_MAX / 2) }, ADDRESSES, [
      fileOf('nota.pdf', 'application/pdf', PDF),
      fileOf('daftar harga – “ baru ” 🙏.docx', 'application/zip', binary),
      fileOf('lama.eml', 'application/octet-stream', Buffer.from('Subject: x\r\n\r\n--\r\n.\r\n')),
    ]);
    const source = await buffer(mail.content);
    expect(source.length).toBeLessThanOrEqual(mail.size);
    const read = await readMail(source);
    expect(read.text).toBe('🙏'.repeat(TEXT_MAX / 2));
    expect(read.files.map(({ name }) => name)).toEqual([
      'nota.pdf',
      'daftar harga – “ baru ” 🙏.docx',
      'lama.eml',
    ]);
    expect(Buffer.from(read.files[0]!.content)).toEqual(PDF);
    expect(Buffer.from(read.files[1]!.content)).toEqual(binary);
    const types = source.toString('latin1').match(/^Content-Type:\s*[^;\s]+/gm) ?? [];
    expect(types.map((line) => line.replace(/.*\s/s, ''))).toEqual([
      'multipart/mixed',
      'text/plain',
      'application/pdf',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/octet-stream',
    ]);
    expect(source.includes('Content-Disposition: inline')).toBe(false);
  });

  it('a name of a file is never a header', async () => {
    const name = 'a\r\nBcc: mira@toko.example\r\n\r\n<b>.html';
    const source = await buffer(composeMail(REPLY, ADDRESSES, [fileOf(name, 'text/html', PDF)]).content);
    expect(source.toString('latin1')).not.toMatch(/^Bcc:/im);
  });

  it('R17 that cannot be read to their end: no server has taken a part for the whole, and it is tried again', async () => {
    const smtp = await TestSmtp.start();
    const server = { host: '127.0.0.1', port: smtp.port, security: 'none' as const, user: SMTP_USER };
    const broken: ReplyFile = {
      ...{ name: 'nota.pdf', type: 'application/pdf', size: 500_000 },
      bytes: async function* () {
        yield await Promise.resolve(Buffer.alloc(400_000));
        throw new Error('the file is shorter than it was');
      },
    };
    const mail = composeMail(REPLY, { ...ADDRESSES, from: SMTP_USER }, [broken]);
    const clock = new FakeClock();
    const posted = await postMail(
      { clock, allowPrivate: true },
      { ...server, password: SMTP_PASSWORD },
      mail,
    );
    expect(posted).toMatchObject({ kind: 'not-sent', reason: 'file-unreadable' });
    await smtp.stop();
    expect(smtp.got).toEqual([]);
  });
});
