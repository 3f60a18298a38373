// A key that is made once and kept in a file beside the database, readable by the relay's user only: a copy of the database
// alone opens nothing.

import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Chance } from './random.ts';

/** 256 bits in base64url. */
const KEY = /^[\w-]{43}$/;

/**
 * @param file in the data folder, which is held by this process
 * @param without what follows from deleting it, for the operator
 * @returns 43 characters of base64url, 256 bits
 * @throws if the file is there but cannot be a key
 */
export function keyFile(file: string, chance: Chance, without: string): string {
  return makeKey(file, chance) ?? readKey(file, without);
}

/** Null if there is one: what was written under it would be lost. */
function makeKey(file: string, chance: Chance): string | null {
  const handle = openNew(file);
  if (handle === null) return null;
  const key = Buffer.from(chance.bytes(32)).toString('base64url');
  writeSync(handle, key);
  fsyncSync(handle);
  closeSync(handle);
  return key;
}

function openNew(file: string): number | null {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw error;
  }
}

function readKey(file: string, without: string): string {
  // A backup that was copied back may have lost it.
  chmodSync(file, 0o600);
  const key = readFileSync(file, 'utf8').trim();
  if (!KEY.test(key)) throw new Error(`${file} is damaged. Delete it; ${without}`);
  return key;
}
