// The key that session cookies are signed with.

import { join } from 'node:path';
import { keyFile } from '../keyFile.ts';
import type { Chance } from '../random.ts';

/** @param folder the data folder, held by this process */
export function cookieSecret(folder: string, chance: Chance): string {
  return keyFile(join(folder, 'cookie.secret'), chance, 'everybody then has to sign in again.');
}
