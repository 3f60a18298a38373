// The log on SQLite. One connection writes; each call is one transaction, durable when it returns.

import { DatabaseSync } from 'node:sqlite';
import type { Card } from '#lib/rules/conversation.ts';
import type { Directory } from '#lib/rules/directory.ts';
import type { CommandId, ConversationId, MemberId, TeamId, WorkspaceId } from '#lib/rules/ids.ts';
import type { InboxName } from '#lib/rules/inbox.ts';
import { assertNotBehind, assertTail } from './chain.ts';
import { databaseFile, lockDataFolder, witnessFile } from './dataFolder.ts';
import { assertFits, assertNewEpoch, documentOf } from './fits.ts';
import { FIRST_HASH } from './hash.ts';
import type * as port from './log.ts';
import type {
  Commit,
  Dispatch,
  Due,
  Epoch,
  Found,
  FoundText,
  Head,
  Log,
  Range,
  StoredCard,
  StoredRecord,
} from './log.ts';
import type { Facet } from './facets.ts';
import { opening, storing } from './sqliteErrors.ts';
import * as read from './sqliteRead.ts';
import { Rows } from './sqliteRows.ts';
import { fillAudit } from './sqliteAudit.ts';
import { fillSearch, readTexts } from './sqliteSearch.ts';
import { assertSchema, BUSY_MS, prepareForWriting } from './sqliteSchema.ts';
import { damageOf } from './sqliteVerify.ts';
import { eraseContents, scrubFiles, writeCommit, writeEpoch, writeSnapshot } from './sqliteWrite.ts';
import { Witness } from './witness.ts';

export interface SqliteOptions {
  /** Called inside the transaction, before it is made durable: what it throws is thrown, and nothing was written. */
  beforeCommit?: () => void;
  /** Opens a log that is behind too: for whoever begins a new epoch in it before anything else. */
  behind?: boolean;
}

/**
 * Opens the log in a data folder, which from then on is this process's alone; makes both if need be.
 *
 * @throws a StorageError if another relay has the folder, the newest record of a workspace is damaged, or the log is
 * behind what was confirmed
 */
export function openSqliteLog(folder: string, options: SqliteOptions = {}): SqliteLog {
  const open: (() => void)[] = [lockDataFolder(folder)];
  const closeAll = (): void => {
    for (const close of open.splice(0).reverse()) close();
  };
  try {
    const db = storing(() => new DatabaseSync(databaseFile(folder), { timeout: BUSY_MS }));
    open.push(() => db.close());
    const rows = new Rows(db);
    opening(() => prepareForWriting(db, { search: () => fillSearch(rows), audit: () => fillAudit(rows) }));
    const { witness, seen } = Witness.open(witnessFile(folder));
    open.push(() => witness.close());
    const log = new SqliteLog(db, { ...options, witness, closeAll });
    for (const workspace of log.workspaces()) assertTail(log, workspace);
    if (!options.behind) assertNotBehind(log, seen);
    return log;
  } catch (error) {
    closeAll();
    throw error;
  }
}

/** Opens a database file to read it as it is now, beside a running relay too, and even if it is damaged. */
export function openSqliteFile(file: string): SqliteLog {
  const db = storing(() => new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS }));
  const closeAll = (): void => {
    if (db.isOpen) db.close();
  };
  try {
    opening(() => {
      // Everything is read as it is at the first question. Writers go on; their WAL waits for us to end.
      db.exec('BEGIN');
      assertSchema(db);
    });
    return new SqliteLog(db, { closeAll });
  } catch (error) {
    closeAll();
    throw error;
  }
}

interface Parts extends SqliteOptions {
  witness?: Witness;
  closeAll: () => void;
}

export class SqliteLog implements Log {
  readonly #db: DatabaseSync;
  readonly #rows: Rows;
  readonly #parts: Parts;

  /** @param db prepared, and from now on this log's */
  constructor(db: DatabaseSync, parts: Parts) {
    this.#db = db;
    this.#rows = new Rows(db);
    this.#parts = parts;
  }

  append(workspace: WorkspaceId, after: number, commit: Commit): 'appended' | 'raced' {
    const written = this.#transaction(() => {
      const epoch = this.epoch(workspace);
      if (!epoch) throw new Error(`workspace ${workspace} has no epoch`);
      const head = this.head(workspace);
      if ((head?.seq ?? 0) !== after) return null;
      assertFits(workspace, head, commit);
      writeCommit(this.#rows, workspace, commit);
      return { epoch: epoch.epoch, last: commit.records.at(-1) };
    });
    if (!written) return 'raced';
    const { epoch, last } = written;
    if (last) this.#parts.witness?.saw({ workspace, epoch, seq: last.seq, hash: last.hash });
    return 'appended';
  }

  beginEpoch(workspace: WorkspaceId, epoch: Epoch): void {
    this.#transaction(() => {
      assertNewEpoch(read.readEpochs(this.#rows, workspace), epoch);
      writeEpoch(this.#rows, workspace, epoch);
    });
    const { seq, hash } = this.head(workspace) ?? { seq: 0, hash: FIRST_HASH };
    this.#parts.witness?.saw({ workspace, epoch: epoch.epoch, seq, hash });
  }

  compact(name: string, snapshot: Uint8Array): void {
    this.#transaction(() => {
      const { workspace } = documentOf(name);
      if (!this.epoch(workspace)) throw new Error(`workspace ${workspace} has no epoch`);
      writeSnapshot(this.#rows, name, snapshot);
    });
  }

  erase(workspace: WorkspaceId, gone: readonly port.Erased[]): string[] {
    return this.#transaction(() => {
      eraseContents(this.#rows, workspace, gone);
      return read.readNames(this.#rows, workspace);
    });
  }

  scrub(): void {
    storing(() => scrubFiles(this.#rows));
  }

  read(workspace: WorkspaceId, after: number, limit: number): StoredRecord[] {
    return storing(() => read.readRecords(this.#rows, workspace, after, limit));
  }

  head(workspace: WorkspaceId): Head | null {
    return storing(() => read.readHead(this.#rows, workspace));
  }

  workspaces(): WorkspaceId[] {
    return storing(() => read.readWorkspaces(this.#rows));
  }

  epoch(workspace: WorkspaceId): Epoch | null {
    return storing(() => read.readEpochs(this.#rows, workspace)[0] ?? null);
  }

  directory(workspace: WorkspaceId): Directory | null {
    return storing(() => read.readDirectory(this.#rows, workspace));
  }

  card(workspace: WorkspaceId, conversation: ConversationId): StoredCard | null {
    return storing(() => read.readCard(this.#rows, workspace, conversation));
  }

  cardsOf(workspace: WorkspaceId, of: { owner: MemberId } | { team: TeamId }): StoredCard[] {
    return storing(() => read.readCardsOf(this.#rows, workspace, of));
  }

  waiting(workspace: WorkspaceId, team: TeamId, limit: number): StoredCard[] {
    return storing(() => read.readWaiting(this.#rows, workspace, team, limit));
  }

  page(workspace: WorkspaceId, inbox: InboxName, before: port.PagePosition | null, limit: number): Card[] {
    return storing(() => read.readPage(this.#rows, workspace, { inbox, before, limit }));
  }

  search(
    workspace: WorkspaceId,
    words: readonly string[],
    before: number | null,
    limit: number,
  ): FoundText[] {
    return storing(() => readTexts(this.#rows, workspace, { words, before, limit }));
  }

  audited(workspace: WorkspaceId, facets: readonly Facet[], range: Range, limit: number): Found {
    return storing(() => read.readAudited(this.#rows, workspace, facets, { ...range, limit }));
  }

  verdict(workspace: WorkspaceId, command: CommandId): number | null {
    return storing(() => read.readVerdict(this.#rows, workspace, command));
  }

  conversationOf(workspace: WorkspaceId, channel: string, address: string): ConversationId | null {
    return storing(() => read.readContact(this.#rows, workspace, { channel, address }));
  }

  cursor(workspace: WorkspaceId, channel: string): string | null {
    return storing(() => read.readCursor(this.#rows, workspace, channel));
  }

  due(workspace: WorkspaceId, limit: number): Due[] {
    return storing(() => read.readDue(this.#rows, workspace, limit));
  }

  pending(workspace: WorkspaceId, limit: number): Dispatch[] {
    return storing(() => read.readPending(this.#rows, workspace, limit));
  }

  clientOwner(document: string, client: number): string | null {
    return storing(() => read.readClientOwner(this.#rows, document, client));
  }

  document(name: string): Uint8Array[] {
    return storing(() => read.readDocument(this.#rows, name));
  }

  // Beside the port: for the commands of the operator.

  /** Workspaces that came with a backup, and have not begun an epoch of their own since. */
  restored(): WorkspaceId[] {
    return storing(() => read.readRestored(this.#rows));
  }

  /** Names of a workspace's merged documents. */
  mergedDocuments(workspace: WorkspaceId): string[] {
    return storing(() => read.readMergedNames(this.#rows, workspace));
  }

  /** Names of the documents that the newest `limit` updates are of. */
  newestDocuments(limit: number): string[] {
    return storing(() => read.readNewestNames(this.#rows, limit));
  }

  /** Everything about the tables that is not as it was written, in words; the chain is verifyChain's. */
  damage(): Iterable<string> {
    return damageOf(this.#rows);
  }

  close(): void {
    this.#parts.closeAll();
  }

  /** All of `work` or nothing. IMMEDIATE, because a transaction that reads first may find that it cannot write. */
  #transaction<Result>(work: () => Result): Result {
    return storing(() => {
      this.#rows.run('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#parts.beforeCommit?.();
        this.#rows.run('COMMIT');
        return result;
      } catch (error) {
        // After some errors SQLite has rolled back by itself.
        if (this.#db.isTransaction) this.#rows.run('ROLLBACK');
        throw error;
      }
    });
  }
}
