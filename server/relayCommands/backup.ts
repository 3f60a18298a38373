// `relay backup FILE`: a copy of a database of one moment, also of a relay that runs.

import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { storing } from '../log/sqliteErrors.ts';
import { markRestored } from '../log/sqliteWrite.ts';
import { Rows } from '../log/sqliteRows.ts';
import { StorageError } from '../log/storageError.ts';
import { verify, type Print } from './verify.ts';

/**
 * Copies what is in the database, without what was deleted from it, and checks the copy. Put in a data folder, the copy
 * asks for a new epoch first: the original may have gone on after it was made.
 *
 * @param target must not exist; it does only when the backup is whole
 * @returns the exit code: 0 if the backup was made
 */
export function backup(source: string, target: string, print: Print): number {
  if (existsSync(target)) {
    print(`${target} exists`);
    return 1;
  }
  const partial = `${target}.part`;
  rmSync(partial, { force: true });
  try {
    storing(() => copy(source, partial));
    if (verify(partial, [], print) !== 0) return 1;
    sync(partial);
    renameSync(partial, target);
    sync(dirname(target));
    print(`${target} is a whole backup`);
    return 0;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    print(error.message);
    return 1;
  } finally {
    rmSync(partial, { force: true });
  }
}

/** VACUUM INTO and not the page by page copy, which a busy relay makes begin again and again. */
function copy(source: string, target: string): void {
  const from = new DatabaseSync(source, { readOnly: true });
  try {
    from.prepare('VACUUM INTO ?').run(target);
  } finally {
    from.close();
  }
  // It holds what customers wrote, and hashes of passwords.
  chmodSync(target, 0o600);
  const to = new DatabaseSync(target);
  try {
    markRestored(new Rows(to));
  } finally {
    to.close();
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
