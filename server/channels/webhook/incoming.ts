// A customer's message that a company's server brings by webhook: is it rightly signed, is it of the form, and has it been here
// before? docs/channels.md is the page for whoever sends them.

import * as v from 'valibot';
import type { Attachment } from '#lib/rules/conversation.ts';
import { FILE_NAME_MAX, safeFileName } from '#lib/rules/fileName.ts';
import { isId, type ChannelId, type WorkspaceId } from '#lib/rules/ids.ts';
import { ATTACHMENTS_MAX } from '#lib/rules/limits.ts';
import type { Clock } from '../../clock.ts';
import type { FileIndex } from '../../files/files.ts';
import type { Sender } from '../../files/fileTable.ts';
import type { RateLimit } from '../../http/rateLimit.ts';
import type { Incoming, Received } from '../../incoming.ts';
import { isBoundedJson } from '../../parseJson.ts';
import { contactName, line, saysSomething, text } from '../../parseParts.ts';
import { hashedId, type ChannelContacts } from '../channelContacts.ts';
import { verify, type SignedHeaders } from './signature.ts';

/** Longer ones no service makes. */
const THEIR_ID_MAX = 200;
const theirId = v.pipe(line(THEIR_ID_MAX), v.nonEmpty('must not be empty'));

const file = v.strictObject({
  /** The SHA-256 of its bytes, which were brought before. */
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  name: line(FILE_NAME_MAX),
});

const message = v.strictObject({
  type: v.literal('message.received'),
  /** When it was written; shown nowhere and believed by nobody, but senders of the specification have it. */
  timestamp: v.exactOptional(line(40)),
  data: v.pipe(
    v.strictObject({
      /** The message's id on their side: one message for ever. */
      message: theirId,
      contact: v.strictObject({ id: theirId, name: v.exactOptional(contactName, '') }),
      text,
      attachments: v.exactOptional(v.pipe(v.array(file), v.maxLength(ATTACHMENTS_MAX)), []),
    }),
    v.forward(
      v.check((said) => saysSomething(said), 'must say something'),
      ['text'],
    ),
  ),
});
type Message = v.InferOutput<typeof message>['data'];

export interface IncomingPorts {
  clock: Pick<Clock, 'now'>;
  contacts: ChannelContacts;
  /** The open webhook of that id and its valid secrets; null if there is none. */
  find: (channel: ChannelId) => { workspace: WorkspaceId; secrets: string[] } | null;
  /** Signed in the place of a channel that does not exist, so that it takes as long. */
  decoy: string;
  perChannel: RateLimit;
  perContact: RateLimit;
  files: Pick<FileIndex, 'broughtBy'>;
  /** Resolves when it is durable. */
  receive: (workspace: WorkspaceId, incoming: Incoming) => Promise<Received>;
}

export type IncomingAnswer =
  | Received
  | { kind: 'not-verified' | 'stale' | 'too-fast' | 'unknown-file' }
  | { kind: 'malformed'; path: string };

export interface IncomingRequest {
  channel: string;
  headers: SignedHeaders;
  /** As it came, byte for byte. */
  body: Uint8Array;
}

export async function receiveWebhook(
  ports: IncomingPorts,
  request: IncomingRequest,
): Promise<IncomingAnswer> {
  const { channel, headers } = request;
  const body = decode(request.body);
  const found = isId(channel) ? ports.find(channel) : null;
  const verdict = verify(found?.secrets ?? [ports.decoy], headers, body ?? '', ports.clock.now());
  // One answer for what is not there and what is wrongly signed.
  if (!found || body === null || verdict === 'invalid') return { kind: 'not-verified' };
  if (verdict === 'stale') return { kind: 'stale' };
  const parsed = parse(body);
  if (typeof parsed === 'string') return { kind: 'malformed', path: parsed };
  const { workspace } = found;
  const { contact } = parsed;
  const inTime =
    ports.perContact(hashedId(workspace, channel, 'contact', contact.id)) && ports.perChannel(channel);
  if (!inTime) return { kind: 'too-fast' };
  const attachments = broughtOf(ports.files, { kind: 'channel', workspace, channel }, parsed.attachments);
  if (attachments === null) return { kind: 'unknown-file' };
  const incoming = incomingOf(ports.contacts, workspace, channel, parsed);
  return await ports.receive(workspace, { ...incoming, attachments });
}

/** Each once, as it is; null if one of them was not brought on this channel. */
function broughtOf(
  files: IncomingPorts['files'],
  sender: Sender,
  named: Message['attachments'],
): Attachment[] | null {
  const names = new Map(named.map(({ id, name }) => [id, safeFileName(name)]));
  const brought = files.broughtBy(sender, [...names.keys()]);
  const attachments = [...brought].map(([id, facts]) => ({ id, name: names.get(id) ?? '', ...facts }));
  return attachments.length === names.size ? attachments : null;
}

function incomingOf(
  contacts: ChannelContacts,
  workspace: WorkspaceId,
  channel: ChannelId,
  { message: theirs, contact, text: said }: Message,
): Omit<Incoming, 'attachments'> {
  const id = hashedId(workspace, channel, 'message', theirs);
  return {
    channel,
    address: contact.id,
    // Written before the message is: it follows from the address, and does no harm if the message then is not.
    contact: { id: contacts.idOf(workspace, channel, contact.id), name: contact.name.trim() },
    text: said,
    message: id,
    command: id,
  };
}

/** The message, or where it is wrong: '' for the whole. */
function parse(body: string): Message | string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return '';
  }
  if (!isBoundedJson(value)) return '';
  const parsed = v.safeParse(message, value, { abortEarly: true, abortPipeEarly: true });
  if (parsed.success) return parsed.output.data;
  const path = v.getDotPath(parsed.issues[0]) ?? '';
  // Said again only if it is a plain word.
  return /^[a-z.]{1,60}$/.test(path) ? path : '';
}

/** Null if it is not UTF-8: then what would be checked is not what was signed. */
function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}
