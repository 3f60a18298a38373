// The tables of the relay's database, and how a file is made ready.

import { DatabaseSync } from 'node:sqlite';
import { StorageError } from './storageError.ts';

/** Of the tables below; the file carries it as its `user_version`. */
const SCHEMA_VERSION = 4;
/** The first SQLite without a bug that could lose a WAL's commits (sqlite.org/wal.html, "The WAL reset bug"). */
const SQLITE_MIN = [3, 51, 3] as const;
/** What a write waits for another connection. One in this process cannot let go meanwhile, so waiting longer is no use. */
export const BUSY_MS = 2_000;
/** A WAL that a rebuild has made long is cut back to this many bytes at the next checkpoint. */
const WAL_KEPT = 64 * 1024 * 1024;

/**
 * Columns of each table in order, without `crc`; the first `key` of them are the primary key. Rows that no hash chain
 * covers carry a CRC-32 of these columns, because SQLite does not notice a flipped bit.
 */
export const TABLES = {
  epochs: { key: 2, columns: ['workspace', 'epoch', 'client'] },
  directories: { key: 1, columns: ['workspace', 'directory'] },
  verdicts: { key: 2, columns: ['workspace', 'command', 'seq'] },
  cards: {
    key: 2,
    columns: [
      'workspace',
      'conversation',
      'card',
      'inboxes',
      'at',
      'owner',
      'team',
      'queued_at',
      'activity_at',
    ],
  },
  due: { key: 5, columns: ['workspace', 'at', 'conversation', 'kind', 'member'] },
  contacts: { key: 3, columns: ['workspace', 'channel', 'address', 'conversation'] },
  cursors: { key: 2, columns: ['workspace', 'channel', 'cursor'] },
  dispatches: {
    key: 2,
    columns: ['workspace', 'id', 'conversation', 'channel', 'reply', 'state', 'attempts', 'next_at'],
  },
  clients: { key: 2, columns: ['document', 'client', 'owner'] },
  documents: { key: 1, columns: ['name', 'workspace', 'decided'] },
  updates: { key: 0, columns: ['document', 'bytes'] },
  restored: { key: 1, columns: ['workspace'] },
  spaces: { key: 1, columns: ['workspace', 'number'] },
  texts: {
    key: 1,
    columns: ['id', 'workspace', 'conversation', 'kind', 'seq', 'at', 'author', 'text', 'words'],
  },
} as const;

export type Table = keyof typeof TABLES;

/** Since version 3. Follows from log, so has no crc. Records that are private to a member are not in it. */
const AUDIT = `
  CREATE TABLE audit (
    workspace TEXT NOT NULL, facet TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (workspace, facet, seq)
  ) STRICT, WITHOUT ROWID;
`;

/** Since version 4. */
const CURSORS = `
  -- How far a channel has read what comes in.
  CREATE TABLE cursors (
    workspace TEXT NOT NULL, channel TEXT NOT NULL, cursor TEXT NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (workspace, channel)
  ) STRICT, WITHOUT ROWID;
`;

const DDL = `
  -- Every epoch there was: numbers and Yjs client ids are never used again.
  CREATE TABLE epochs (
    workspace TEXT NOT NULL, epoch INTEGER NOT NULL, client INTEGER NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (workspace, epoch)
  ) STRICT, WITHOUT ROWID;

  -- The truth. Everything else but merged documents, contacts, cursors, dispatches and clients follows from it.
  CREATE TABLE log (
    workspace TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL, command TEXT,
    salt TEXT NOT NULL, events TEXT NOT NULL, content TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (workspace, seq)
  ) STRICT;
  CREATE TABLE verdicts (
    workspace TEXT NOT NULL, command TEXT NOT NULL, seq INTEGER NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (workspace, command)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE directories (
    workspace TEXT NOT NULL PRIMARY KEY, directory TEXT NOT NULL, crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE cards (
    workspace TEXT NOT NULL, conversation TEXT NOT NULL, card TEXT NOT NULL, inboxes TEXT NOT NULL,
    at INTEGER NOT NULL, owner TEXT, team TEXT, queued_at INTEGER, activity_at INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (workspace, conversation)
  ) STRICT;
  CREATE INDEX cards_by_owner ON cards (workspace, owner, conversation) WHERE owner IS NOT NULL;
  CREATE INDEX cards_by_team ON cards (workspace, team, conversation) WHERE team IS NOT NULL;
  CREATE INDEX cards_waiting ON cards (workspace, team, queued_at, conversation) WHERE queued_at IS NOT NULL;
  -- An index over a list inside a row, which SQLite cannot make by itself. It follows from cards, so has no crc.
  CREATE TABLE card_inboxes (
    workspace TEXT NOT NULL, inbox TEXT NOT NULL, activity_at INTEGER NOT NULL, conversation TEXT NOT NULL,
    PRIMARY KEY (workspace, inbox, activity_at, conversation)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE due (
    workspace TEXT NOT NULL, at INTEGER NOT NULL, conversation TEXT NOT NULL, kind TEXT NOT NULL,
    member TEXT NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (workspace, at, conversation, kind, member)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX due_of_conversation ON due (workspace, conversation);

  -- The address is JSON: it comes from outside, and may be text that SQLite would change.
  CREATE TABLE contacts (
    workspace TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL, conversation TEXT NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (workspace, channel, address)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE dispatches (
    workspace TEXT NOT NULL, id TEXT NOT NULL, conversation TEXT NOT NULL, channel TEXT NOT NULL,
    reply INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (workspace, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX dispatches_pending ON dispatches (workspace, next_at, id) WHERE state = 'pending';

  CREATE TABLE clients (
    document TEXT NOT NULL, client INTEGER NOT NULL, owner TEXT NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (document, client)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE documents (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, decided INTEGER NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX documents_decided ON documents (workspace) WHERE decided = 1;
  -- Ids only grow within a document, so they are its order.
  CREATE TABLE updates (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    bytes BLOB NOT NULL, crc INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX updates_of_document ON updates (document, id);

  -- Workspaces that came with a backup and have had no new epoch since: the original may have gone on without it.
  CREATE TABLE restored (workspace TEXT NOT NULL PRIMARY KEY, crc INTEGER NOT NULL) STRICT, WITHOUT ROWID;
${AUDIT}${CURSORS}`;

/** Since version 2. */
const SEARCH_DDL = `
  -- Each workspace has a range of ids of texts to itself, so that a search never walks through what others wrote.
  CREATE TABLE spaces (
    workspace TEXT NOT NULL PRIMARY KEY, number INTEGER NOT NULL UNIQUE, crc INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- What search finds. Text is JSON, as an address is; words are as rules/search.ts folds them.
  CREATE TABLE texts (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, conversation TEXT NOT NULL, kind TEXT NOT NULL,
    seq INTEGER NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL, words TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX texts_of_conversation ON texts (workspace, conversation, kind, seq);
  -- Words are folded before they come here: all that is left to do is to split at spaces, which 'ascii' does.
  CREATE VIRTUAL TABLE texts_index USING fts5 (
    words, content = 'texts', content_rowid = 'id', tokenize = 'ascii', prefix = '2 3', detail = 'none', columnsize = 0
  );
  CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN
    INSERT INTO texts_index (rowid, words) VALUES (new.id, new.words);
  END;
  CREATE TRIGGER texts_gone AFTER DELETE ON texts BEGIN
    INSERT INTO texts_index (texts_index, rowid, words) VALUES ('delete', old.id, old.words);
  END;
`;

interface Fill {
  search: () => void;
  audit: () => void;
}

const NOTHING: Fill = { search: () => undefined, audit: () => undefined };

/**
 * Sets what makes a commit durable, and makes the tables in a new file.
 *
 * @param fill writes what search finds, and what the audit finds, in a file that has all but that
 */
export function prepareForWriting(db: DatabaseSync, fill: Fill = NOTHING): void {
  assertVersion(db);
  // Both before the first write: a database whose first pages were written otherwise has no promise to keep.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
  db.exec(`PRAGMA journal_size_limit = ${WAL_KEPT}`);
  assertPragma(db, 'journal_mode', 'wal');
  assertPragma(db, 'synchronous', 2);
  assertPragma(db, 'foreign_keys', 1);
  if (pragma(db, 'user_version') === 0) {
    db.exec(`BEGIN IMMEDIATE; ${DDL} ${SEARCH_DDL} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
  }
  if (pragma(db, 'user_version') === 1) {
    db.exec(`BEGIN IMMEDIATE; ${SEARCH_DDL}`);
    fill.search();
    db.exec('PRAGMA user_version = 2; COMMIT');
  }
  if (pragma(db, 'user_version') === 2) {
    db.exec(`BEGIN IMMEDIATE; ${AUDIT}`);
    fill.audit();
    db.exec('PRAGMA user_version = 3; COMMIT');
  }
  if (pragma(db, 'user_version') === 3)
    db.exec(`BEGIN IMMEDIATE; ${CURSORS} PRAGMA user_version = 4; COMMIT`);
  assertSchema(db);
}

/** @throws if the file was written by another version, or is not what we made */
export function assertSchema(db: DatabaseSync): void {
  assertPragma(db, 'user_version', SCHEMA_VERSION);
  const wanted = new DatabaseSync(':memory:');
  wanted.exec(DDL + SEARCH_DDL);
  const there = definitions(db);
  for (const [name, sql] of definitions(wanted)) {
    if (there.get(name) !== sql)
      throw new StorageError('damaged', `${String(name)} is not defined as it should be`);
  }
  wanted.close();
}

function definitions(db: DatabaseSync): Map<unknown, unknown> {
  const rows = db.prepare('SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  return new Map(rows.map(({ name, sql }) => [name, sql]));
}

function assertVersion(db: DatabaseSync): void {
  const version = String(db.prepare('SELECT sqlite_version() AS version').get()?.version);
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const [a, b, c] = SQLITE_MIN;
  const recent = major > a || (major === a && (minor > b || (minor === b && patch >= c)));
  if (!recent) throw new Error(`SQLite ${version} is too old: ${SQLITE_MIN.join('.')} or newer is needed`);
}

function assertPragma(db: DatabaseSync, name: string, wanted: string | number): void {
  const found = pragma(db, name);
  if (found !== wanted) {
    throw new StorageError('failed', `the database has ${name} ${String(found)} and needs ${wanted}`);
  }
}

function pragma(db: DatabaseSync, name: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}
