// Invites: the only way to an account. Each is a link that works once and for seven days.

import type { DatabaseSync } from 'node:sqlite';
import type { Role } from '#lib/rules/directory.ts';
import type { MemberId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from '../clock.ts';
import type { Chance } from '../random.ts';
import { hashSecret, newSecret } from './secret.ts';

const INVITE_MS = 7 * 24 * 3_600_000;
/** Hashing a password takes about a tenth of a second; after a crash in between, the link works again a minute later. */
const RESERVE_MS = 60_000;
/** More than anybody looks through. */
const LISTED_MAX = 200;

export interface Invite {
  workspace: WorkspaceId;
  role: Role;
  createdBy: MemberId;
  expiresAt: number;
}

export class Invites {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #chance: Chance;

  constructor(database: DatabaseSync, clock: Clock, chance: Chance) {
    this.#database = database;
    this.#clock = clock;
    this.#chance = chance;
  }

  /** The token is in nobody's hands but the caller's: only its hash is kept. */
  create(workspace: WorkspaceId, role: Role, createdBy: MemberId): { token: string; expiresAt: number } {
    const token = newSecret(this.#chance);
    const expiresAt = this.#clock.now() + INVITE_MS;
    this.#database
      .prepare('INSERT INTO invites (hash, workspace, role, created_by, expires_at) VALUES (?, ?, ?, ?, ?)')
      .run(hashSecret(token), workspace, role, createdBy, expiresAt);
    return { token, expiresAt };
  }

  /** Those that can still be used, the newest first. The id is the token's hash, which opens nothing. */
  open(workspace: WorkspaceId): (Invite & { id: string })[] {
    return this.#database
      .prepare(
        `SELECT * FROM invites WHERE workspace = ? AND used_at IS NULL AND expires_at > ?
         ORDER BY expires_at DESC, hash LIMIT ?`,
      )
      .all(workspace, this.#clock.now(), LISTED_MAX)
      .map((row) => ({ id: String(row['hash']), ...readInvite(row) }));
  }

  /** False: there is no such open invite. */
  revoke(workspace: WorkspaceId, id: string): boolean {
    const { changes } = this.#database
      .prepare('DELETE FROM invites WHERE hash = ? AND workspace = ? AND used_at IS NULL')
      .run(id, workspace);
    return changes === 1;
  }

  /** The invite, if it can still be used. */
  find(token: string): Invite | null {
    const row = this.#database
      .prepare('SELECT * FROM invites WHERE hash = ? AND used_at IS NULL AND expires_at > ?')
      .get(hashSecret(token), this.#clock.now());
    return row ? readInvite(row) : null;
  }

  /** Keeps it for one caller while they make an account. False: it is used, over, or somebody else is at it. */
  reserve(token: string): boolean {
    const now = this.#clock.now();
    const { changes } = this.#database
      .prepare(
        `UPDATE invites SET reserved_until = ?
         WHERE hash = ? AND used_at IS NULL AND expires_at > ? AND reserved_until <= ?`,
      )
      .run(now + RESERVE_MS, hashSecret(token), now, now);
    return changes === 1;
  }

  release(token: string): void {
    this.#database.prepare('UPDATE invites SET reserved_until = 0 WHERE hash = ?').run(hashSecret(token));
  }

  /** Uses it up, once. Inside the caller's transaction, with whatever it was used for. */
  use(token: string): boolean {
    const { changes } = this.#database
      .prepare('UPDATE invites SET used_at = ? WHERE hash = ? AND used_at IS NULL')
      .run(this.#clock.now(), hashSecret(token));
    return changes === 1;
  }
}

function readInvite(row: Record<string, unknown>): Invite {
  return {
    workspace: String(row['workspace']),
    role: row['role'] === 'admin' ? 'admin' : 'agent',
    createdBy: String(row['created_by']),
    expiresAt: Number(row['expires_at']),
  };
}
