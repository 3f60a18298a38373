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

  -- At most one link for a new password an account.
  CREATE TABLE IF NOT EXISTS resets (
    account TEXT PRIMARY KEY REFERENCES user (id),
    hash TEXT NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL
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
  CREATE INDEX IF NOT EXISTS channels_by_id ON channels (id);

  -- What a kind of channel needs beside a name, as JSON. A channel without a row is switched on and needs nothing.
  CREATE TABLE IF NOT EXISTS channel_settings (
    workspace TEXT NOT NULL,
    channel TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    settings TEXT NOT NULL,
    PRIMARY KEY (workspace, channel)
  ) STRICT;

  -- Sealed (channels/seal.ts). ends_at: replaced, and valid until then.
  CREATE TABLE IF NOT EXISTS channel_secrets (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    channel TEXT NOT NULL,
    secret TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    ends_at INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS channel_secrets_of ON channel_secrets (workspace, channel);

  -- What the relay says to others' servers, sealed.
  CREATE TABLE IF NOT EXISTS channel_passwords (
    workspace TEXT NOT NULL,
    channel TEXT NOT NULL,
    name TEXT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (workspace, channel, name)
  ) STRICT;

  -- The newest mails that are in no conversation, for admins to look at. They stay in the mailbox.
  CREATE TABLE IF NOT EXISTS channel_set_aside (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    channel TEXT NOT NULL,
    at INTEGER NOT NULL,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    why TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS channel_set_aside_of ON channel_set_aside (workspace, channel, id);

  -- Where a contact of a channel is reached; the contact's id is a hash of it. JSON, because it comes from outside.
  CREATE TABLE IF NOT EXISTS channel_contacts (
    workspace TEXT NOT NULL,
    channel TEXT NOT NULL,
    contact TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (workspace, channel, contact)
  ) STRICT;

  -- The newest tries to send a reply, for admins to look at.
  CREATE TABLE IF NOT EXISTS channel_tries (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    channel TEXT NOT NULL,
    dispatch TEXT NOT NULL,
    conversation TEXT NOT NULL,
    reply INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    took_ms INTEGER NOT NULL,
    answer TEXT NOT NULL,
    reason TEXT NOT NULL,
    status INTEGER,
    said TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS channel_tries_of ON channel_tries (workspace, channel, id);

  -- Replies that may not have arrived. A hint: the card says which of them still have not.
  CREATE TABLE IF NOT EXISTS channel_undelivered (
    workspace TEXT NOT NULL,
    channel TEXT NOT NULL,
    dispatch TEXT NOT NULL,
    conversation TEXT NOT NULL,
    reply INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (workspace, channel, dispatch)
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
