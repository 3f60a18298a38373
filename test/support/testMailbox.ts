// A shop with an e-mail channel on a real IMAP server and an SMTP server of the test's own, over the relay's whole HTTP side.

import { Dovecot, IMAP_PASSWORD, IMAP_USER } from './dovecot.ts';
import { SMTP_PASSWORD, SMTP_USER, TestSmtp } from './testSmtp.ts';

/** The channel's own address. */
export const SHOP = SMTP_USER;

/** What an admin sets, for servers on these ports. */
export function mailboxSettings({ imap, smtp }: { imap: number; smtp: number }) {
  const server = { host: '127.0.0.1', security: 'none' as const };
  return {
    address: SHOP,
    imap: { ...server, port: imap, user: IMAP_USER },
    smtp: { ...server, port: smtp, user: SMTP_USER },
    tagged: false,
  };
}

export const MAILBOX_PASSWORDS = { imap: IMAP_PASSWORD, smtp: SMTP_PASSWORD };

export interface MailServers {
  dovecot: Dovecot;
  smtp: TestSmtp;
}

/** Both servers, started together. */
export async function startMailServers(): Promise<MailServers> {
  const [dovecot, smtp] = await Promise.all([Dovecot.start(), TestSmtp.start()]);
  return { dovecot, smtp };
}

export async function stopMailServers({ dovecot, smtp }: MailServers): Promise<void> {
  await Promise.all([dovecot.stop(), smtp.stop()]);
}

export interface Written {
  id?: string;
  from?: string;
  subject?: string;
  text?: string;
  /** The mail that it answers. */
  answers?: string;
  headers?: string[];
}

let count = 0;

/** A customer's mail, as their program writes it. */
export function mailOf({
  id = `<${++count}@pelanggan.example>`,
  from = 'Budi <budi@pelanggan.example>',
  subject = 'Paket',
  text = 'Halo',
  answers,
  headers = [],
}: Written = {}): string {
  return [
    `From: ${from}`,
    `To: ${SHOP}`,
    `Subject: ${subject}`,
    `Message-ID: ${id}`,
    ...(answers === undefined ? [] : [`In-Reply-To: ${answers}`, `References: ${answers}`]),
    ...headers,
    '',
    text,
    '',
  ].join('\r\n');
}

/** A picture of one pixel, and what begins as a PDF does. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const PDF = Buffer.from('%PDF-1.7\nan invoice\n%%EOF');

export interface MailPart {
  name: string | null;
  type: string;
  bytes: Buffer;
  /** It stands in the text. */
  cid?: string;
}

/** Names as programs write them today (RFC 2231). */
function partLines({ name, type, bytes, cid }: MailPart): string[] {
  const kind = cid === undefined ? 'attachment' : 'inline';
  const named = name === null ? '' : `; filename*=utf-8''${encodeURIComponent(name)}`;
  const isMail = type === 'message/rfc822';
  return [
    `--files`,
    `Content-Type: ${type}`,
    `Content-Disposition: ${kind}${named}`,
    ...(cid === undefined ? [] : [`Content-ID: <${cid}>`]),
    `Content-Transfer-Encoding: ${isMail ? '8bit' : 'base64'}`,
    '',
    isMail ? bytes.toString('latin1') : (bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n'),
  ];
}

/** A customer's mail with files behind its text. */
export function mailWithFiles(
  { text = 'Halo', headers = [], ...written }: Written,
  parts: MailPart[],
): string {
  const type = parts.some(({ cid }) => cid !== undefined) ? 'related' : 'mixed';
  return mailOf({
    ...written,
    headers: [...headers, `Content-Type: multipart/${type}; boundary=files`],
    text: ['--files', '', text, ...parts.flatMap(partLines), '--files--'].join('\r\n'),
  });
}

/** A mail server's word that a reply of ours, by its id, did not arrive. */
export function bounceOf(id: string): string {
  return mailOf({
    from: 'MAILER-DAEMON@mx.example',
    headers: ['Return-Path: <>', 'Content-Type: multipart/report; report-type=delivery-status; boundary=x'],
    text: [
      ...['--x', '', 'Maaf.', '--x', 'Content-Type: message/delivery-status', ''],
      ...['Final-Recipient: rfc822; budi@pelanggan.example', 'Action: failed', 'Status: 5.2.2'],
      ...['Diagnostic-Code: smtp; 552 mailbox full', '', '--x', 'Content-Type: message/rfc822', ''],
      ...[`Message-ID: ${id}`, '', 'Sebentar ya', '--x--'],
    ].join('\r\n'),
  });
}
