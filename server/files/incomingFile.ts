// A file that is coming in, perhaps in several requests: each goes on where the last one broke off.

import { createHash } from 'node:crypto';
import { FILE_HEAD, fileKind } from '#lib/rules/fileKind.ts';
import type { AttachmentId } from '#lib/rules/ids.ts';
import type { Draft } from './fileDisk.ts';
import type { FileFacts } from './fileTable.ts';

export class IncomingFile {
  /** Bytes of the whole file, as its sender has said. */
  readonly size: number;
  received = 0;
  readonly #draft: Draft;
  readonly #hash = createHash('sha256');
  readonly #head: Uint8Array[] = [];
  /** Which request brings it: a later one takes over from one whose line is dead, which nobody has noticed yet. */
  #turn = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(draft: Draft, size: number) {
    this.#draft = draft;
    this.size = size;
  }

  /** What brings the next bytes; what brought them before is told so at its next. Rejects if the disk failed before. */
  async takeOver(): Promise<(bytes: Uint8Array) => Promise<'written' | 'taken-over' | 'too-long'>> {
    const turn = (this.#turn += 1);
    await this.#writing;
    return async (bytes) => {
      if (turn !== this.#turn) return 'taken-over';
      if (this.received + bytes.length > this.size) return 'too-long';
      this.#hash.update(bytes);
      if (this.received < FILE_HEAD) this.#head.push(bytes.slice(0, FILE_HEAD - this.received));
      this.received += bytes.length;
      this.#writing = this.#draft.write(bytes);
      await this.#writing;
      return 'written';
    };
  }

  get isWhole(): boolean {
    return this.received === this.size;
  }

  /** Once it is whole: what it is, and under which id. */
  end(): { id: AttachmentId; facts: FileFacts } {
    const { type } = fileKind(Buffer.concat(this.#head));
    return { id: this.#hash.digest('hex'), facts: { size: this.size, type } };
  }

  keep(id: AttachmentId): Promise<void> {
    return this.#draft.keep(id);
  }

  discard(): Promise<void> {
    this.#turn += 1;
    // What is being written ends one way or the other first.
    return this.#writing.catch(() => undefined).then(() => this.#draft.discard());
  }
}
