// Mails that were left in the mailbox and are in no conversation, with the reason: for admins to look at.

import type { DatabaseSync } from 'node:sqlite';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../../clock.ts';
import type { SetAside } from './takeMail.ts';

/** Of one channel; the mailbox has all. */
const KEPT = 100;

export interface SetAsideMail {
  at: number;
  from: string;
  subject: string;
  why: SetAside;
}

export class SetAsideMails {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  add(workspace: WorkspaceId, channel: ChannelId, { from, subject, why }: Omit<SetAsideMail, 'at'>): void {
    this.#database
      .prepare(
        'INSERT INTO channel_set_aside (workspace, channel, at, sender, subject, why) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(workspace, channel, this.#clock.now(), from, subject, why);
    this.#database
      .prepare(
        `DELETE FROM channel_set_aside WHERE workspace = ? AND channel = ? AND id <=
          (SELECT id FROM channel_set_aside WHERE workspace = ? AND channel = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
      )
      .run(workspace, channel, workspace, channel, KEPT);
  }

  /** Newest first. */
  list(workspace: WorkspaceId, channel: ChannelId): SetAsideMail[] {
    const rows = this.#database
      .prepare('SELECT * FROM channel_set_aside WHERE workspace = ? AND channel = ? ORDER BY id DESC')
      .all(workspace, channel);
    return rows.map((row) => ({
      at: Number(row['at']),
      from: String(row['sender']),
      subject: String(row['subject']),
      why: row['why'] as SetAside,
    }));
  }
}
