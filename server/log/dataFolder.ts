// The data folder: which files are in it, and that one relay at a time writes to it.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StorageError } from './storageError.ts';

/**
 * The relay's database. Never open it with anything but SQLite in the process that has it open: closing any other handle
 * to a file drops this process's locks on it (POSIX; sqlite.org/howtocorrupt.html, 2.2).
 */
export function databaseFile(folder: string): string {
  return join(folder, 'relay.sqlite');
}

/** What the relay has seen of its own database: witness.ts. */
export function witnessFile(folder: string): string {
  return join(folder, 'relay.heads');
}

/** Which command is being decided, and on which the relay has ended: suspects.ts. */
export function suspectFiles(folder: string): { deciding: string; suspects: string } {
  return { deciding: join(folder, 'relay.deciding'), suspects: join(folder, 'relay.suspects') };
}

/**
 * Makes the folder this process's alone, until the result is called or the process ends, however it ends: the lock is
 * the operating system's, held through an empty database, so there is no stale lock after a `kill -9`.
 *
 * @throws a StorageError if another relay has it, or the folder cannot be made
 */
export function lockDataFolder(folder: string): () => void {
  // What customers wrote is nobody else's on the machine.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, 'relay.lock'), { timeout: 0 });
  try {
    // Nothing is written, so it works on a full disk too.
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new StorageError('failed', `another relay is running on the data folder ${folder}`, {
      cause: error,
    });
  }
  return () => lock.close();
}
