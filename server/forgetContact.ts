// Erasing a contact wherever the relay has something of them: log, documents, channels, files.

import type { DatabaseSync } from 'node:sqlite';
import type { Author, ContactId, ConversationId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Files } from './files/files.ts';
import type { Relay } from './relay.ts';

export interface Erasure {
  relay: Pick<Relay, 'erase'>;
  /** The relay's. */
  database: DatabaseSync;
  files: Pick<Files, 'forget'>;
}

/** Rejects if something may still stand in a file: then it is asked for again. */
export type EraseContact = (
  workspace: WorkspaceId,
  conversation: ConversationId,
  by: Author,
) => Promise<void>;

export function createErasure({ relay, database, files }: Erasure): EraseContact {
  return (workspace, conversation, by) =>
    relay.erase(workspace, conversation, by, (contact, conversations, shown) => {
      forgetInChannels(database, workspace, contact, conversations);
      files.forget(workspace, shown);
    });
}

/** Where they are reached, and what the other side answered to what was sent. */
function forgetInChannels(
  database: DatabaseSync,
  workspace: WorkspaceId,
  contact: ContactId,
  conversations: readonly ConversationId[],
): void {
  database
    .prepare('DELETE FROM channel_contacts WHERE workspace = ? AND contact = ?')
    .run(workspace, contact);
  for (const table of ['channel_tries', 'channel_undelivered']) {
    const gone = database.prepare(`DELETE FROM ${table} WHERE workspace = ? AND conversation = ?`);
    for (const conversation of conversations) gone.run(workspace, conversation);
  }
}
