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

/** Both servers, started together. */
export async function startMailServers(): Promise<{ dovecot: Dovecot; smtp: TestSmtp }> {
  const [dovecot, smtp] = await Promise.all([Dovecot.start(), TestSmtp.start()]);
  return { dovecot, smtp };
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
