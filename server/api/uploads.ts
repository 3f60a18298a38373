// Files on their way in, before the message that shows them: by members, and by visitors of a web chat.

import type { AttachmentId } from '#lib/rules/ids.ts';
import { isId } from '#lib/rules/ids.ts';
import { FILE_MAX } from '#lib/rules/limits.ts';
import { visitorOf } from '../channels/visitor.ts';
import type { Brought } from '../files/files.ts';
import { nameOf, type Sender } from '../files/fileTable.ts';
import { networkOf } from '../network.ts';
import type { Principal } from '../principal.ts';
import { ApiError, limited, mustBeMember, type ApiContext, type ApiPorts } from './context.ts';

const SHA_256 = /^[0-9a-f]{64}$/;
const BYTES = /^\d{1,15}$/;
const VISITOR = /^Visitor +(\S+)$/i;

export async function getUpload(ports: ApiPorts, context: ApiContext): Promise<Response> {
  return state(ports, context, await senderOf(ports, context));
}

export async function putUpload(ports: ApiPorts, context: ApiContext): Promise<Response> {
  return takeUpload(ports, context, await senderOf(ports, context));
}

export function getChatUpload(ports: ApiPorts, context: ApiContext): Response {
  return state(ports, context, mustBeVisitor(ports, context));
}

export function putChatUpload(ports: ApiPorts, context: ApiContext): Promise<Response> {
  return takeUpload(ports, context, mustBeVisitor(ports, context));
}

/** @throws ApiError if there is no such file that anybody could have */
export function fileParam(context: ApiContext): AttachmentId {
  const id = context.req.param('file') ?? '';
  if (SHA_256.test(id)) return id;
  throw noSuchFile();
}

/** One answer for what there is not and what is not for whoever asks. */
export function noSuchFile(): ApiError {
  return new ApiError(404, 'no-such-file', 'There is no such file, or it is not for you.');
}

/**
 * The visitor whose secret came as `Authorization: Visitor {secret}`: in no address, where logs would have it.
 *
 * @throws ApiError if there is none, or no such web chat
 */
export function mustBeVisitor(
  { channels }: Pick<ApiPorts, 'channels'>,
  context: ApiContext,
): Principal & { kind: 'visitor' } {
  const { workspace = '', channel = '' } = context.req.param();
  const secret = VISITOR.exec(context.req.header('authorization') ?? '')?.[1];
  const open = isId(workspace) && isId(channel) && channels.openChats.kindOf(workspace, channel) !== null;
  const visitor = open && secret !== undefined ? visitorOf(workspace, channel, secret) : null;
  if (visitor === null) {
    throw new ApiError(401, 'not-a-visitor', 'Send Authorization: Visitor and the secret of a chat page.');
  }
  return { kind: 'visitor', workspace, channel, visitor };
}

async function senderOf(ports: ApiPorts, context: ApiContext): Promise<Sender> {
  return mustBeMember(ports, context, context.req.param('workspace') ?? '');
}

function state({ files }: ApiPorts, context: ApiContext, sender: Sender): Response {
  const { stored, received } = files.state(sender, fileParam(context));
  return context.json({ stored: stored !== null, received });
}

export async function takeUpload(ports: ApiPorts, context: ApiContext, sender: Sender): Promise<Response> {
  const id = fileParam(context);
  limited(context, ports.uploads, `${sender.workspace} ${nameOf(sender)}`);
  // A visitor is whoever says so: those of one address share what an address may do.
  if (sender.kind === 'visitor') limited(context, ports.uploads);
  const size = bytesIn(context, 'upload-length') ?? bytesIn(context, 'content-length');
  if (size === null) throw new ApiError(411, 'no-length', 'Send Upload-Length, in bytes.');
  const from = bytesIn(context, 'upload-offset') ?? 0;
  if (from === 0 && sender.kind === 'visitor') withinNetwork(ports, context, { sender, id, size });
  const body = context.req.raw.body ?? [];
  return answer(context, await ports.files.bring(sender, { id, size, from }, chunksOf(body)));
}

/**
 * What goes on counts where it began. Behind a proxy that the operator has not named everybody would be one network.
 *
 * @throws ApiError where visitors of this one have brought enough
 */
function withinNetwork(
  { files, visitorBytes }: ApiPorts,
  context: ApiContext,
  { sender, id, size }: { sender: Sender; id: AttachmentId; size: number },
): void {
  const network = networkOf(context.get('address'));
  if (network === null || size > FILE_MAX || files.state(sender, id).stored) return;
  if (!visitorBytes(network, size)) throw enough();
}

function enough(): ApiError {
  return new ApiError(429, 'enough', 'That is more than may be sent in a day.');
}

function answer(context: ApiContext, brought: Brought): Response {
  switch (brought.kind) {
    case 'stored':
      return context.json({ stored: true, received: brought.facts.size });
    case 'more':
      return context.json({ stored: false, received: brought.received }, 202);
    case 'different':
      throw new ApiError(
        422,
        'different',
        'The bytes are not those of which this is the SHA-256. Nothing was kept.',
      );
    case 'too-large':
      throw new ApiError(413, 'too-large', `A file has at most ${FILE_MAX} bytes.`);
    case 'enough':
      throw enough();
    case 'busy':
      context.header('Retry-After', '60');
      throw new ApiError(429, 'too-fast', 'Too many files at once. Wait a minute.');
    case 'no-room':
      throw new ApiError(507, 'no-room', 'There is no room on the disk. Nothing was kept.');
  }
}

function bytesIn(context: ApiContext, header: string): number | null {
  const value = context.req.header(header);
  return value !== undefined && BYTES.test(value) ? Number(value) : null;
}

async function* chunksOf(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* body;
}
