// The key that session cookies are signed with: made once, kept beside the data, readable by the relay's user only.

import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Chance } from '../random.ts';

/**
 * @param folder the data folder, held by this process
 * @throws if the file is there but cannot be a key
 */
export function cookieSecret(folder: string, chance: Chance): string {
  const file = join(folder, 'cookie.secret');
  return makeSecret(file, chance) ?? readSecret(file);
}

/** Null if there is one: written over, it would sign everybody out. */
function makeSecret(file: string, chance: Chance): string | null {
  const handle = openNew(file);
  if (handle === null) return null;
  const secret = Buffer.from(chance.bytes(32)).toString('base64url');
  writeSync(handle, secret);
  fsyncSync(handle);
  closeSync(handle);
  return secret;
}

function openNew(file: string): number | null {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw error;
  }
}

function readSecret(file: string): string {
  // A backup that was copied back may have lost it.
  chmodSync(file, 0o600);
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 32)
    throw new Error(`${file} is damaged. Delete it; everybody then has to sign in again.`);
  return secret;
}
