// Puts the demo into a new data folder, whole or not at all.

import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { databaseFile, lockDataFolder } from '../log/dataFolder.ts';
import { openSqliteLog } from '../log/sqlite.ts';
import type { Chance } from '../random.ts';
import { seedDemo } from './seed.ts';

/**
 * Does nothing in a folder that has been used. Whoever stops the first start half-way through finds no half a demo: it is
 * made beside, and put in its place when it is done.
 *
 * @param now wall clock, epoch milliseconds
 * @throws a StorageError if another relay has the folder
 */
export async function prepareDemo(folder: string, chance: Chance, now: number): Promise<void> {
  const unlock = lockDataFolder(folder);
  try {
    if (existsSync(databaseFile(folder))) return;
    const draft = join(folder, 'demo.draft');
    rmSync(draft, { recursive: true, force: true });
    const log = openSqliteLog(draft);
    try {
      await seedDemo({ log, chance, now });
    } finally {
      log.close();
    }
    renameSync(databaseFile(draft), databaseFile(folder));
    rmSync(draft, { recursive: true });
  } finally {
    unlock();
  }
}
