// Signatures after the Standard Webhooks specification (standardwebhooks.com): over id, time and body, with a secret that both
// sides have.

import { Webhook } from 'standardwebhooks';
import { isSecret } from '../../accounts/secret.ts';

/** How far the sender's clock may be off, and how long a captured request could be sent again. */
export const WINDOW_MS = 5 * 60_000;

/** A full stop would let an id reach into what is signed behind it. */
const ID = /^[\x21-\x2d\x2f-\x7e]{1,200}$/;
const SECONDS = /^\d{1,12}$/;
/** Senders that change their secret send two. */
const SIGNATURES_MAX = 10;

export interface SignedHeaders {
  id: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
}

/** One for each secret, so that the other side may use either. */
export function sign(
  secrets: readonly string[],
  message: { id: string; at: number; body: string },
): Record<string, string> {
  const { id, at, body } = message;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(' '),
  };
}

/** `stale`: rightly signed, and too long ago, or by a clock that is too far ahead. */
export function verify(
  secrets: readonly string[],
  { id, timestamp, signature }: SignedHeaders,
  body: string,
  now: number,
): 'valid' | 'stale' | 'invalid' {
  if (id === undefined || timestamp === undefined || signature === undefined) return 'invalid';
  if (!ID.test(id) || !SECONDS.test(timestamp)) return 'invalid';
  const at = Number(timestamp) * 1_000;
  const given = signature.split(' ').slice(0, SIGNATURES_MAX);
  let right = false;
  for (const secret of secrets) {
    const expected = new Webhook(secret).sign(id, new Date(at), body);
    // All are compared, so that the time it takes says nothing about which was right.
    for (const one of given) right = isSecret(one, expected) || right;
  }
  if (!right) return 'invalid';
  return Math.abs(now - at) <= WINDOW_MS ? 'valid' : 'stale';
}
