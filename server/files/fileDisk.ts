// The port to where the bytes of files are: a folder (folderDisk.ts), or memory in tests.

import type { AttachmentId } from '#lib/rules/ids.ts';

/** A file that is still coming in. Every method rejects when the disk does, `NoRoom` where it is full. */
export interface Draft {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes it durable as the file of that id. The draft is gone. */
  keep(id: AttachmentId): Promise<void>;
  /** Never rejects. */
  discard(): Promise<void>;
}

export interface FileDisk {
  begin(): Promise<Draft>;
  /** `from` is counted from 0, `to` is the first byte that is not wanted. Ends with an error if the file is shorter. */
  read(id: AttachmentId, from: number, to: number): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** At once, so that nothing can come between asking and doing. What is not there is no error. */
  remove(id: AttachmentId): void;
}

/** There is no room for more. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}
