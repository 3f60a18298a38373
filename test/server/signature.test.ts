// W1: what one bit of a rightly signed request changes. Verified in-process, since it is the comparing that is asked here; what the
// address answers is in webhooks.test.ts.

import { expect, it } from 'vitest';
import { sign, verify, type SignedHeaders } from '../../server/channels/webhook/signature.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const REQUESTS = 1_000;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

type Request = SignedHeaders & { body: string };

function requestOf(number: number): Request & { id: string; timestamp: string; signature: string } {
  const [id, at, body] = [`m-${number}`, NOW + number * 100, `{"text":"Halo ${number}"}`];
  const headers = sign([SECRET], { id, at, body });
  const header = (name: string): string => headers[`webhook-${name}`] ?? '';
  return { id: header('id'), timestamp: header('timestamp'), signature: header('signature'), body };
}

const answerTo = ({ body, ...headers }: Request): string => verify([SECRET], headers, body, NOW);

/** Bits of ASCII only, so that the changed text is what would arrive. */
const flipped = (text: string, place: number, bit: number): string =>
  text.slice(0, place) + String.fromCharCode(text.charCodeAt(place) ^ (1 << bit)) + text.slice(place + 1);

it(`W1 each byte of ${REQUESTS} valid requests, with a bit changed, makes it invalid`, () => {
  const taken: unknown[] = [];
  let tried = 0;
  for (let number = 0; number < REQUESTS; number++) {
    const request = requestOf(number);
    expect(answerTo(request)).toBe('valid');
    for (const part of ['id', 'timestamp', 'signature', 'body'] as const) {
      for (let place = 0; place < request[part].length; place++) {
        const changed = { ...request, [part]: flipped(request[part], place, (number + place) % 7) };
        if (answerTo(changed) !== 'invalid') taken.push(changed);
        tried++;
      }
    }
  }
  expect(taken).toEqual([]);
  expect(tried).toBeGreaterThan(80 * REQUESTS);
});
