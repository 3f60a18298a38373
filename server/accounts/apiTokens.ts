// API tokens: a member's key for programs. Shown once; only the hash is kept.

import type { DatabaseSync } from 'node:sqlite';
import type { MemberId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../clock.ts';
import type { Chance } from '../random.ts';
import { hashSecret, newId, newSecret } from './secret.ts';

/** So that scanners recognise a token that ended up where it should not be. */
const PREFIX = 'estafet_';
/** "Last used" is for people: writing it for each request would cost a disk write each. */
const USED_STEP_MS = 60_000;

interface ApiToken {
  id: string;
  name: string;
  createdAt: number;
  usedAt: number | null;
}

export interface Holder {
  id: string;
  workspace: WorkspaceId;
  member: MemberId;
}

export class ApiTokens {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #chance: Chance;

  constructor(database: DatabaseSync, clock: Clock, chance: Chance) {
    this.#database = database;
    this.#clock = clock;
    this.#chance = chance;
  }

  create(workspace: WorkspaceId, member: MemberId, name: string): { id: string; token: string } {
    const id = newId(this.#chance);
    const token = PREFIX + newSecret(this.#chance);
    this.#database
      .prepare(
        'INSERT INTO api_tokens (id, hash, workspace, member, name, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(id, hashSecret(token), workspace, member, name, this.#clock.now());
    return { id, token };
  }

  /** Newest first. */
  list(workspace: WorkspaceId, member: MemberId): ApiToken[] {
    const rows = this.#database
      .prepare(
        `SELECT id, name, created_at, used_at FROM api_tokens
         WHERE workspace = ? AND member = ? AND revoked_at IS NULL ORDER BY created_at DESC, id`,
      )
      .all(workspace, member);
    return rows.map((row) => ({
      id: String(row['id']),
      name: String(row['name']),
      createdAt: Number(row['created_at']),
      usedAt: row['used_at'] === null ? null : Number(row['used_at']),
    }));
  }

  /** Whose a token is; null if it is none, or revoked. */
  find(token: string): Holder | null {
    if (!token.startsWith(PREFIX)) return null;
    const row = this.#database
      .prepare('SELECT id, workspace, member, used_at FROM api_tokens WHERE hash = ? AND revoked_at IS NULL')
      .get(hashSecret(token));
    if (!row) return null;
    const id = String(row['id']);
    this.#used(id, Number(row['used_at'] ?? 0));
    return { id, workspace: String(row['workspace']), member: String(row['member']) };
  }

  /** Only one's own. False if there is none of that id. */
  revoke(id: string, { workspace, member }: { workspace: WorkspaceId; member: MemberId }): boolean {
    const { changes } = this.#database
      .prepare(
        `UPDATE api_tokens SET revoked_at = ?
         WHERE id = ? AND workspace = ? AND member = ? AND revoked_at IS NULL`,
      )
      .run(this.#clock.now(), id, workspace, member);
    return changes === 1;
  }

  #used(id: string, before: number): void {
    const now = this.#clock.now();
    if (now - before < USED_STEP_MS) return;
    this.#database.prepare('UPDATE api_tokens SET used_at = ? WHERE id = ?').run(now, id);
  }
}
