// A customer's message, from whichever channel: one conversation for each contact of a channel, one decision for each message.

import type { Attachment, LeftOut } from '#lib/rules/conversation.ts';
import type { ChannelId, CommandId, ContactId, ConversationId } from '#lib/rules/ids.ts';
import { decideInput, type Desk } from './decisions.ts';

export interface Incoming {
  channel: ChannelId;
  /** What the channel knows the contact by. */
  address: string;
  contact: { id: ContactId; name: string };
  text: string;
  attachments: Attachment[];
  /** Of a mail. */
  subject?: string;
  leftOut?: LeftOut[];
  /** The message's id on the customer's side, and what it is decided under: once for ever. */
  message: string;
  command: CommandId;
}

export type Received =
  | { kind: 'accepted' | 'again'; conversation: ConversationId; seq: number }
  /** The id was used before, for another message. */
  | { kind: 'different' };

/** @param newId for a contact who has no conversation yet */
export function receive(desk: Desk, incoming: Incoming, newId: () => string): Received {
  const { channel, address, contact, text, attachments, message, command, subject, leftOut } = incoming;
  const known = desk.turn.conversationOf(channel, address);
  const decided = desk.turn.verdict(command);
  if (decided !== null) return seenBefore(desk, incoming, decided, known);
  const conversation = known ?? newId();
  desk.files.named(
    desk.workspace,
    attachments.map(({ id }) => id),
  );
  if (known === null) desk.turn.add('contacts', { channel, address, conversation });
  const input = {
    kind: 'receive-message' as const,
    conversation,
    contact: { ...contact, fields: {} },
    channel,
    text,
    attachments,
    message,
    ...(subject !== undefined && { subject }),
    ...(leftOut !== undefined && { leftOut }),
  };
  decideInput(desk, input, 'contact', command);
  const { seq } = desk.turn.head;
  const nameless = desk.turn.card(conversation)?.card.contact.name === '';
  if (nameless && contact.name !== '') {
    decideInput(desk, { kind: 'rename-contact', conversation, name: contact.name }, 'contact', null);
  }
  return { kind: 'accepted', conversation, seq };
}

/** What is not in the log any more (it was erased) cannot be compared, and counts as the same. */
function seenBefore(
  desk: Desk,
  { message, text }: Incoming,
  seq: number,
  known: ConversationId | null,
): Received {
  const [record] = desk.log.read(desk.workspace, seq - 1, 1);
  const before = record?.events.find(
    (event) => event.kind === 'message-received' && event.message === message,
  );
  if (before?.kind !== 'message-received') return { kind: 'again', conversation: known ?? '', seq };
  const same = before.conversation === known && before.text === text;
  return same ? { kind: 'again', conversation: known, seq } : { kind: 'different' };
}
