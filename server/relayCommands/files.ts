// Files of a data folder or a backup, for `relay verify` and `relay backup`: the database says which there have to be.

import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { filePath } from '../files/folderDisk.ts';
import type { Print } from './verify.ts';

/** Read at once. */
const CHUNK = 1_048_576;

/** Where the files of a backup are. */
export function filesOfBackup(backup: string): string {
  return `${backup}.files`;
}

/** @returns how many files that messages show are missing or are not what was stored */
export function verifyFiles(database: string, folder: string, print: Print): number {
  const wanted = namedFiles(database);
  const faulty = wanted.filter(({ id, size }) => {
    const fault = faultOf(filePath(folder, id), id, size);
    if (fault) print(`file ${id}: ${fault}`);
    return fault !== null;
  });
  print(
    faulty.length === 0 ? `${wanted.length} files are as they were stored` : `${faulty.length} files are not`,
  );
  return faulty.length;
}

/**
 * Copies the files that messages of a backup show beside it. What is there already is not copied again, so that a second
 * backup over the same files costs little.
 *
 * @returns the exit code
 */
export function backupFiles(backup: string, from: string, print: Print): number {
  const target = filesOfBackup(backup);
  try {
    for (const { id } of namedFiles(backup)) copyOne(filePath(from, id), filePath(target, id));
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    return 1;
  }
  return verifyFiles(backup, target, print) === 0 ? 0 : 1;
}

/** None in a database of a version that knew no files. */
function namedFiles(file: string): { id: string; size: number }[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const table = database
      .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'files'")
      .get();
    if (!table) return [];
    const rows = database.prepare('SELECT DISTINCT id, size FROM files WHERE named = 1 ORDER BY id').all();
    return rows.map((row) => ({ id: String(row['id']), size: Number(row['size']) }));
  } finally {
    database.close();
  }
}

function faultOf(path: string, id: string, size: number): string | null {
  if (!existsSync(path)) return 'is missing';
  if (statSync(path).size !== size) return `has ${statSync(path).size} bytes and not ${size}`;
  return hashOf(path) === id ? null : 'is not what was stored';
}

function hashOf(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK);
  const handle = openSync(path, 'r');
  try {
    for (let read = readSync(handle, chunk); read > 0; read = readSync(handle, chunk)) {
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    closeSync(handle);
  }
  return hash.digest('hex');
}

function copyOne(from: string, to: string): void {
  if (existsSync(to)) return;
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  copyFileSync(from, `${to}.part`, constants.COPYFILE_FICLONE);
  sync(`${to}.part`);
  renameSync(`${to}.part`, to);
  sync(dirname(to));
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
