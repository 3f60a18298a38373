// `relay export WORKSPACE`: all that a workspace decided and all that people wrote together in it, as JSON lines.

import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseDocumentName } from '#lib/doc/names.ts';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import { follows } from '../log/leap.ts';
import { openSqliteFile, type SqliteLog } from '../log/sqlite.ts';
import { StorageError } from '../log/storageError.ts';
import type { Print } from './verify.ts';

/** Records read at once: bounds memory. */
const PAGE = 1_000;

/**
 * Writes three kinds of lines: first `{"workspace", "epoch", "head"}`, then `{"record"}` for each record in order, then
 * `{"note", "updates"}` for each contact note, its Yjs updates in base64.
 *
 * @param out is not ended
 * @returns the exit code
 */
export async function exportWorkspace(
  file: string,
  workspace: WorkspaceId,
  out: Writable,
  print: Print,
): Promise<number> {
  try {
    const log = openSqliteFile(file);
    try {
      if (log.epoch(workspace)) {
        await pipeline(Readable.from(linesOf(log, workspace)), out, { end: false });
        return 0;
      }
      print(`there is no workspace ${workspace}`);
      return 1;
    } finally {
      log.close();
    }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    print(error.message);
    return 1;
  }
}

function* linesOf(log: SqliteLog, workspace: WorkspaceId): Generator<string> {
  const head = log.head(workspace);
  yield line({ workspace, epoch: log.epoch(workspace)?.epoch, head });
  let after = 0;
  while (after < (head?.seq ?? 0)) {
    for (const record of log.read(workspace, after, PAGE)) {
      if (!follows(record, after)) {
        throw new StorageError('damaged', `record ${after + 1} is missing: see relay verify`);
      }
      yield line({ record });
      after = record.seq;
    }
  }
  for (const name of log.mergedDocuments(workspace)) {
    if (parseDocumentName(name)?.kind !== 'note') continue;
    const updates = log.document(name).map((update) => Buffer.from(update).toString('base64'));
    yield line({ note: name, updates });
  }
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
