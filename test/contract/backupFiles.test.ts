// Backups and checks of files.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { FileTable } from '../../server/files/fileTable.ts';
import { filePath, filesFolder } from '../../server/files/folderDisk.ts';
import { backupFiles, filesOfBackup, verifyFiles } from '../../server/relayCommands/files.ts';
import { makeFolder } from './dataFolders.ts';

const SENDER = { kind: 'member', workspace: 'toko', member: 'leo' } as const;

let folder: string;
let database: string;
let table: FileTable;
let told: string[];

beforeEach(() => {
  folder = makeFolder();
  database = join(folder, 'relay.sqlite');
  table = new FileTable(new DatabaseSync(database));
  told = [];
});

/** @param named by a message */
function store(text: string, named = true): string {
  const id = createHash('sha256').update(text).digest('hex');
  table.add(SENDER, id, { size: Buffer.byteLength(text), type: 'text/plain' }, 1);
  if (named) table.name('toko', id);
  const path = filePath(filesFolder(folder), id);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return id;
}

const faults = (): number => verifyFiles(database, filesFolder(folder), (line) => told.push(line));

describe('relay verify', () => {
  it('finds a file that is gone, shorter, or another', () => {
    const ids = ['one', 'two', 'three', 'four'].map((text) => store(text));
    expect(faults()).toBe(0);
    const [gone = '', shorter = '', another = ''] = ids.map((id) => filePath(filesFolder(folder), id));
    rmSync(gone);
    writeFileSync(shorter, 'tw');
    writeFileSync(another, 'threE');
    told = [];
    expect(faults()).toBe(3);
    expect(told.sort()).toEqual(
      [
        '3 files are not',
        `file ${ids[0]}: is missing`,
        `file ${ids[1]}: has 2 bytes and not 3`,
        `file ${ids[2]}: is not what was stored`,
      ].sort(),
    );
  });

  it('knows databases without files, and minds no file that nothing names', () => {
    rmSync(filePath(filesFolder(folder), store('not sent', false)));
    expect(faults()).toBe(0);
    const old = join(folder, 'old.sqlite');
    new DatabaseSync(old).exec('CREATE TABLE log (x)');
    expect(verifyFiles(old, folder, () => undefined)).toBe(0);
  });
});

describe('relay backup', () => {
  const backup = (): number => backupFiles(database, filesFolder(folder), (line) => told.push(line));

  it('copies what messages show, once', () => {
    const id = store('an invoice');
    store('not sent', false);
    expect(backup()).toBe(0);
    const copy = filePath(filesOfBackup(database), id);
    expect(readFileSync(copy, 'utf8')).toBe('an invoice');
    const { mtimeMs } = statSync(copy);
    expect(backup()).toBe(0);
    expect(statSync(copy).mtimeMs).toBe(mtimeMs);
    expect(told).toEqual(['1 files are as they were stored', '1 files are as they were stored']);
  });

  it('says so where a file is not there to be copied', () => {
    rmSync(filePath(filesFolder(folder), store('an invoice')));
    expect(backup()).toBe(1);
    expect(told[0]).toContain('ENOENT');
  });
});
