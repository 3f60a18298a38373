// Who a visitor of a web chat is: whoever has the secret. Its hash is the id, so that the relay keeps no secret.

import { digest } from 'lib0/hash/sha256';
import type { ChannelId, WorkspaceId } from '../../rules/ids.ts';
import { VISITOR_SUBPROTOCOL } from '../wire.ts';
import type { Environment } from './environment.ts';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** The 64 characters of base64url: any of them may stand in a subprotocol's name. */
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Of 6 bits each: 192, of which 128 would do. */
const SECRET_LENGTH = 32;
/** Of 5 bits each: 160, which never meet by chance. */
const ID_LENGTH = 32;

/** The secret of this browser for one channel, made at the first call. Where notes are forbidden, it lasts as long as the page. */
export function visitorSecret(environment: Environment, key: string): string {
  const { notes } = environment;
  const known = notes.get(key);
  if (known !== null && /^[\w-]{22,86}$/.test(known)) return known;
  const secret = Array.from(
    environment.randomBytes(SECRET_LENGTH),
    (byte) => BASE64[byte % BASE64.length],
  ).join('');
  notes.set(key, secret);
  return secret;
}

/**
 * The id that a secret is: the first 32 characters of the lower-case base32 (RFC 4648) of SHA-256 over
 * `{workspace}/{channel}/{secret}`. Computed in JavaScript: browsers have no crypto.subtle where a relay is reached by
 * plain http on a local network.
 */
export function visitorId(workspace: WorkspaceId, channel: ChannelId, secret: string): string {
  return base32(digest(new TextEncoder().encode(`${workspace}/${channel}/${secret}`))).slice(0, ID_LENGTH);
}

/** How a socket says who its visitor is. */
export function visitorProtocol(workspace: WorkspaceId, channel: ChannelId, secret: string): string {
  return `${VISITOR_SUBPROTOCOL}${workspace}.${channel}.${secret}`;
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += BASE32[(held >> (bits - 5)) & 31] ?? '';
    held &= (1 << bits) - 1;
  }
  return text;
}
