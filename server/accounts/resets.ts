// Links by which somebody who forgot their password chooses a new one. An admin makes them (or the operator, by `npm run relay
// -- reset`), and hands them over however they know the person: the relay needs no mail for it. Each works once, for a day.

import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import type { Chance } from '../random.ts';
import { hashSecret, newSecret } from './secret.ts';

const RESET_MS = 24 * 3_600_000;

export class Resets {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #chance: Chance;

  constructor(database: DatabaseSync, clock: Clock, chance: Chance) {
    this.#database = database;
    this.#clock = clock;
    this.#chance = chance;
  }

  /** A newer one ends those before it. Only the hash is kept. */
  create(account: string): { token: string; expiresAt: number } {
    const token = newSecret(this.#chance);
    const expiresAt = this.#clock.now() + RESET_MS;
    this.#database
      .prepare(
        `INSERT INTO resets (account, hash, expires_at) VALUES (?, ?, ?)
         ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at`,
      )
      .run(account, hashSecret(token), expiresAt);
    return { token, expiresAt };
  }

  /** The account that it is for, if it can still be used. */
  find(token: string): string | null {
    const row = this.#database
      .prepare('SELECT account FROM resets WHERE hash = ? AND expires_at > ?')
      .get(hashSecret(token), this.#clock.now());
    return row ? String(row['account']) : null;
  }

  /** Uses it up, once. Null: it is unknown, used or over. */
  use(token: string): string | null {
    const row = this.#database
      .prepare('DELETE FROM resets WHERE hash = ? AND expires_at > ? RETURNING account')
      .get(hashSecret(token), this.#clock.now());
    return row ? String(row['account']) : null;
  }
}
