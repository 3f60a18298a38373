// Errors of SQLite, as what the relay does about them.

import { StorageError, type StorageErrorKind } from './storageError.ts';

// Result codes of sqlite.org/rescode.html. The low byte is the primary one.
const SQLITE_ERROR = 1;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CONSTRAINT = 19;
const SQLITE_MISMATCH = 20;
const SQLITE_MISUSE = 21;
const SQLITE_RANGE = 25;
const SQLITE_NOTADB = 26;
/** The shared memory beside the WAL could not grow: what a full disk is there. */
const SQLITE_IOERR_SHMSIZE = 4874;

/** These say that we asked for something wrong, not that the disk did not do it. */
const BUGS: ReadonlySet<number> = new Set([
  SQLITE_ERROR,
  SQLITE_CONSTRAINT,
  SQLITE_MISMATCH,
  SQLITE_MISUSE,
  SQLITE_RANGE,
]);

/** Does `work`; what storage throws becomes a StorageError, and everything else (a bug) stays what it is. */
export function storing<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw asStorageError(error);
  }
}

/** Like `storing`, where what we ask is known to be right: what SQLite then does not understand is the file. */
export function opening<Result>(work: () => Result): Result {
  return storing(() => {
    try {
      return work();
    } catch (error) {
      if (!isSqliteError(error) || !BUGS.has(error.errcode & 0xff)) throw error;
      throw new StorageError('damaged', `SQLite: ${error.message}`, { cause: error });
    }
  });
}

function asStorageError(error: unknown): unknown {
  // A number that JavaScript cannot hold: nobody wrote it.
  if (error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE') {
    return new StorageError('damaged', error.message, { cause: error });
  }
  if (!isSqliteError(error)) return error;
  if (BUGS.has(error.errcode & 0xff)) return error;
  const message = `SQLite: ${error.message} (${error.errcode})`;
  return new StorageError(kindOf(error.errcode), message, { cause: error });
}

function kindOf(code: number): StorageErrorKind {
  const primary = code & 0xff;
  if (primary === SQLITE_FULL || code === SQLITE_IOERR_SHMSIZE) return 'full';
  return primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB ? 'damaged' : 'failed';
}

function isSqliteError(error: unknown): error is Error & { errcode: number } {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_SQLITE_ERROR' &&
    'errcode' in error &&
    typeof error.errcode === 'number'
  );
}
