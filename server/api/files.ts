// Files on their way out: only through a conversation that shows them, to whoever may see it now.

import type { Attachment } from '#lib/rules/conversation.ts';
import { isPicture } from '#lib/rules/fileKind.ts';
import { isId } from '#lib/rules/ids.ts';
import type { FileFacts } from '../files/fileTable.ts';
import { contentDisposition } from '../files/contentDisposition.ts';
import { parseRange } from '../files/range.ts';
import { limited, mustBeMember, type ApiContext, type ApiPorts } from './context.ts';
import { fileParam, mustBeVisitor, noSuchFile } from './uploads.ts';

/**
 * Whatever the bytes are, they are never a page of ours: no script runs in what is opened by its address, nothing is loaded,
 * and no other page may show it.
 */
const HEADERS: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  // Nothing that outlives the right to see it.
  'Cache-Control': 'private, no-store',
  'Accept-Ranges': 'bytes',
};

export async function getFile(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const who = await mustBeMember(ports, context, context.req.param('workspace') ?? '');
  limited(context, ports.downloads, `${who.workspace} ${who.member}`);
  const file = fileParam(context);
  const conversation = context.req.param('conversation');
  const shown = isId(conversation) ? ports.relay.attachment(who, conversation, file) : null;
  return send(ports, context, who.workspace, shown);
}

export function getChatFile(ports: ApiPorts, context: ApiContext): Response {
  const who = mustBeVisitor(ports, context);
  limited(context, ports.downloads, `${who.workspace} ${who.channel} ${who.visitor}`);
  return send(ports, context, who.workspace, ports.relay.chatAttachment(who, fileParam(context)));
}

/** For a company's server, by the address that it got with a reply. */
export function getReplyFile(ports: ApiPorts, context: ApiContext): Response {
  const { webhooks, relay } = ports;
  // Each address is good for many tries of one file, and none of them for looking for others.
  limited(context, ports.downloads);
  const channel = context.req.param('channel') ?? '';
  const file = fileParam(context);
  const found = isId(channel) ? webhooks.find(channel) : null;
  const { reply = '', expires = '', signature = '' } = context.req.query();
  const linked = { workspace: found?.workspace ?? '', channel, reply, file };
  const isValid = webhooks.links.isValid(linked, expires, signature);
  if (!found || !isValid) throw noSuchFile();
  return send(ports, context, found.workspace, relay.replyAttachment(linked, file));
}

function send(
  { files }: Pick<ApiPorts, 'files'>,
  context: ApiContext,
  workspace: string,
  shown: Attachment | null,
): Response {
  const facts = shown && files.facts(workspace, shown.id);
  if (!facts) throw noSuchFile();
  return sendFile({ files }, context, shown, facts);
}

function sendFile(
  { files }: Pick<ApiPorts, 'files'>,
  context: ApiContext,
  { id, name }: Attachment,
  { size, type }: FileFacts,
): Response {
  for (const [header, value] of Object.entries(HEADERS)) context.header(header, value);
  const etag = `"${id}"`;
  context.header('ETag', etag);
  context.header('Content-Type', type);
  // A PDF is saved too: browsers' viewers of PDF do not run in a sandbox.
  const inline = isPicture(type) && context.req.query('save') === undefined;
  context.header('Content-Disposition', contentDisposition(inline ? 'inline' : 'attachment', name));
  const ifRange = context.req.header('if-range');
  const wanted = ifRange === undefined || ifRange === etag ? context.req.header('range') : undefined;
  const range = parseRange(wanted, size);
  if (range === 'none-such') {
    context.header('Content-Range', `bytes */${size}`);
    return context.body(null, 416);
  }
  const { from, to } = range ?? { from: 0, to: size };
  if (range) context.header('Content-Range', `bytes ${from}-${to - 1}/${size}`);
  context.header('Content-Length', String(to - from));
  return context.body(streamOf(files.read(id, from, to)), range ? 206 : 200);
}

/** Reads as fast as the other end takes it, and nothing before. */
function streamOf(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reading = chunks[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      pull: async (stream) => {
        const next = await reading.next();
        if (next.done) stream.close();
        else stream.enqueue(next.value);
      },
      cancel: async () => {
        await reading.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
