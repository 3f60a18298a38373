// A reply as the mail that it leaves as: text, with the headers by which the customer's program puts it where it belongs.

import MailComposer from 'nodemailer/lib/mail-composer';
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
  bytes: Buffer;
}

const NAME_MAX = 120;

/** @param token the conversation's own; `tagged`: it stands in the address for answers too */
export async function composeMail(
  reply: OutgoingReply,
  { from, to, token, tagged }: Envelope & { token: string; tagged: boolean },
): Promise<ComposedMail> {
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
    // What others wrote is never a file or an address to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const bytes = await composer.compile().build();
  return { envelope: { from, to }, messageId, bytes };
}
