// A reply as the mail that it leaves as: text and files, with the headers by which the customer's program puts it where it belongs.

import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import { safeFileName } from '#lib/rules/fileName.ts';
import { UNKNOWN_TYPE } from '#lib/rules/fileKind.ts';
import type { FileFacts } from '../../files/fileTable.ts';
import type { OutgoingReply } from '../channel.ts';
import { domainOf, withTag } from './mailAddress.ts';
import { oneLine, replySubject } from './mailText.ts';
import { ownMessageId, parseMessageId } from './messageIds.ts';

export interface Envelope {
  from: string;
  to: string;
}

export interface ComposedMail {
  envelope: Envelope;
  messageId: string;
  /** Bytes of all of it, at most. */
  size: number;
  /** Once: its files are read as it is. Ends with an error where one of them cannot be. */
  content: Readable;
}

/** A file of a reply, read when its turn comes. */
export interface ReplyFile extends FileFacts {
  name: string;
  bytes: () => AsyncIterable<Uint8Array>;
}

const NAME_MAX = 120;
/** Headers, and the text as it grows by being encoded. */
const ROUND_TEXT = 8_192;
const ENCODED_TEXT = 9;
const ROUND_FILE = 2_048;
/** Names of mails in a file: as such a part they would be read as what was said. */
const MAIL_NAME = /\.(eml|mht|mhtml|mime)$/i;

/** @param token the conversation's own; `tagged`: it stands in the address for answers too */
export function composeMail(
  reply: OutgoingReply,
  { from, to, token, tagged }: Envelope & { token: string; tagged: boolean },
  files: readonly ReplyFile[],
): ComposedMail {
  const { id, author, team, contact, answers, text, at } = reply;
  const messageId = ownMessageId(id, token, domainOf(from));
  // What stood in the log may be a hash, where the customer's mail had no id of use.
  const references = answers.messages.map(parseMessageId).filter((one) => one !== null);
  const replyTo = tagged ? withTag(from, token) : null;
  const nearest = references.at(-1);
  const composer = new MailComposer({
    from: { name: oneLine(author === '' ? team : `${author} (${team})`, NAME_MAX), address: from },
    to: { name: oneLine(contact.name, NAME_MAX), address: to },
    ...(replyTo !== null && { replyTo }),
    subject: replySubject(answers.subject),
    messageId,
    ...(nearest !== undefined && { inReplyTo: nearest, references }),
    date: new Date(at),
    text,
    attachments: files.map(partOf),
    // What others wrote is never a file or an address to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    envelope: { from, to },
    messageId,
    size: files.reduce((sum, { size }) => sum + encodedSize(size), ROUND_TEXT + text.length * ENCODED_TEXT),
    content: composer.compile().createReadStream(),
  };
}

/** Where our own list of kinds does not know it, the ending of its name says what opens it. */
function partOf({ name, type, bytes }: ReplyFile): {
  filename: string;
  content: Readable;
  contentDisposition: 'attachment';
  contentTransferEncoding: 'base64';
  contentType?: string;
} {
  const filename = safeFileName(name);
  const isMail = MAIL_NAME.test(filename);
  const isKnown = type !== UNKNOWN_TYPE && type !== 'application/zip';
  return {
    filename,
    content: Readable.from(bytes()),
    contentDisposition: 'attachment',
    contentTransferEncoding: 'base64',
    ...((isMail || isKnown) && { contentType: isMail ? UNKNOWN_TYPE : type }),
  };
}

/** Base64 in lines of 76 (RFC 2045, section 6.8), and the headers of its part. */
function encodedSize(size: number): number {
  const characters = Math.ceil(size / 3) * 4;
  return characters + Math.ceil(characters / 76) * 2 + ROUND_FILE;
}
