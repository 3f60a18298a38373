// Errors of SQLite, as what the relay does about them.

import { StorageError } from './storageError.ts';

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

function asStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  // A number that JavaScript cannot hold: nobody wrote it.
  if (error.code === 'ERR_OUT_OF_RANGE') return new StorageError('damaged', error.message, { cause: error });
  if (error.code !== 'ERR_SQLITE_ERROR' || !('errcode' in error)) return error;
  const code = Number(error.errcode);
  const primary = code & 0xff;
  if (BUGS.has(primary)) return error;
  const message = `SQLite: ${error.message} (${code})`;
  if (primary === SQLITE_FULL || code === SQLITE_IOERR_SHMSIZE) {
    return new StorageError('full', message, { cause: error });
  }
  const kind = primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB ? 'damaged' : 'failed';
  return new StorageError(kind, message, { cause: error });
}
