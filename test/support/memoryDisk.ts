// Files in memory, on a disk that a test fills or breaks.

import { NoRoom, type Draft, type FileDisk } from '../../server/files/fileDisk.ts';

export class MemoryDisk implements FileDisk {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Drafts that nobody has kept or discarded. */
  drafts = 0;
  /** Bytes that still fit. */
  room = Infinity;

  begin(): Promise<Draft> {
    const parts: Uint8Array[] = [];
    this.drafts += 1;
    return Promise.resolve({
      write: (bytes) => {
        if (bytes.length > this.room) return Promise.reject(new NoRoom('no room'));
        this.room -= bytes.length;
        parts.push(bytes.slice());
        return Promise.resolve();
      },
      keep: (id) => {
        this.drafts -= 1;
        this.files.set(id, Uint8Array.from(Buffer.concat(parts)));
        return Promise.resolve();
      },
      discard: () => {
        this.drafts -= 1;
        return Promise.resolve();
      },
    });
  }

  async *read(id: string, from: number, to: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const bytes = this.files.get(id);
    if (!bytes) throw new Error('no such file');
    yield Promise.resolve(bytes.slice(from, to));
  }

  remove(id: string): void {
    this.files.delete(id);
  }
}
