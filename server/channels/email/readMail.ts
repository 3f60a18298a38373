// A mail as it came, byte for byte, into what a decision needs. Anybody may have written it: every part is bounded, and what
// cannot be read is left out.

import { createHash } from 'node:crypto';
import { simpleParser, type EmailAddress, type ParsedMail } from 'mailparser';
import { safeFileName } from '#lib/rules/fileName.ts';
import { NAME_MAX } from '#lib/rules/limits.ts';
import { parseAddress } from './mailAddress.ts';
import { kindOfMail, type HeaderOf, type MailKind } from './mailKind.ts';
import { crudeText, oneLine, plainSubject, plainText } from './mailText.ts';
import { messageIdsIn, parseMessageId } from './messageIds.ts';

export interface MailFile {
  name: string;
  content: Uint8Array;
  /** Of its HTML: a picture in the text, or of a signature. */
  isPart: boolean;
}

export interface Mail {
  /** Who it says it is from. Null if it says nothing of use. */
  from: { address: string; name: string } | null;
  messageId: string | null;
  /** What makes two mails without an id one: a hash of who, when and what. */
  fingerprint: string;
  /** Ids of the mails that it answers, nearest first. */
  references: string[];
  /** Whom it was sent to. */
  recipients: string[];
  subject: string;
  text: string;
  files: MailFile[];
  kind: MailKind;
}

/** Characters of HTML that are made into text; a mail of more is a newsletter. */
const HTML_MAX = 400_000;
const PARTS_MAX = 200;
const HEADERS_MAX = 256 * 1_024;
const RECIPIENTS_MAX = 100;

/** @throws if it cannot be read at all */
export async function readMail(source: Uint8Array): Promise<Mail> {
  const parsed = await simpleParser(Buffer.from(source), {
    skipTextToHtml: true,
    skipImageLinks: true,
    keepCidLinks: true,
    maxHtmlLengthToParse: HTML_MAX,
    maxChildNodes: PARTS_MAX,
    maxHeadSize: HEADERS_MAX,
    checksumAlgo: false,
    keepDeliveryStatus: true,
    ignoreEmbedded: true,
  });
  const header = headersOf(parsed);
  const text = textOf(parsed);
  const subject = plainSubject(parsed.subject ?? '');
  const from = senderOf(parsed);
  const date = header('date') ?? '';
  return {
    from,
    messageId: parseMessageId(header('message-id') ?? ''),
    fingerprint: hash([from?.address ?? '', date, subject, text]),
    references: [
      ...messageIdsIn(header('in-reply-to') ?? '').reverse(),
      ...messageIdsIn(header('references') ?? '').reverse(),
    ],
    recipients: recipientsOf(parsed, header),
    subject,
    text,
    files: parsed.attachments.map(fileOf),
    kind: kindOfMail(header, parsed.attachments),
  };
}

function headersOf({ headerLines }: ParsedMail): HeaderOf {
  return (name) => {
    const line = headerLines.find(({ key }) => key === name)?.line;
    if (line === undefined) return null;
    return line
      .slice(line.indexOf(':') + 1)
      .replaceAll(/\r?\n[ \t]*/g, ' ')
      .trim();
  };
}

function senderOf({ from }: ParsedMail): Mail['from'] {
  for (const { address, name } of flat(from?.value ?? [])) {
    const parsed = parseAddress(address ?? '');
    if (parsed !== null) return { address: parsed, name: oneLine(name, NAME_MAX) };
  }
  return null;
}

function recipientsOf({ to, cc }: ParsedMail, header: HeaderOf): string[] {
  const named = [to, cc].flat().flatMap((one) => flat(one?.value ?? []));
  const delivered = ['delivered-to', 'x-original-to', 'envelope-to'].map((name) => header(name) ?? '');
  const all = [...named.map(({ address }) => address ?? ''), ...delivered].slice(0, RECIPIENTS_MAX);
  return [...new Set(all.map(parseAddress).filter((address) => address !== null))];
}

/** Groups (RFC 5322, section 3.4) are their members. */
function flat(addresses: readonly EmailAddress[]): EmailAddress[] {
  return addresses.flatMap((one) => one.group ?? [one]);
}

function textOf({ text = '', html }: ParsedMail): string {
  const plain = plainText(text);
  if (plain !== '' || typeof html !== 'string') return plain;
  return plainText(crudeText(html));
}

function fileOf({
  filename = '',
  contentType,
  content,
  related = false,
}: ParsedMail['attachments'][number]): MailFile {
  return { name: safeFileName(filename, namelessFile(contentType)), content, isPart: related };
}

/** What a part without a name is called by its type, which its sender says: for people only. */
export function namelessFile(type: string): string {
  if (/^message\/rfc822$/i.test(type)) return 'mail.eml';
  const [extension = 'bin'] = /[a-z0-9]{1,10}$/i.exec(type) ?? [];
  return `file.${extension}`;
}

function hash(parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
