// Where a contact of a channel is reached. A contact's id is a hash of the address, so that it is the same for ever and says
// nothing about whose it is.

import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { ChannelId, ContactId, WorkspaceId } from '#lib/rules/ids.ts';
import { base32 } from '../accounts/secret.ts';

/** 160 bits: ids may have 40 characters, and 32 of base32 can never be found twice. */
const HASH_LENGTH = 32;

export class ChannelContacts {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The contact's id, which from now on leads back to the address. */
  idOf(workspace: WorkspaceId, channel: ChannelId, address: string): ContactId {
    const contact = hashedId(workspace, channel, 'contact', address);
    this.#database
      .prepare(
        'INSERT OR IGNORE INTO channel_contacts (workspace, channel, contact, address) VALUES (?, ?, ?, ?)',
      )
      .run(workspace, channel, contact, JSON.stringify(address));
    return contact;
  }

  addressOf(workspace: WorkspaceId, channel: ChannelId, contact: ContactId): string | null {
    const row = this.#database
      .prepare('SELECT address FROM channel_contacts WHERE workspace = ? AND channel = ? AND contact = ?')
      .get(workspace, channel, contact);
    const address: unknown = row ? JSON.parse(String(row['address'])) : null;
    return typeof address === 'string' ? address : null;
  }
}

/** An id that is made from what the other side calls it: the same for ever, and no two channels share any. */
export function hashedId(
  ...of: [WorkspaceId, ChannelId, what: 'contact' | 'message', theirs: string]
): string {
  return base32(createHash('sha256').update(JSON.stringify(of)).digest()).slice(0, HASH_LENGTH);
}
