// Passwords that the relay has to say to others' servers (IMAP, SMTP): sealed, never shown again, replaced as a whole.

import type { DatabaseSync } from 'node:sqlite';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Seal } from './seal.ts';

export type PasswordName = 'imap' | 'smtp';

export class ChannelPasswords {
  readonly #database: DatabaseSync;
  readonly #seal: Seal;

  constructor(database: DatabaseSync, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  set(workspace: WorkspaceId, channel: ChannelId, name: PasswordName, password: string): void {
    const sealed = this.#seal.close(password, placeOf(workspace, channel, name));
    this.#database
      .prepare(
        'INSERT OR REPLACE INTO channel_passwords (workspace, channel, name, sealed) VALUES (?, ?, ?, ?)',
      )
      .run(workspace, channel, name, sealed);
  }

  /** Null if it was never set, or the key that it was sealed under is gone. */
  get(workspace: WorkspaceId, channel: ChannelId, name: PasswordName): string | null {
    const row = this.#database
      .prepare('SELECT sealed FROM channel_passwords WHERE workspace = ? AND channel = ? AND name = ?')
      .get(workspace, channel, name);
    return row ? this.#seal.open(String(row['sealed']), placeOf(workspace, channel, name)) : null;
  }
}

function placeOf(workspace: WorkspaceId, channel: ChannelId, name: PasswordName): string {
  return `password/${workspace}/${channel}/${name}`;
}
