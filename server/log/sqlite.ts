// The log on SQLite. One connection writes; each call is one transaction, durable when it returns.

import { DatabaseSync } from 'node:sqlite';
import type { Card } from '#lib/rules/conversation.ts';
import type { Directory } from '#lib/rules/directory.ts';
import type { CommandId, ConversationId, MemberId, TeamId, WorkspaceId } from '#lib/rules/ids.ts';
import type { InboxName } from '#lib/rules/inbox.ts';
import { assertTail } from './chain.ts';
import { databaseFile, lockDataFolder } from './dataFolder.ts';
import { assertFits, assertNewEpoch, documentOf } from './fits.ts';
import type { Commit, Dispatch, Due, Epoch, Head, Log, StoredCard, StoredRecord } from './log.ts';
import { storing } from './sqliteErrors.ts';
import * as read from './sqliteRead.ts';
import { Rows } from './sqliteRows.ts';
import { assertSchema, BUSY_MS, prepareForWriting } from './sqliteSchema.ts';
import { writeCommit, writeEpoch, writeSnapshot } from './sqliteWrite.ts';

export interface SqliteOptions {
  /** Called inside the transaction, before it is made durable: what it throws is thrown, and nothing was written. */
  beforeCommit?: () => void;
}

/**
 * Opens the log in a data folder, which from then on is this process's alone; makes both if need be.
 *
 * @throws a StorageError if another relay has the folder, or the newest record of a workspace is damaged
 */
export function openSqliteLog(folder: string, options: SqliteOptions = {}): SqliteLog {
  const unlock = lockDataFolder(folder);
  return opened(unlock, () => {
    const db = storing(() => new DatabaseSync(databaseFile(folder), { timeout: BUSY_MS }));
    return opened(
      () => db.close(),
      () => {
        storing(() => prepareForWriting(db));
        const log = new SqliteLog(db, { ...options, closed: unlock });
        for (const workspace of log.workspaces()) assertTail(log, workspace);
        return log;
      },
    );
  });
}

/** Opens a database file to read it, beside a running relay too, and even if it is damaged. */
export function openSqliteFile(file: string): SqliteLog {
  const db = storing(() => new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS }));
  return opened(
    () => db.close(),
    () => {
      storing(() => assertSchema(db));
      return new SqliteLog(db, {});
    },
  );
}

function opened<Result>(undo: () => void, open: () => Result): Result {
  try {
    return open();
  } catch (error) {
    undo();
    throw error;
  }
}

export class SqliteLog implements Log {
  readonly #db: DatabaseSync;
  readonly #rows: Rows;
  readonly #options: SqliteOptions & { closed?: () => void };

  /** @param db prepared, and from now on this log's */
  constructor(db: DatabaseSync, options: SqliteOptions & { closed?: () => void }) {
    this.#db = db;
    this.#rows = new Rows(db);
    this.#options = options;
  }

  append(workspace: WorkspaceId, after: number, commit: Commit): 'appended' | 'raced' {
    return this.#transaction(() => {
      if (!this.epoch(workspace)) throw new Error(`workspace ${workspace} has no epoch`);
      const head = this.head(workspace);
      if ((head?.seq ?? 0) !== after) return 'raced';
      assertFits(workspace, head, commit);
      writeCommit(this.#rows, workspace, commit);
      return 'appended';
    });
  }

  beginEpoch(workspace: WorkspaceId, epoch: Epoch): void {
    this.#transaction(() => {
      assertNewEpoch(read.readEpochs(this.#rows, workspace), epoch);
      writeEpoch(this.#rows, workspace, epoch);
    });
  }

  compact(name: string, snapshot: Uint8Array): void {
    this.#transaction(() => {
      const { workspace } = documentOf(name);
      if (!this.epoch(workspace)) throw new Error(`workspace ${workspace} has no epoch`);
      writeSnapshot(this.#rows, name, snapshot);
    });
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

  page(workspace: WorkspaceId, inbox: InboxName, before: number, limit: number): Card[] {
    return storing(() => read.readPage(this.#rows, workspace, { inbox, before, limit }));
  }

  verdict(workspace: WorkspaceId, command: CommandId): number | null {
    return storing(() => read.readVerdict(this.#rows, workspace, command));
  }

  conversationOf(workspace: WorkspaceId, channel: string, address: string): ConversationId | null {
    return storing(() => read.readContact(this.#rows, workspace, { channel, address }));
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

  close(): void {
    this.#db.close();
    this.#options.closed?.();
  }

  /** All of `work` or nothing. IMMEDIATE, because a transaction that reads first may find that it cannot write. */
  #transaction<Result>(work: () => Result): Result {
    return storing(() => {
      this.#rows.run('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#options.beforeCommit?.();
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
