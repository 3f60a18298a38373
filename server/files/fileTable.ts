// Who has brought which file to which workspace, in the relay's database. Only who has brought a file may show it: whoever
// merely knows its hash learns nothing, not even whether it is there.

import type { DatabaseSync } from 'node:sqlite';
import {
  byMember,
  type AttachmentId,
  type ChannelId,
  type MemberId,
  type WorkspaceId,
} from '#lib/rules/ids.ts';

/** Whoever brings files: a member, a visitor of a web chat, or a channel for those who write by it. */
export type Sender =
  | { kind: 'member'; workspace: WorkspaceId; member: MemberId }
  | { kind: 'visitor'; workspace: WorkspaceId; channel: ChannelId; visitor: string }
  | { kind: 'channel'; workspace: WorkspaceId; channel: ChannelId };

/** What is true of a file, whatever is said of it. */
export interface FileFacts {
  size: number;
  type: string;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS files (
    workspace TEXT NOT NULL,
    id TEXT NOT NULL,
    sender TEXT NOT NULL,
    -- What all visitors of a channel share a limit by; of others the sender again.
    source TEXT NOT NULL,
    size INTEGER NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- 1: a record of the log may name it. Never goes back to 0.
    named INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, id, sender)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS files_by_id ON files (id);
  CREATE INDEX IF NOT EXISTS files_by_source ON files (workspace, source, at);
  CREATE INDEX IF NOT EXISTS files_unnamed ON files (named, at);
`;

export class FileTable {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(TABLES);
  }

  add(sender: Sender, id: AttachmentId, { size, type }: FileFacts, at: number): void {
    this.#database
      .prepare(
        `INSERT INTO files (workspace, id, sender, source, size, type, at) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (workspace, id, sender) DO UPDATE SET at = excluded.at`,
      )
      .run(sender.workspace, id, nameOf(sender), sourceOf(sender), size, type, at);
  }

  /** Null if this sender has not brought it. */
  find(sender: Sender, id: AttachmentId): FileFacts | null {
    const row = this.#database
      .prepare('SELECT size, type FROM files WHERE workspace = ? AND id = ? AND sender = ?')
      .get(sender.workspace, id, nameOf(sender));
    return row ? factsFrom(row) : null;
  }

  /** Whoever brought it there. */
  facts(workspace: WorkspaceId, id: AttachmentId): FileFacts | null {
    const row = this.#database
      .prepare('SELECT size, type FROM files WHERE workspace = ? AND id = ? LIMIT 1')
      .get(workspace, id);
    return row ? factsFrom(row) : null;
  }

  /** It is wanted again: counted from now. */
  touch(sender: Sender, id: AttachmentId, at: number): void {
    this.#database
      .prepare('UPDATE files SET at = ? WHERE workspace = ? AND id = ? AND sender = ?')
      .run(at, sender.workspace, id, nameOf(sender));
  }

  /** Bytes that came from there since. */
  broughtSince(sender: Sender, at: number): { own: number; source: number } {
    const sum =
      'SELECT coalesce(sum(size), 0) AS bytes FROM files WHERE workspace = ? AND source = ? AND at > ?';
    const { workspace } = sender;
    const source = this.#database.prepare(sum).get(workspace, sourceOf(sender), at);
    const own = this.#database
      .prepare(`${sum} AND sender = ?`)
      .get(workspace, sourceOf(sender), at, nameOf(sender));
    return { own: Number(own?.['bytes'] ?? 0), source: Number(source?.['bytes'] ?? 0) };
  }

  name(workspace: WorkspaceId, id: AttachmentId): void {
    this.#database
      .prepare('UPDATE files SET named = 1 WHERE workspace = ? AND id = ? AND named = 0')
      .run(workspace, id);
  }

  /** Forgets files that nothing has named since they came, and returns those that nobody else has brought either. */
  forgetUnnamed(before: number): AttachmentId[] {
    const gone = this.#database
      .prepare('DELETE FROM files WHERE named = 0 AND at < ? RETURNING id')
      .all(before);
    const ids = new Set(gone.map((row) => String(row['id'])));
    return [...ids].filter((id) => !this.isKnown(id));
  }

  /** Whoever brought them there. */
  forget(workspace: WorkspaceId, id: AttachmentId): void {
    this.#database.prepare('DELETE FROM files WHERE workspace = ? AND id = ?').run(workspace, id);
  }

  isKnown(id: AttachmentId): boolean {
    return this.#database.prepare('SELECT 1 FROM files WHERE id = ? LIMIT 1').get(id) !== undefined;
  }
}

export function nameOf(sender: Sender): string {
  switch (sender.kind) {
    case 'member':
      return byMember(sender.member);
    case 'visitor':
      return `visitor:${sender.channel}/${sender.visitor}`;
    case 'channel':
      return `channel:${sender.channel}`;
  }
}

function sourceOf(sender: Sender): string {
  return sender.kind === 'visitor' ? `visitors:${sender.channel}` : nameOf(sender);
}

function factsFrom(row: Record<string, unknown>): FileFacts {
  return { size: Number(row['size']), type: String(row['type']) };
}
