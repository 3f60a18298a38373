// Which account is which member, by workspace. The directory of a workspace is the relay's; this is only who may speak
// for whom.

import type { DatabaseSync } from 'node:sqlite';
import type { Role } from '#lib/rules/directory.ts';
import type { MemberId, WorkspaceId } from '#lib/rules/ids.ts';

export interface Membership {
  workspace: WorkspaceId;
  member: MemberId;
  /** Name and role to join with; later changes are the directory's. */
  name: string;
  role: Role;
}

export class Memberships {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  of(account: string): Membership[] {
    return this.#read('WHERE account = ? ORDER BY workspace', account);
  }

  all(): Membership[] {
    return this.#read('ORDER BY workspace, member');
  }

  any(): boolean {
    return this.#database.prepare('SELECT 1 FROM account_members LIMIT 1').get() !== undefined;
  }

  memberOf(account: string, workspace: WorkspaceId): MemberId | null {
    return this.#read('WHERE account = ? AND workspace = ?', account, workspace)[0]?.member ?? null;
  }

  accountOf(workspace: WorkspaceId, member: MemberId): string | null {
    const row = this.#database
      .prepare('SELECT account FROM account_members WHERE workspace = ? AND member = ?')
      .get(workspace, member);
    return row ? String(row['account']) : null;
  }

  /** @throws if the account is in the workspace already, or the member is somebody else's */
  add(account: string, { workspace, member, name, role }: Membership): void {
    this.#database
      .prepare('INSERT INTO account_members (account, workspace, member, name, role) VALUES (?, ?, ?, ?, ?)')
      .run(account, workspace, member, name, role);
  }

  #read(where: string, ...values: string[]): Membership[] {
    const rows = this.#database
      .prepare(`SELECT workspace, member, name, role FROM account_members ${where}`)
      .all(...values);
    return rows.map((row) => ({
      workspace: String(row['workspace']),
      member: String(row['member']),
      name: String(row['name']),
      role: row['role'] === 'admin' ? 'admin' : 'agent',
    }));
  }
}
