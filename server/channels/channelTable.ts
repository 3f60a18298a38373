// The channels that workspaces have set up, in the relay's database.

import type { DatabaseSync } from 'node:sqlite';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../clock.ts';
import type { ChannelKind, Channels } from './channel.ts';

/** The web chat that every workspace has from the start. */
export const FIRST_CHANNEL: ChannelId = 'web';

export class ChannelTable implements Channels {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  kindOf(workspace: WorkspaceId, channel: ChannelId): ChannelKind | null {
    return this.#row(workspace, channel)?.['kind'] === 'web-chat' ? 'web-chat' : null;
  }

  of(workspace: WorkspaceId): ChannelId[] {
    return this.list(workspace).map(({ id }) => id);
  }

  /** In the order in which they were set up. */
  list(workspace: WorkspaceId): { id: ChannelId; name: string }[] {
    return this.#database
      .prepare('SELECT id, name FROM channels WHERE workspace = ? ORDER BY created_at, id')
      .all(workspace)
      .map((row) => ({ id: String(row['id']), name: String(row['name']) }));
  }

  /** What customers see as the name of whom they write to. */
  nameOf(workspace: WorkspaceId, channel: ChannelId): string | null {
    const row = this.#row(workspace, channel);
    return row ? String(row['name']) : null;
  }

  /** The only workspace that has a channel of this name; null if none has, or several do. */
  onlyHomeOf(channel: ChannelId): WorkspaceId | null {
    const homes = this.#database.prepare('SELECT workspace FROM channels WHERE id = ? LIMIT 2').all(channel);
    const [home] = homes;
    return home && homes.length === 1 ? String(home['workspace']) : null;
  }

  /** Adds a web chat; one that is there stays as it is. */
  addWebChat(workspace: WorkspaceId, channel: ChannelId, name: string): void {
    this.#database
      .prepare(
        `INSERT OR IGNORE INTO channels (workspace, id, kind, name, created_at) VALUES (?, ?, 'web-chat', ?, ?)`,
      )
      .run(workspace, channel, name, this.#clock.now());
  }

  #row(workspace: WorkspaceId, channel: ChannelId): Record<string, unknown> | undefined {
    return this.#database
      .prepare('SELECT kind, name FROM channels WHERE workspace = ? AND id = ?')
      .get(workspace, channel);
  }
}
