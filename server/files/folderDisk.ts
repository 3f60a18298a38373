// Files in the data folder, each under the hash of its bytes: `files/ab/abcd…`. What is coming in is in `files/drafts` until
// it is whole, and nobody's after a crash.

import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AttachmentId } from '#lib/rules/ids.ts';
import { NoRoom, type Draft, type FileDisk } from './fileDisk.ts';

const SHA_256 = /^[0-9a-f]{64}$/;
const DRAFTS = 'drafts';

export function filesFolder(dataFolder: string): string {
  return join(dataFolder, 'files');
}

/** @param id of which nobody may be able to make a way to elsewhere */
export function filePath(folder: string, id: AttachmentId): string {
  if (!SHA_256.test(id)) throw new Error('no id of a file');
  return join(folder, id.slice(0, 2), id);
}

/** The files in a folder of files; none if there is no such folder. */
export function listFiles(folder: string): AttachmentId[] {
  return entriesOf(folder)
    .filter((name) => name.length === 2)
    .flatMap((name) => entriesOf(join(folder, name)))
    .filter((name) => SHA_256.test(name));
}

/** Removes what was coming in when the relay before this one died. */
export function openFolderDisk(folder: string): FileDisk {
  const drafts = join(folder, DRAFTS);
  rmSync(drafts, { recursive: true, force: true });
  mkdirSync(drafts, { recursive: true, mode: 0o700 });
  let last = 0;
  return {
    begin: async () => {
      const path = join(drafts, String((last += 1)));
      return new FolderDraft(folder, path, await withRoom(() => open(path, 'wx', 0o600)));
    },
    read: (id, from, to) => readFile(filePath(folder, id), from, to),
    remove: (id) => rmSync(filePath(folder, id), { force: true }),
  };
}

class FolderDraft implements Draft {
  readonly #folder: string;
  readonly #path: string;
  readonly #handle: FileHandle;

  constructor(folder: string, path: string, handle: FileHandle) {
    this.#folder = folder;
    this.#path = path;
    this.#handle = handle;
  }

  write(bytes: Uint8Array): Promise<void> {
    return withRoom(() => this.#handle.writeFile(bytes));
  }

  async keep(id: AttachmentId): Promise<void> {
    const target = filePath(this.#folder, id);
    await withRoom(async () => {
      await this.#handle.sync();
      await this.#handle.close();
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      await rename(this.#path, target);
      await syncFolder(dirname(target));
      await syncFolder(this.#folder);
    });
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    rmSync(this.#path, { force: true });
  }
}

async function* readFile(path: string, from: number, to: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (to <= from) return;
  let left = to - from;
  for await (const chunk of createReadStream(path, { start: from, end: to - 1 })) {
    const bytes = Uint8Array.from(chunk as Buffer);
    left -= bytes.length;
    yield bytes;
  }
  if (left > 0) throw new Error('the file is shorter than it was');
}

/** A new name is durable only with its folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

async function withRoom<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))) throw new NoRoom('no room', { cause: error });
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
