// The relay's own tables beside better-auth's (user, session, account, verification). Instants are epoch milliseconds.

import type { DatabaseSync } from 'node:sqlite';

const TABLES = `
  CREATE TABLE IF NOT EXISTS installation (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    kind TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS account_members (
    account TEXT NOT NULL REFERENCES user (id),
    workspace TEXT NOT NULL,
    member TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (account, workspace),
    UNIQUE (workspace, member)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS invites (
    hash TEXT PRIMARY KEY,
    workspace TEXT NOT NULL,
    role TEXT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    reserved_until INTEGER NOT NULL DEFAULT 0,
    used_at INTEGER
  ) STRICT;

  CREATE TABLE IF NOT EXISTS api_tokens (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    workspace TEXT NOT NULL,
    member TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    revoked_at INTEGER
  ) STRICT;

  CREATE TABLE IF NOT EXISTS channels (
    workspace TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, id)
  ) STRICT;
`;

/** Creates what is missing. better-auth's tables have to be there. */
export function createTables(database: DatabaseSync): void {
  database.exec(TABLES);
}

export type InstallationKind = 'demo' | 'production';

/**
 * What a data folder is for, decided by its first start: the demo lets everybody in, so it never shares a folder with
 * real conversations.
 */
export function installationKind(database: DatabaseSync, wanted: InstallationKind): InstallationKind {
  database.prepare('INSERT OR IGNORE INTO installation (only_row, kind) VALUES (1, ?)').run(wanted);
  return database.prepare('SELECT kind FROM installation').get()?.['kind'] === 'demo' ? 'demo' : 'production';
}
