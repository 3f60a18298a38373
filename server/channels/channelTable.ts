// The channels that workspaces have set up, in the relay's database.

import type { DatabaseSync } from 'node:sqlite';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../clock.ts';
import type { ChannelKind, Channels } from './channel.ts';

/** The web chat that every workspace has from the start. */
export const FIRST_CHANNEL: ChannelId = 'web';

const KINDS: Readonly<Record<string, ChannelKind>> = {
  'web-chat': 'web-chat',
  webhook: 'webhook',
  email: 'email',
};

export interface ChannelRow {
  id: ChannelId;
  kind: ChannelKind;
  name: string;
  /** False: nobody can write by it any more, and no reply leaves. */
  enabled: boolean;
  /** What its kind needs, as its adapter stored it. */
  settings: unknown;
}

export class ChannelTable implements Channels {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  kindOf(workspace: WorkspaceId, channel: ChannelId): ChannelKind | null {
    return this.get(workspace, channel)?.kind ?? null;
  }

  of(workspace: WorkspaceId): ChannelId[] {
    return this.list(workspace).map(({ id }) => id);
  }

  /** The web chats that customers may write on now. */
  readonly openChats: Pick<Channels, 'kindOf'> = {
    kindOf: (workspace, channel) => {
      const row = this.get(workspace, channel);
      return row?.enabled && row.kind === 'web-chat' ? row.kind : null;
    },
  };

  get(workspace: WorkspaceId, channel: ChannelId): ChannelRow | null {
    const row = this.#database.prepare(`${SELECT} AND channels.id = ?`).get(workspace, channel);
    return row ? channelFrom(row) : null;
  }

  /** In the order in which they were set up. */
  list(workspace: WorkspaceId): ChannelRow[] {
    const rows = this.#database.prepare(`${SELECT} ORDER BY created_at, channels.id`).all(workspace);
    return rows.map(channelFrom).filter((row) => row !== null);
  }

  /** The only workspace that has a channel of this name; null if none has, or several do. */
  onlyHomeOf(channel: ChannelId): WorkspaceId | null {
    const homes = this.#database.prepare('SELECT workspace FROM channels WHERE id = ? LIMIT 2').all(channel);
    const [home] = homes;
    return home && homes.length === 1 ? String(home['workspace']) : null;
  }

  /** Adds a web chat; one that is there stays as it is. */
  addWebChat(workspace: WorkspaceId, channel: ChannelId, name: string): void {
    this.add(workspace, { id: channel, kind: 'web-chat', name, enabled: true, settings: {} });
  }

  /** Adds a channel; one of that id that is there stays as it is. */
  add(workspace: WorkspaceId, { id, kind, name, enabled, settings }: ChannelRow): void {
    if (this.get(workspace, id)) return;
    this.#writeSettings(workspace, { id, enabled, settings });
    this.#database
      .prepare(
        `INSERT OR IGNORE INTO channels (workspace, id, kind, name, created_at) VALUES (?, ?, ?, ?, ?)`,
      )
      .run(workspace, id, kind, name, this.#clock.now());
  }

  /** Changes everything but its id and kind. */
  edit(workspace: WorkspaceId, row: Omit<ChannelRow, 'kind'>): void {
    this.#writeSettings(workspace, row);
    this.#database
      .prepare('UPDATE channels SET name = ? WHERE workspace = ? AND id = ?')
      .run(row.name, workspace, row.id);
  }

  #writeSettings(workspace: WorkspaceId, row: Pick<ChannelRow, 'id' | 'enabled' | 'settings'>): void {
    this.#database
      .prepare(
        `INSERT INTO channel_settings (workspace, channel, enabled, settings) VALUES (?, ?, ?, ?)
         ON CONFLICT (workspace, channel) DO UPDATE SET enabled = excluded.enabled, settings = excluded.settings`,
      )
      .run(workspace, row.id, Number(row.enabled), JSON.stringify(row.settings));
  }
}

const SELECT = `SELECT channels.id, kind, name, coalesce(enabled, 1) AS enabled, coalesce(settings, '{}') AS settings
  FROM channels LEFT JOIN channel_settings
    ON channel_settings.workspace = channels.workspace AND channel_settings.channel = channels.id
  WHERE channels.workspace = ?`;

/** Null for a kind that a newer version has stored. */
function channelFrom(row: Record<string, unknown>): ChannelRow | null {
  const kind = KINDS[String(row['kind'])];
  if (!kind) return null;
  return {
    id: String(row['id']),
    kind,
    name: String(row['name']),
    enabled: row['enabled'] === 1,
    settings: JSON.parse(String(row['settings'])),
  };
}
