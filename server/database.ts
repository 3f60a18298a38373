// The relay's own connection to its SQLite file, for what is not the log: accounts, invites, tokens, channels.
//
// No transaction on it may stay open over an `await`. The log writes to the same file on another connection and in the
// same thread: it would wait for a lock that only we could release, and we could not, because it waits.

import { DatabaseSync } from 'node:sqlite';

export function openDatabase(file: string): DatabaseSync {
  // Another process (`npm run relay -- token`) may hold the lock for a moment.
  const database = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  return database;
}

/** Runs `work` whole or not at all. `work` is synchronous: see above. */
export function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
