// What a try makes durable: that it has begun, before anything leaves, and what it came to. A relay that dies in between
// finds a try that is under way, and knows that nobody knows.

import type { Attachment } from '#lib/rules/conversation.ts';
import type { Event } from '#lib/rules/event.ts';
import { entryOf, memberOf, type ConversationId } from '#lib/rules/ids.ts';
import type { OutgoingReply } from '../channels/channel.ts';
import { decideInput, type Desk } from '../decisions.ts';
import type { Facet } from '../log/facets.ts';
import { UNDER_WAY, type Dispatch } from '../log/log.ts';
import type { Outcome } from './outcome.ts';

/** References of a mail: enough for any program to find the thread. */
const ANSWERED_MAX = 10;

/** Marks the try as begun. Null if there is nothing to send any more: the conversation was erased. */
export function beginTry(
  desk: Desk,
  dispatch: Dispatch,
): { dispatch: Dispatch; reply: OutgoingReply } | null {
  const reply = replyOf(desk, dispatch);
  if (!reply) return null;
  const begun: Dispatch = { ...dispatch, attempts: dispatch.attempts + 1, nextAt: UNDER_WAY };
  desk.turn.add('dispatches', begun);
  return { dispatch: begun, reply };
}

/** Marks what it came to, and tells the thread. */
export function endTry(desk: Desk, dispatch: Dispatch, { state, nextAt, delivery }: Outcome): Dispatch {
  const { conversation, reply } = dispatch;
  const ended: Dispatch = { ...dispatch, state, nextAt };
  if (delivery) decideInput(desk, { kind: 'change-delivery', conversation, reply, delivery }, 'relay', null);
  desk.turn.add('dispatches', ended);
  return ended;
}

function replyOf(desk: Desk, { id, conversation, channel, reply }: Dispatch): OutgoingReply | null {
  const card = desk.turn.card(conversation)?.card;
  const [record] = desk.log.read(desk.workspace, reply - 1, 1);
  const sent = record?.events.find((event) => isReply(event) && event.conversation === conversation);
  if (!card || card.erased || !record || !sent || !isReply(sent)) return null;
  const author = entryOf(desk.turn.directory.members, memberOf(record.by) ?? '')?.name ?? '';
  const { text, attachments } = sent;
  const contact = { id: card.contact.id, name: card.contact.name };
  const team = desk.turn.directory.settings.name;
  return {
    id,
    workspace: desk.workspace,
    channel,
    conversation,
    contact,
    author,
    team,
    answers: answeredBy(desk, conversation, reply),
    text,
    attachments,
    at: record.at,
  };
}

/** The same at every try, whatever the customer has said since. */
function answeredBy(desk: Desk, conversation: ConversationId, reply: number): OutgoingReply['answers'] {
  const facets: Facet[] = [`conversation/${conversation}`, 'kind/message-received'];
  const { seqs } = desk.log.audited(desk.workspace, facets, { after: 0, before: reply }, ANSWERED_MAX);
  const messages = seqs.reverse().flatMap((seq) => {
    const [record] = desk.log.read(desk.workspace, seq - 1, 1);
    return record?.events.filter(isMessage).filter((event) => event.conversation === conversation) ?? [];
  });
  return {
    messages: messages.map(({ message }) => message),
    subject: messages.at(-1)?.subject ?? '',
  };
}

type Reply = Event & { kind: 'reply-sent'; text: string; attachments: Attachment[] };
type Message = Extract<Event, { kind: 'message-received' }>;

function isMessage(event: Event): event is Message {
  return event.kind === 'message-received';
}

function isReply(event: Event): event is Reply {
  return event.kind === 'reply-sent';
}
