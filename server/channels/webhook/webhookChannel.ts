// Replies leave as signed POSTs to the company's address. docs/channels.md is the page for whoever receives them.

import * as v from 'valibot';
import type { ChannelId, ContactId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../../clock.ts';
import type { Answer, OutgoingChannel, OutgoingReply, Told } from '../channel.ts';
import type { FileLinks } from './fileLinks.ts';
import type { Posted, SendPost } from './post.ts';
import { sign } from './signature.ts';

/** Addresses longer than this no server takes. */
const URL_MAX = 2_000;

/** What an admin sets; stored as it is. */
export const webhookSettings = v.strictObject({
  url: v.pipe(v.string(), v.maxLength(URL_MAX)),
  /** The receiver ignores a `webhook-id` that it has seen. */
  deduplicates: v.boolean(),
});
export type WebhookSettings = v.InferOutput<typeof webhookSettings>;

/** @returns null if it is no address that replies may be sent to */
export function parseWebhookUrl(text: string, allowPrivate: boolean): URL | null {
  const url = URL.parse(text);
  const secure = url?.protocol === 'https:' || (allowPrivate && url?.protocol === 'http:');
  // What is in the address is shown to admins and written to logs of others: no place for a password.
  return url && secure && url.username === '' && url.password === '' ? url : null;
}

export interface WebhookPorts {
  post: SendPost;
  clock: Pick<Clock, 'now'>;
  allowPrivate: boolean;
  secrets: (workspace: WorkspaceId, channel: ChannelId) => string[];
  addressOf: (workspace: WorkspaceId, channel: ChannelId, contact: ContactId) => string | null;
  links: Pick<FileLinks, 'of'>;
}

export function createWebhookChannel(settings: WebhookSettings, ports: WebhookPorts): OutgoingChannel {
  return { deduplicates: settings.deduplicates, send: (reply) => send(settings, ports, reply) };
}

async function send(settings: WebhookSettings, ports: WebhookPorts, reply: OutgoingReply): Promise<Told> {
  const { workspace, channel, contact } = reply;
  const url = parseWebhookUrl(settings.url, ports.allowPrivate);
  if (!url) return refused('private-address');
  const address = ports.addressOf(workspace, channel, contact.id);
  if (address === null) return refused('no-address');
  const body = JSON.stringify(payloadOf(reply, address, ports.links));
  const secrets = ports.secrets(workspace, channel);
  if (secrets.length === 0) return refused('channel-off');
  const headers = {
    ...sign(secrets, { id: reply.id, at: ports.clock.now(), body }),
    'content-type': 'application/json',
    'user-agent': 'Estafet',
  };
  const posted = await ports.post({ url, headers, body });
  const answered = posted.kind === 'answered';
  return {
    answer: answerOf(posted, ports.clock.now()),
    status: answered ? posted.status : null,
    said: answered ? posted.body : '',
  };
}

function payloadOf(
  { id, workspace, channel, conversation, contact, author, text, attachments, at }: OutgoingReply,
  address: string,
  links: WebhookPorts['links'],
): unknown {
  return {
    type: 'reply.sent',
    timestamp: new Date(at).toISOString(),
    data: {
      reply: id,
      channel,
      conversation,
      contact: { id: address, name: contact.name },
      author: { name: author },
      text,
      attachments: attachments.map((file) => ({
        ...file,
        url: links.of({ workspace, channel, reply: id, file: file.id }),
      })),
    },
  };
}

function answerOf(posted: Posted, now: number): Answer {
  switch (posted.kind) {
    case 'answered':
      return byStatus(posted.status, posted.headers['retry-after'], now);
    case 'not-sent':
      if (posted.reason === 'private-address') return { kind: 'refused', reason: posted.reason };
      return { kind: 'busy', reason: posted.reason, retryAfterMs: null };
    case 'no-answer':
      return { kind: 'no-answer', reason: 'no-answer' };
  }
}

/** Of the 4xx, those that say "later": 408 Request Timeout, 425 Too Early, 429 Too Many Requests. */
const LATER = new Set([408, 425, 429]);

function byStatus(status: number, retryAfter: string | undefined, now: number): Answer {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (status >= 300 && status < 400) return { kind: 'refused', reason: 'redirect' };
  const reason = `http-${status}`;
  if (status < 500 && !LATER.has(status)) return { kind: 'refused', reason };
  return { kind: 'busy', reason, retryAfterMs: retryAfterMs(retryAfter, now) };
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfterMs(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

function refused(reason: string): Told {
  return { answer: { kind: 'refused', reason }, status: null, said: '' };
}
