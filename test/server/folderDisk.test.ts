import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Files } from '../../server/files/files.ts';
import { FileTable } from '../../server/files/fileTable.ts';
import { filePath, listFiles, openFolderDisk } from '../../server/files/folderDisk.ts';
import { FakeClock } from '../support/fakeClock.ts';

const PDF = Buffer.from('%PDF-1.7\nan invoice\n%%EOF');
const ID = createHash('sha256').update(PDF).digest('hex');

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'files-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

describe('a folder of files', () => {
  it('keeps a file under its hash, for nobody else on the machine', async () => {
    const disk = openFolderDisk(folder);
    const draft = await disk.begin();
    await draft.write(PDF.subarray(0, 4));
    await draft.write(PDF.subarray(4));
    expect(listFiles(folder)).toEqual([]);
    await draft.keep(ID);
    expect(listFiles(folder)).toEqual([ID]);
    expect(statSync(filePath(folder, ID)).mode & 0o077).toBe(0);
    expect(await bytesOf(disk.read(ID, 0, PDF.length))).toEqual(PDF);
    expect(await bytesOf(disk.read(ID, 2, 5))).toEqual(PDF.subarray(2, 5));
    expect(await bytesOf(disk.read(ID, 0, 0))).toEqual(Buffer.alloc(0));
    disk.remove(ID);
    disk.remove(ID);
    expect(listFiles(folder)).toEqual([]);
  });

  it('forgets what was coming in when the relay before it died', async () => {
    const draft = await openFolderDisk(folder).begin();
    await draft.write(PDF);
    const drafts = join(folder, 'drafts');
    expect(readdirSync(drafts)).toHaveLength(1);
    openFolderDisk(folder);
    expect(readdirSync(drafts)).toEqual([]);
    await draft.discard();
  });

  it('leads nowhere else', () => {
    for (const id of ['../../etc/passwd', `${ID}/..`, ID.slice(1), '']) {
      expect(() => filePath(folder, id)).toThrow('no id of a file');
    }
  });

  it('says so where a file is shorter than it was, or gone', async () => {
    const disk = openFolderDisk(folder);
    const draft = await disk.begin();
    await draft.write(PDF.subarray(0, 9));
    await draft.keep(ID);
    await expect(bytesOf(disk.read(ID, 0, PDF.length))).rejects.toThrow('shorter');
    disk.remove(ID);
    await expect(bytesOf(disk.read(ID, 0, 1))).rejects.toThrow('ENOENT');
  });
});

describe('a channel’s file', () => {
  it('is stored under the hash of its bytes, unless it is too large', async () => {
    const ports = { disk: openFolderDisk(folder), clock: new FakeClock(), problem: () => undefined };
    const files = new Files({ ...ports, table: new FileTable(new DatabaseSync(':memory:')) });
    const sender = { kind: 'channel', workspace: 'toko', channel: 'mail' } as const;
    const stored = await files.store(sender, [PDF.subarray(0, 4), PDF.subarray(4)]);
    const facts = { size: PDF.length, type: 'application/pdf' };
    expect(stored).toEqual({ kind: 'stored', id: ID, facts });
    expect(files.facts('toko', ID)).toEqual(facts);
    expect(files.facts('lain', ID)).toBeNull();
    expect(existsSync(filePath(folder, ID))).toBe(true);
    const large = Array.from({ length: 26 }, () => new Uint8Array(1_048_576));
    expect((await files.store(sender, large)).kind).toBe('too-large');
    expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
  });
});
