// Every handshake there is: Origin × cookie × token × subprotocol × the two forms of the address, on the real accounts. What is
// expected is written from docs/protocol.md, question by question, and not from the code.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '#lib/doc/wire.ts';
import { WORKSPACE } from '../../support/startRelay.ts';
import { House } from './house.ts';

const ORIGINS = ['our own page', 'a foreign page', 'a page without an origin', 'no browser'] as const;
const COOKIES = ['no cookie', 'a session', 'a session that was signed by somebody else'] as const;
const TOKENS = [
  'no token',
  'in a header',
  'revoked, in a header',
  'in the address',
  'unknown, in the address',
] as const;
const PROTOCOLS = [
  'ours',
  'none',
  'of another version',
  'a visitor',
  'a visitor with a weak secret',
] as const;
const FORMS = ['many streams', 'one document'] as const;

interface Knock {
  origin: (typeof ORIGINS)[number];
  cookie: (typeof COOKIES)[number];
  token: (typeof TOKENS)[number];
  protocol: (typeof PROTOCOLS)[number];
  form: (typeof FORMS)[number];
}
type Answer = 'open' | 401 | 403 | 426;

/** Below this the table has shrunk unseen. */
const HANDSHAKES_MIN = 600;
/** At once: what a browser's many tabs do, and what the machine's sockets are enough for. */
const AT_ONCE = 50;

let house: House;
let parts: { cookie: string; forged: string; visitor: string };

beforeAll(async () => {
  house = await House.open();
  const { headers } = await house.credentials('owner');
  const { protocols } = await house.credentials('visitor');
  const cookie = headers['cookie'] ?? '';
  // The last character of a signature's base64 says too little to be sure that another one is another signature.
  const forged = cookie.replace(/.{6}$/, 'AAAAAA');
  parts = { cookie, forged, visitor: protocols[1] ?? '' };
});
afterAll(() => house.close());

describe('every handshake', () => {
  it('M21 is answered as its page, its cookie, its token and its subprotocol deserve', async () => {
    const all = everyKnock();
    const wrong: string[] = [];
    const count = { open: 0, refused: 0 };
    for (let from = 0; from < all.length; from += AT_ONCE) {
      await Promise.all(
        all.slice(from, from + AT_ONCE).map(async (knock) => {
          const [answer, wanted] = [await answerTo(knock), expected(knock)];
          count[answer === 'open' ? 'open' : 'refused'] += 1;
          if (answer !== wanted) wrong.push(`${Object.values(knock).join(', ')}: ${answer}, not ${wanted}`);
        }),
      );
    }
    process.stdout.write(`tried ${all.length} handshakes: ${count.open} opened, ${count.refused} refused\n`);
    expect(wrong).toEqual([]);
    expect(all.length).toBeGreaterThanOrEqual(HANDSHAKES_MIN);
  });
});

function expected({ origin, cookie, token, protocol, form }: Knock): Answer {
  const isOurs = protocol !== 'none' && protocol !== 'of another version';
  if (form === 'many streams' && !isOurs) return 426;
  // Whatever it brings: a page of somebody else opens nothing.
  if (origin === 'a foreign page' || origin === 'a page without an origin') return 403;
  // A visitor is a visitor, also in a browser where a colleague is signed in.
  if (protocol === 'a visitor') return 'open';
  if (protocol === 'a visitor with a weak secret') return 401;
  // Who brings a token is asked about that, and about nothing else.
  if (token === 'in a header' || token === 'in the address') return 'open';
  if (token !== 'no token') return 401;
  // A cookie goes along by itself: it counts where a page says that it is ours.
  return cookie === 'a session' && origin === 'our own page' ? 'open' : 401;
}

function everyKnock(): Knock[] {
  return ORIGINS.flatMap((origin) =>
    COOKIES.flatMap((cookie) =>
      TOKENS.flatMap((token) =>
        PROTOCOLS.flatMap((protocol) => FORMS.map((form) => ({ origin, cookie, token, protocol, form }))),
      ),
    ),
  );
}

async function answerTo({ origin, cookie, token, protocol, form }: Knock): Promise<string | number> {
  const { owner, revoked } = house.tokens;
  const headers: Record<string, string> = {};
  if (origin === 'our own page') headers['origin'] = `http://${house.address}`;
  if (origin === 'a foreign page') headers['origin'] = 'https://evil.example';
  if (origin === 'a page without an origin') headers['origin'] = 'null';
  if (cookie !== 'no cookie') headers['cookie'] = cookie === 'a session' ? parts.cookie : parts.forged;
  if (token === 'in a header') headers['authorization'] = `Bearer ${owner}`;
  if (token === 'revoked, in a header') headers['authorization'] = `Bearer ${revoked}`;
  const inAddress = { 'in the address': owner, 'unknown, in the address': 'nobody' }[token as string];
  const query = inAddress === undefined ? '' : `?token=${inAddress}`;
  const path = form === 'many streams' ? '/sync' : `/sync/${WORKSPACE}`;
  return knock(`ws://${house.address}${path}${query}`, offered(protocol), headers);
}

function offered(protocol: Knock['protocol']): string[] {
  switch (protocol) {
    case 'ours':
      return [SUBPROTOCOL];
    case 'none':
      return [];
    case 'of another version':
      return ['estafet.0'];
    case 'a visitor':
      return [SUBPROTOCOL, parts.visitor];
    case 'a visitor with a weak secret':
      return [SUBPROTOCOL, parts.visitor.replace(/[^.]+$/, 'x')];
  }
}

function knock(url: string, protocols: string[], headers: Record<string, string>): Promise<string | number> {
  const client = new WebSocket(url, protocols, { headers });
  return new Promise<string | number>((resolve) => {
    client.on('open', () => resolve('open'));
    client.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
    // Where the relay picks none of the subprotocols that a client offered, the client hangs up on an open socket.
    client.on('error', ({ message }) => resolve(message === 'Server sent no subprotocol' ? 'open' : message));
  }).finally(() => client.terminate());
}
