// The secrets that a channel's requests are signed with. Made by the relay, shown once. A new one does not end the one before
// at once, so that nothing is lost while the company puts it in place.

import type { DatabaseSync } from 'node:sqlite';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../clock.ts';
import type { Chance } from '../random.ts';

/** As the Standard Webhooks specification has it: 24 to 64 bytes; these are 256 bits. */
const SECRET_BYTES = 32;
const PREFIX = 'whsec_';
/** How long the secret before the newest stays valid: a deployment on the next working day. */
const OVERLAP_MS = 24 * 3_600_000;

/** What may be shown of a secret. */
export interface SecretInfo {
  madeAt: number;
  /** It was replaced, and is valid until then. */
  endsAt: number | null;
}

export class ChannelSecrets {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #chance: Chance;

  constructor(database: DatabaseSync, clock: Clock, chance: Chance) {
    this.#database = database;
    this.#clock = clock;
    this.#chance = chance;
  }

  /** Makes the channel's newest secret. The one before stays valid for a day, any other ends. */
  rotate(workspace: WorkspaceId, channel: ChannelId): string {
    const secret = PREFIX + Buffer.from(this.#chance.bytes(SECRET_BYTES)).toString('base64');
    const now = this.#clock.now();
    this.#run(
      'DELETE FROM channel_secrets WHERE workspace = ? AND channel = ? AND ends_at IS NOT NULL',
      workspace,
      channel,
    );
    this.#run(
      'UPDATE channel_secrets SET ends_at = ? WHERE workspace = ? AND channel = ?',
      now + OVERLAP_MS,
      workspace,
      channel,
    );
    this.#run(
      'INSERT INTO channel_secrets (workspace, channel, secret, made_at) VALUES (?, ?, ?, ?)',
      workspace,
      channel,
      secret,
      now,
    );
    return secret;
  }

  /** Ends the secret before the newest now: it is in the wrong hands. */
  endOld(workspace: WorkspaceId, channel: ChannelId): void {
    this.#run(
      'DELETE FROM channel_secrets WHERE workspace = ? AND channel = ? AND ends_at IS NOT NULL',
      workspace,
      channel,
    );
  }

  /** Those that are valid now, newest first: one, or two. */
  valid(workspace: WorkspaceId, channel: ChannelId): string[] {
    return this.#rows(workspace, channel).map((row) => String(row['secret']));
  }

  describe(workspace: WorkspaceId, channel: ChannelId): SecretInfo[] {
    return this.#rows(workspace, channel).map((row) => ({
      madeAt: Number(row['made_at']),
      endsAt: row['ends_at'] === null ? null : Number(row['ends_at']),
    }));
  }

  #rows(workspace: WorkspaceId, channel: ChannelId): Record<string, unknown>[] {
    return this.#database
      .prepare(
        `SELECT secret, made_at, ends_at FROM channel_secrets
         WHERE workspace = ? AND channel = ? AND (ends_at IS NULL OR ends_at > ?) ORDER BY id DESC`,
      )
      .all(workspace, channel, this.#clock.now());
  }

  #run(sql: string, ...values: (string | number)[]): void {
    this.#database.prepare(sql).run(...values);
  }
}
