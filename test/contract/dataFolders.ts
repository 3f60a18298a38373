// Data folders of tests, and the logs in them: closed and removed when the test is over.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqliteLog, type SqliteLog, type SqliteOptions } from '../../server/log/sqlite.ts';

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'estafet-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens the log of a data folder; closing it twice is no harm. */
export function openIn(folder: string, options: SqliteOptions = {}): SqliteLog {
  const log = openSqliteLog(folder, options);
  onTestFinished(() => log.close());
  return log;
}
