// Secrets that are handed out once: invites and API tokens. The relay keeps their hash, so that a copy of the database
// opens nothing. 256 random bits need no salt and no slow hash.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Chance } from '../random.ts';

const SECRET_BYTES = 32;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export function newSecret(chance: Chance): string {
  return Buffer.from(chance.bytes(SECRET_BYTES)).toString('base64url');
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares without telling by its time how much was right. */
export function isSecret(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

/** Base32 in lower case (RFC 4648, without padding): safe in ids and easy to read aloud. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >>> bits) & 31] ?? '';
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + (ALPHABET[(held << (5 - bits)) & 31] ?? '') : text;
}

/** A new id that says nothing about whose it is: 80 random bits. */
export function newId(chance: Chance): string {
  return base32(chance.bytes(10));
}
