// The relay's files: brought before the message that shows them, kept under the hash of their bytes, and removed when no
// message has named them for long.

import {
  CHANNEL_FILES_PER_DAY,
  FILE_MAX,
  FILE_UNNAMED_MS,
  MEMBER_FILES_PER_DAY,
  VISITOR_FILES_PER_DAY,
} from '#lib/rules/limits.ts';
import type { AttachmentId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../clock.ts';
import { NoRoom, type FileDisk } from './fileDisk.ts';
import { nameOf, type FileFacts, type FileTable, type Sender } from './fileTable.ts';
import { IncomingFile } from './incomingFile.ts';

export interface FilesPorts {
  disk: FileDisk;
  table: FileTable;
  clock: Clock;
  problem(what: string, error: unknown): void;
}

/** What decisions ask of files. Synchronous: a decision does not wait. */
export interface FileIndex {
  /** Those of these files that this sender has brought, as they are and not as they are said to be. */
  broughtBy(sender: Sender, ids: readonly AttachmentId[]): ReadonlyMap<AttachmentId, FileFacts>;
  /** A record may name them from now on, so they stay. To be called before the record is durable. */
  named(workspace: WorkspaceId, ids: readonly AttachmentId[]): void;
}

/** For a relay without files: there are none. */
export const noFiles: FileIndex = { broughtBy: () => new Map(), named: () => undefined };

export type Brought =
  | { kind: 'stored'; id: AttachmentId; facts: FileFacts }
  /** The line broke, or another request goes on with it. `received`: where to go on. */
  | { kind: 'more'; received: number }
  /** The bytes are others than the id says; nothing of them was kept. */
  | { kind: 'different' }
  | { kind: 'too-large' }
  /** The sender's day is full, or the channel's. */
  | { kind: 'enough' }
  /** Too many files are coming in at once. */
  | { kind: 'busy' }
  | { kind: 'no-room' };

export interface Upload {
  id: AttachmentId;
  /** Bytes of the whole file, and how many of them came before. */
  size: number;
  from: number;
}

const DAY_MS = 86_400_000;
const TICK_MS = 600_000;
/** A line that is away for longer begins again. */
const IDLE_MS = 3_600_000;
const AT_ONCE = 5;
/** Of all visitors together: members always find room. */
const VISITORS_AT_ONCE = 100;

interface Coming {
  file: IncomingFile;
  sender: Sender;
  usedAt: number;
}

export class Files implements FileIndex {
  readonly #ports: FilesPorts;
  readonly #coming = new Map<string, Coming>();
  /** On their way from the disk to the table. */
  readonly #keeping = new Set<AttachmentId>();
  #cancel: () => void = () => undefined;

  constructor(ports: FilesPorts) {
    this.#ports = ports;
    this.#tick();
  }

  broughtBy(sender: Sender, ids: readonly AttachmentId[]): ReadonlyMap<AttachmentId, FileFacts> {
    const found = new Map<AttachmentId, FileFacts>();
    for (const id of ids) {
      const facts = this.#ports.table.find(sender, id);
      if (facts) found.set(id, facts);
    }
    return found;
  }

  named(workspace: WorkspaceId, ids: readonly AttachmentId[]): void {
    for (const id of ids) this.#ports.table.name(workspace, id);
  }

  /** How much of a file is here already: all of it, for a sender who has brought it before. */
  state(sender: Sender, id: AttachmentId): { stored: FileFacts | null; received: number } {
    const { table, clock } = this.#ports;
    const stored = table.find(sender, id);
    if (stored) table.touch(sender, id, clock.now());
    return { stored, received: stored?.size ?? this.#coming.get(keyOf(sender, id))?.file.received ?? 0 };
  }

  /** Takes the bytes as they come. Rejects only where the disk fails. */
  async bring(sender: Sender, upload: Upload, body: AsyncIterable<Uint8Array>): Promise<Brought> {
    const { id, size, from } = upload;
    const { stored } = this.state(sender, id);
    if (stored) return { kind: 'stored', id, facts: stored };
    if (size > FILE_MAX) return { kind: 'too-large' };
    try {
      const coming = from === 0 ? await this.#begin(sender, upload) : this.#coming.get(keyOf(sender, id));
      if (!coming) return { kind: 'more', received: 0 };
      if (coming === 'enough' || coming === 'busy') return { kind: coming };
      if (coming.file.size !== size) return { kind: 'different' };
      return await this.#takeIn(coming, upload, body);
    } catch (error) {
      await this.#drop(keyOf(sender, id));
      if (error instanceof NoRoom) return { kind: 'no-room' };
      throw error;
    }
  }

  /**
   * Takes a file whose hash nobody has said: a channel's. Rejects if `bytes` do, or the disk.
   *
   * @returns never `more`, `different` or `busy`
   */
  async store(
    sender: Sender & { kind: 'channel' },
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<Brought> {
    let draft: IncomingFile | null = null;
    try {
      const parts: Uint8Array[] = [];
      let size = 0;
      for await (const part of bytes) {
        size += part.length;
        if (size > FILE_MAX) return { kind: 'too-large' };
        parts.push(part);
      }
      if (this.#isEnough(sender, size)) return { kind: 'enough' };
      draft = new IncomingFile(await this.#ports.disk.begin(), size);
      const write = await draft.takeOver();
      for (const part of parts) await write(part);
      return await this.#keep(sender, draft);
    } catch (error) {
      await draft?.discard();
      if (error instanceof NoRoom) return { kind: 'no-room' };
      throw error;
    }
  }

  /** Nothing names them any more: they go now, unless another workspace has the same. */
  forget(workspace: WorkspaceId, ids: Iterable<AttachmentId>): void {
    const { table, disk } = this.#ports;
    for (const id of ids) {
      table.forget(workspace, id);
      if (!table.isKnown(id) && !this.#keeping.has(id)) disk.remove(id);
    }
  }

  /** What a file of a workspace is; null if there is none of that id. Who may see it is not asked here. */
  facts(workspace: WorkspaceId, id: AttachmentId): FileFacts | null {
    return this.#ports.table.facts(workspace, id);
  }

  /** Bytes `from` up to before `to` of a file that there is. */
  read(id: AttachmentId, from: number, to: number): AsyncIterable<Uint8Array<ArrayBuffer>> {
    return this.#ports.disk.read(id, from, to);
  }

  stop(): void {
    this.#cancel();
    for (const key of [...this.#coming.keys()]) void this.#drop(key);
  }

  async #begin(sender: Sender, { id, size }: Upload): Promise<Coming | 'enough' | 'busy'> {
    const key = keyOf(sender, id);
    await this.#drop(key);
    if (this.#isBusy(sender)) return 'busy';
    if (this.#isEnough(sender, size)) return 'enough';
    const { disk, clock } = this.#ports;
    const coming = { file: new IncomingFile(await disk.begin(), size), sender, usedAt: clock.now() };
    // Somebody else may have begun the same meanwhile: theirs is dropped.
    await this.#drop(key);
    this.#coming.set(key, coming);
    return coming;
  }

  async #takeIn(coming: Coming, { id, from }: Upload, body: AsyncIterable<Uint8Array>): Promise<Brought> {
    const { file, sender } = coming;
    const key = keyOf(sender, id);
    const write = await file.takeOver();
    if (file.received !== from) return { kind: 'more', received: file.received };
    for await (const bytes of untilBroken(body)) {
      coming.usedAt = this.#ports.clock.now();
      const written = await write(bytes);
      if (written === 'taken-over') return { kind: 'more', received: file.received };
      if (written === 'too-long') {
        await this.#drop(key);
        return { kind: 'different' };
      }
    }
    if (!file.isWhole || this.#coming.get(key) !== coming) return { kind: 'more', received: file.received };
    this.#coming.delete(key);
    return this.#keep(sender, file, id);
  }

  /** @param wanted the id that it has to have */
  async #keep(sender: Sender, file: IncomingFile, wanted: AttachmentId | null = null): Promise<Brought> {
    const { table, clock } = this.#ports;
    const { id, facts } = file.end();
    if (wanted !== null && id !== wanted) {
      await file.discard();
      return { kind: 'different' };
    }
    this.#keeping.add(id);
    try {
      await file.keep(id);
      table.add(sender, id, facts, clock.now());
    } catch (error) {
      await file.discard();
      throw error;
    } finally {
      this.#keeping.delete(id);
    }
    return { kind: 'stored', id, facts };
  }

  #isBusy(sender: Sender): boolean {
    const others = [...this.#coming.values()].map((coming) => coming.sender);
    const own = others.filter(
      (other) => other.workspace === sender.workspace && nameOf(other) === nameOf(sender),
    );
    if (own.length >= AT_ONCE) return true;
    return (
      sender.kind === 'visitor' && others.filter(({ kind }) => kind === 'visitor').length >= VISITORS_AT_ONCE
    );
  }

  /** What is coming in counts as if it were here. */
  #isEnough(sender: Sender, size: number): boolean {
    const { own, source } = this.#ports.table.broughtSince(sender, this.#ports.clock.now() - DAY_MS);
    const coming = [...this.#coming.values()]
      .filter(
        (other) => other.sender.workspace === sender.workspace && nameOf(other.sender) === nameOf(sender),
      )
      .reduce((sum, { file }) => sum + file.size, size);
    if (sender.kind === 'member') return own + coming > MEMBER_FILES_PER_DAY;
    if (sender.kind === 'channel') return own + coming > CHANNEL_FILES_PER_DAY;
    return own + coming > VISITOR_FILES_PER_DAY || source + coming > CHANNEL_FILES_PER_DAY;
  }

  async #drop(key: string): Promise<void> {
    const coming = this.#coming.get(key);
    this.#coming.delete(key);
    await coming?.file.discard();
  }

  #tick(): void {
    const { clock } = this.#ports;
    try {
      this.#sweep(clock.now());
    } catch (error) {
      this.#ports.problem('files', error);
    }
    this.#cancel = clock.after(TICK_MS, () => this.#tick());
  }

  #sweep(now: number): void {
    for (const [key, { usedAt }] of this.#coming) if (now - usedAt > IDLE_MS) void this.#drop(key);
    const { table, disk } = this.#ports;
    for (const id of table.forgetUnnamed(now - FILE_UNNAMED_MS)) {
      if (!this.#keeping.has(id)) disk.remove(id);
    }
  }
}

/** A line that breaks ends what came over it; what came stays. */
async function* untilBroken(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch(() => null);
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

function keyOf(sender: Sender, id: AttachmentId): string {
  return `${sender.workspace} ${nameOf(sender)} ${id}`;
}
