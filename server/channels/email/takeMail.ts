// One mail, decided in a turn of its workspace: whose conversation it belongs to, whether it was here before, and how far the
// mailbox has been read with it, all in one commit.
//
// A mail joins a conversation if it shows that its writer has mail of it (an id or an address with the conversation's token, or
// the id of a mail that came in it) and if it is from the same address. Anybody can write any address in From, and anybody who
// was forwarded a mail has its ids: either alone would let somebody speak as the customer, in the customer's thread.

import type { ChannelId, ContactId, ConversationId, WorkspaceId } from '#lib/rules/ids.ts';
import { decideInput, type Desk } from '../../decisions.ts';
import { receive, type Received } from '../../incoming.ts';
import { hashedId } from '../channelContacts.ts';
import { tagOf } from './mailAddress.ts';
import { ownIdsIn, type OwnId } from './messageIds.ts';
import type { KeptFiles } from './mailFiles.ts';
import type { Mail } from './readMail.ts';

/** Why a mail is in no conversation: words of docs/channels.md. It stays in the mailbox. */
export type SetAside = 'own' | 'automatic' | 'no-sender' | 'unreadable' | 'flood' | 'bounce';

export type Taken =
  | { kind: 'received'; received: Received }
  /** A reply that did not arrive is marked as failed. */
  | { kind: 'bounced'; conversation: ConversationId }
  | { kind: 'set-aside'; why: SetAside };

/** As it is decided: with its files where they are kept. */
export type ReadyMail = Omit<Mail, 'files'> & KeptFiles;

export interface Mailbox {
  channel: ChannelId;
  /** The channel's own address. */
  address: string;
  tokenOf: (workspace: WorkspaceId, channel: ChannelId, conversation: ConversationId) => string;
}

/** @param contact the sender's id; null where it says nothing of use about who sent it */
export function takeMail(
  desk: Desk & { newId(): string },
  mailbox: Mailbox,
  mail: ReadyMail,
  contact: ContactId | null,
): Taken {
  const { kind } = mail;
  if (kind.kind === 'bounce') return takeBounce(desk, mailbox, kind);
  // Our own mails, sent back by a rule of somebody's mailbox: the beginning of a loop.
  if (mail.from?.address === mailbox.address || ownIdsIn(mail.messageId ?? '').length > 0)
    return { kind: 'set-aside', why: 'own' };
  if (kind.kind === 'automatic') return { kind: 'set-aside', why: 'automatic' };
  if (mail.from === null || contact === null) return { kind: 'set-aside', why: 'no-sender' };
  return {
    kind: 'received',
    received: takeMessage(desk, mailbox, mail, { id: contact, name: mail.from.name }),
  };
}

function takeMessage(
  desk: Desk & { newId(): string },
  mailbox: Mailbox,
  mail: ReadyMail,
  contact: { id: ContactId; name: string },
): Received {
  const { channel, tokenOf } = mailbox;
  const key = keyOf(desk, channel, contact.id, mail.messageId ?? mail.fingerprint);
  const conversation = threadOf(desk, mailbox, mail, contact.id) ?? desk.newId();
  const incoming = {
    channel,
    address: threadKey(tokenOf(desk.workspace, channel, conversation)),
    contact,
    text: textOf(mail),
    attachments: mail.attachments,
    subject: mail.subject,
    ...(mail.leftOut.length > 0 && { leftOut: mail.leftOut }),
    message: mail.messageId ?? key,
    command: key,
  };
  const newId = (): ConversationId => conversation;
  const first = receive(desk, incoming, newId);
  // A program that calls all its mails by one id. Nobody's mail is lost for that.
  const again = keyOf(desk, channel, contact.id, mail.fingerprint);
  const received =
    first.kind === 'different'
      ? receive(desk, { ...incoming, message: again, command: again }, newId)
      : first;
  if (received.kind === 'accepted')
    desk.turn.add('contacts', { channel, address: mailKey(incoming.message), conversation });
  return received;
}

/** A mail that says nothing else says its subject. */
function textOf({ text, subject, attachments, leftOut }: ReadyMail): string {
  return text === '' && attachments.length + leftOut.length === 0 ? subject : text;
}

/** The conversation that a mail belongs to; null if it begins one. */
function threadOf(
  desk: Desk,
  { channel, address }: Mailbox,
  mail: ReadyMail,
  contact: ContactId,
): ConversationId | null {
  const tags = mail.recipients.map((recipient) => tagOf(recipient, address)).filter((tag) => tag !== null);
  const tokens = ownIdsIn(mail.references.join(' ')).map(({ token }) => token);
  const keys = [
    // First itself: what comes twice belongs where it came first.
    ...(mail.messageId === null ? [] : [mailKey(mail.messageId)]),
    ...[...tags, ...tokens].map(threadKey),
    ...mail.references.map(mailKey),
  ];
  for (const key of new Set(keys)) {
    const conversation = desk.turn.conversationOf(channel, key);
    const card = conversation === null ? null : desk.turn.card(conversation)?.card;
    if (card && !card.erased && card.contact.id === contact) return card.id;
  }
  return null;
}

/** A mail server says that a reply of ours did not arrive. Who sent it proves nothing; that it knows the id and its token does. */
function takeBounce(desk: Desk, mailbox: Mailbox, bounce: { ids: OwnId[]; reason: string }): Taken {
  for (const { reply, token } of bounce.ids) {
    const conversation = desk.turn.conversationOf(mailbox.channel, threadKey(token));
    const seq = desk.turn.verdict(reply);
    if (conversation === null || seq === null) continue;
    const [record] = desk.log.read(desk.workspace, seq - 1, 1);
    const sent = record?.events.some(
      (event) => event.kind === 'reply-sent' && event.conversation === conversation,
    );
    if (!sent) continue;
    const delivery = { state: 'failed' as const, reason: bounce.reason };
    decideInput(desk, { kind: 'change-delivery', conversation, reply: seq, delivery }, 'relay', null);
    return { kind: 'bounced', conversation };
  }
  return { kind: 'set-aside', why: 'bounce' };
}

function keyOf({ workspace }: Desk, channel: ChannelId, contact: ContactId, theirs: string): string {
  return hashedId(workspace, channel, 'message', `${contact} ${theirs}`);
}

function threadKey(token: string): string {
  return `thread ${token}`;
}

function mailKey(id: string): string {
  return `mail ${id}`;
}
