// The secrets that a channel's requests are signed with. Made by the relay, shown once. A new one does not end the one before
// at once, so that nothing is lost while the company puts it in place. Stored sealed.

import type { DatabaseSync } from 'node:sqlite';
import type { ChannelId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../clock.ts';
import { transact } from '../database.ts';
import type { Chance } from '../random.ts';
import { isSealed, type Seal } from './seal.ts';

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
  readonly #seal: Seal;

  constructor(database: DatabaseSync, { clock, chance, seal }: { clock: Clock; chance: Chance; seal: Seal }) {
    this.#database = database;
    this.#clock = clock;
    this.#chance = chance;
    this.#seal = seal;
    this.#sealOld();
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
      this.#seal.close(secret, placeOf(workspace, channel)),
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

  /** Those that are valid now, newest first: one, or two. None if the key that they were sealed under is gone. */
  valid(workspace: WorkspaceId, channel: ChannelId): string[] {
    return this.#rows(workspace, channel)
      .map((row) => this.#seal.open(String(row['secret']), placeOf(workspace, channel)))
      .filter((secret) => secret !== null);
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

  /** Relays before this one stored secrets in the clear. What stood there is written over, in the file and in its log. */
  #sealOld(): void {
    const clear = this.#database
      .prepare('SELECT id, workspace, channel, secret FROM channel_secrets')
      .all()
      .filter((row) => !isSealed(String(row['secret'])));
    if (clear.length === 0) return;
    this.#database.exec('PRAGMA secure_delete = ON');
    transact(this.#database, () => {
      for (const row of clear) {
        const place = placeOf(String(row['workspace']), String(row['channel']));
        const sealed = this.#seal.close(String(row['secret']), place);
        this.#run('UPDATE channel_secrets SET secret = ? WHERE id = ?', sealed, Number(row['id']));
      }
    });
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #run(sql: string, ...values: (string | number)[]): void {
    this.#database.prepare(sql).run(...values);
  }
}

function placeOf(workspace: WorkspaceId, channel: ChannelId): string {
  return `secret/${workspace}/${channel}`;
}
