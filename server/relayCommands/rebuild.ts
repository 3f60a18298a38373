// `relay rebuild`: makes all decided documents again from the log, each workspace in a new epoch. On a copy, which takes
// the database's place when it is done: whatever goes wrong before, nothing has changed.

import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createTables } from '../accounts/tables.ts';
import { ChannelTable } from '../channels/channelTable.ts';
import { systemClock } from '../clock.ts';
import { openDatabase } from '../database.ts';
import { databaseFile, lockDataFolder, witnessFile } from '../log/dataFolder.ts';
import { openSqliteLog } from '../log/sqlite.ts';
import { storing } from '../log/sqliteErrors.ts';
import { StorageError } from '../log/storageError.ts';
import { readSeen, type Seen } from '../log/witness.ts';
import type { Chance } from '../random.ts';
import { rebuild } from '../rebuild.ts';
import type { Print } from './verify.ts';

/**
 * @param folder the data folder of a relay that is stopped
 * @returns the exit code: 0 if all workspaces were rebuilt
 */
export function rebuildAll(folder: string, chance: Chance, print: Print): number {
  const file = databaseFile(folder);
  if (!existsSync(file)) {
    print(`there is no database in ${folder}`);
    return 1;
  }
  const draft = join(folder, 'rebuild.draft');
  try {
    const unlock = lockDataFolder(folder);
    try {
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(draft, { mode: 0o700 });
      storing(() => copy(file, databaseFile(draft)));
      rebuildIn(draft, { chance, seen: readSeen(witnessFile(folder)) }, print);
      putInPlace(draft, file);
      return 0;
    } finally {
      rmSync(draft, { recursive: true, force: true });
      unlock();
    }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    print(error.message);
    return 1;
  }
}

function copy(source: string, target: string): void {
  // To write, so that what the last relay left in the WAL is taken in when it closes.
  const from = new DatabaseSync(source);
  try {
    from.prepare('VACUUM INTO ?').run(target);
  } finally {
    from.close();
  }
}

function rebuildIn(draft: string, { chance, seen }: { chance: Chance; seen: Seen[] }, print: Print): void {
  const log = openSqliteLog(draft, { behind: true });
  try {
    const database = openDatabase(databaseFile(draft));
    try {
      createTables(database);
      const channels = new ChannelTable(database, systemClock);
      const restored = new Set(log.restored());
      for (const workspace of log.workspaces()) {
        const ports = { log, chance, clock: systemClock, channels, restored: restored.has(workspace) };
        const saw = seen.find((one) => one.workspace === workspace);
        const records = rebuild(workspace, saw ? { ...ports, seen: saw } : ports);
        print(`workspace ${workspace}: ${records} records, epoch ${log.epoch(workspace)?.epoch ?? 0}`);
      }
    } finally {
      database.close();
    }
  } finally {
    log.close();
  }
}

/** @throws a StorageError if somebody reads the database: their WAL would be taken for the new one's */
function putInPlace(draft: string, file: string): void {
  for (const wal of [`${databaseFile(draft)}-wal`, `${file}-wal`]) {
    if (existsSync(wal) && statSync(wal).size > 0) {
      throw new StorageError('failed', 'somebody has the database open; nothing was changed');
    }
    rmSync(wal, { force: true });
  }
  renameSync(databaseFile(draft), file);
}
