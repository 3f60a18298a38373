// Customers' messages that a company's server brings. Whoever calls is nobody but whoever has the channel's secret.

import { receiveWebhook, type IncomingAnswer } from '../channels/webhook/incoming.ts';
import { verify, type SignedHeaders } from '../channels/webhook/signature.ts';
import { isId } from '#lib/rules/ids.ts';
import { ApiError, type ApiContext, type ApiPorts } from './context.ts';
import { fileParam, takeUpload } from './uploads.ts';

/** For a sender that was too fast: by then there is room for some more. */
const RETRY_AFTER_SECONDS = '10';

export async function postMessage({ webhooks }: ApiPorts, context: ApiContext): Promise<Response> {
  const address = context.get('network');
  // Who guesses is not even listened to for a while; who signs rightly never comes here.
  if (!webhooks.mayTry(address)) throw tooFast(context);
  const answer = await receiveWebhook(webhooks, {
    channel: context.req.param('channel') ?? '',
    headers: signedHeaders(context),
    body: new Uint8Array(await context.req.arrayBuffer()),
  });
  if (answer.kind === 'not-verified') webhooks.failed(address);
  return respond(context, answer);
}

/** A customer's file, before the message that shows it. What is signed is its name, the SHA-256 that its bytes have to have. */
export async function putChannelFile(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { webhooks, clock } = ports;
  const address = context.get('network');
  if (!webhooks.mayTry(address)) throw tooFast(context);
  const file = fileParam(context);
  const channel = context.req.param('channel') ?? '';
  const found = isId(channel) ? webhooks.find(channel) : null;
  const verdict = verify(found?.secrets ?? [webhooks.decoy], signedHeaders(context), file, clock.now());
  if (!found || verdict === 'invalid') {
    webhooks.failed(address);
    return respond(context, { kind: 'not-verified' });
  }
  if (verdict === 'stale') return respond(context, { kind: 'stale' });
  return takeUpload(ports, context, { kind: 'channel', workspace: found.workspace, channel });
}

function signedHeaders(context: ApiContext): SignedHeaders {
  return {
    id: context.req.header('webhook-id'),
    timestamp: context.req.header('webhook-timestamp'),
    signature: context.req.header('webhook-signature'),
  };
}

function respond(context: ApiContext, answer: IncomingAnswer): Response {
  switch (answer.kind) {
    case 'accepted':
    case 'again':
      return context.json({ outcome: answer.kind, conversation: answer.conversation });
    case 'different':
      throw new ApiError(
        409,
        'id-reused',
        'Another message was received under this id. Nothing was changed.',
      );
    case 'not-verified':
      throw new ApiError(
        401,
        'not-verified',
        'There is no such channel, or the request is not signed with its secret.',
      );
    case 'stale':
      throw new ApiError(
        400,
        'stale',
        'webhook-timestamp is more than five minutes off. Sign again at every try.',
      );
    case 'malformed':
      throw new ApiError(400, 'malformed', `${answer.path || 'The body'} is not as docs/channels.md has it.`);
    case 'unknown-file':
      throw new ApiError(
        400,
        'unknown-file',
        'A file of it was not brought on this channel. Bring it first.',
      );
    case 'too-fast':
      throw tooFast(context);
  }
}

function tooFast(context: ApiContext): ApiError {
  context.header('Retry-After', RETRY_AFTER_SECONDS);
  return new ApiError(
    429,
    'too-fast',
    'Too many messages at once. Nothing was received: send it again later.',
  );
}
