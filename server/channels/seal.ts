// Secrets of channels stand in the database sealed (AES-256-GCM), under a key in a file of its own. So a backup of the database
// alone gives nobody a company's mailbox, and what was sealed for one channel cannot be put in the place of another's.

import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { join } from 'node:path';
import { base32 } from '../accounts/secret.ts';
import { keyFile } from '../keyFile.ts';
import type { Chance } from '../random.ts';

/** Which version of sealing: what does not begin with it was stored in the clear, by a relay before this one. */
const MARK = 'sealed1.';
/** As NIST SP 800-38D recommends; chance of two alike is nothing for as many secrets as there ever are. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Characters of base32. */
const TOKEN_LENGTH = 26;

export interface Seal {
  /** @param place whose secret it is; opened for another it is nothing */
  close(secret: string, place: string): string;
  /** Null if it was sealed under another key, for another place, or is damaged. */
  open(sealed: string, place: string): string | null;
  /** 130 bits that nobody can guess who has not the key: the same for ever for the same words. */
  token(of: string): string;
}

/** @param folder the data folder, held by this process */
export function openSeal(folder: string, chance: Chance): Seal {
  const file = join(folder, 'channels.key');
  return createSeal(keyFile(file, chance, 'the secrets of every channel then have to be set again.'), chance);
}

/** @param key 256 bits in base64url */
export function createSeal(key: string, chance: Chance): Seal {
  const bytes = Buffer.from(key, 'base64url');
  return {
    close: (secret, place) => {
      const nonce = chance.bytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', bytes, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return MARK + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    token: (of) => base32(createHmac('sha256', bytes).update(`token/${of}`).digest()).slice(0, TOKEN_LENGTH),
    open: (sealed, place) => (isSealed(sealed) ? opened(sealed, place, bytes) : null),
  };
}

export function isSealed(stored: string): boolean {
  return stored.startsWith(MARK);
}

function opened(sealed: string, place: string, key: Buffer): string | null {
  const bytes = Buffer.from(sealed.slice(MARK.length), 'base64url');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  try {
    const options = { authTagLength: TAG_BYTES };
    const cipher = createDecipheriv('aes-256-gcm', key, nonce, options).setAAD(Buffer.from(place));
    cipher.setAuthTag(tag);
    const text = cipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([text, cipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
