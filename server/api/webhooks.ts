// Customers' messages that a company's server brings. Whoever calls is nobody but whoever has the channel's secret.

import { receiveWebhook, type IncomingAnswer } from '../channels/webhook/incoming.ts';
import { ApiError, type ApiContext, type ApiPorts } from './context.ts';

/** For a sender that was too fast: by then there is room for some more. */
const RETRY_AFTER_SECONDS = '10';

export async function postMessage({ webhooks }: ApiPorts, context: ApiContext): Promise<Response> {
  const address = context.get('network');
  // Who guesses is not even listened to for a while; who signs rightly never comes here.
  if (!webhooks.mayTry(address)) throw tooFast(context);
  const answer = await receiveWebhook(webhooks, {
    channel: context.req.param('channel') ?? '',
    headers: {
      id: context.req.header('webhook-id'),
      timestamp: context.req.header('webhook-timestamp'),
      signature: context.req.header('webhook-signature'),
    },
    body: new Uint8Array(await context.req.arrayBuffer()),
  });
  if (answer.kind === 'not-verified') webhooks.failed(address);
  return respond(context, answer);
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
