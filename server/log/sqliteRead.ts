// Reading from the tables: each question is an index lookup, whatever the number of records and conversations.

import type { Card } from '#lib/rules/conversation.ts';
import type { Directory } from '#lib/rules/directory.ts';
import type { Event } from '#lib/rules/event.ts';
import type { Author, ConversationId, MemberId, TeamId, WorkspaceId } from '#lib/rules/ids.ts';
import type { InboxName } from '#lib/rules/inbox.ts';
import type { Facet } from './facets.ts';
import {
  AUDIT_STEPS,
  type Dispatch,
  type Due,
  type Epoch,
  type Found,
  type Head,
  type PagePosition,
  type Range,
  type StoredCard,
  type StoredRecord,
} from './log.ts';
import { pickAudited } from './order.ts';
import { bytes, integer, json, sound, text, textOrNull, type Row, type Rows } from './sqliteRows.ts';
import { StorageError } from './storageError.ts';

/** Not checked against their hashes: `verify` and whoever folds them do, and say which record it is. */
export function readRecords(
  rows: Rows,
  workspace: WorkspaceId,
  after: number,
  limit: number,
): StoredRecord[] {
  const sql = 'SELECT * FROM log WHERE workspace = ? AND seq > ? ORDER BY seq LIMIT ?';
  return rows.all(sql, workspace, after, limit).map(recordFrom);
}

export function readHead(rows: Rows, workspace: WorkspaceId): Head | null {
  const sql = 'SELECT seq, at, hash FROM log WHERE workspace = ? ORDER BY seq DESC LIMIT 1';
  const row = rows.get(sql, workspace);
  return row && { seq: integer(row, 'seq'), at: integer(row, 'at'), hash: text(row, 'hash') };
}

export function readWorkspaces(rows: Rows): WorkspaceId[] {
  // One jump in the index for each workspace, not one step for each epoch.
  const sql = `WITH RECURSIVE names (name) AS (
      SELECT min(workspace) FROM epochs
      UNION ALL SELECT (SELECT min(workspace) FROM epochs WHERE workspace > name) FROM names WHERE name IS NOT NULL
    ) SELECT name FROM names WHERE name IS NOT NULL`;
  return rows.all(sql).map((row) => text(row, 'name'));
}

/** Workspaces that came with a backup, and have not begun an epoch of their own since. */
export function readRestored(rows: Rows): WorkspaceId[] {
  return rows.all('SELECT * FROM restored').map((row) => text(sound('restored', row), 'workspace'));
}

/** Names of a workspace's merged documents, which is where people's text is that the log does not have. */
export function readMergedNames(rows: Rows, workspace: WorkspaceId): string[] {
  const sql = 'SELECT * FROM documents WHERE workspace = ? AND decided = 0 ORDER BY name';
  return rows.all(sql, workspace).map((row) => text(sound('documents', row), 'name'));
}

/** Newest first. */
export function readEpochs(rows: Rows, workspace: WorkspaceId): Epoch[] {
  return rows
    .all('SELECT * FROM epochs WHERE workspace = ? ORDER BY epoch DESC', workspace)
    .map((row) => sound('epochs', row))
    .map((row) => ({ epoch: integer(row, 'epoch'), client: integer(row, 'client') }));
}

export function readDirectory(rows: Rows, workspace: WorkspaceId): Directory | null {
  const row = rows.get('SELECT * FROM directories WHERE workspace = ?', workspace);
  return row && (json(sound('directories', row), 'directory') as Directory);
}

export function readCard(
  rows: Rows,
  workspace: WorkspaceId,
  conversation: ConversationId,
): StoredCard | null {
  const row = rows.get(
    'SELECT * FROM cards WHERE workspace = ? AND conversation = ?',
    workspace,
    conversation,
  );
  return row && storedCardFrom(row);
}

export function readCardsOf(
  rows: Rows,
  workspace: WorkspaceId,
  of: { owner: MemberId } | { team: TeamId },
): StoredCard[] {
  const [column, value] = 'owner' in of ? ['owner', of.owner] : ['team', of.team];
  const sql = `SELECT * FROM cards WHERE workspace = ? AND ${column} = ? ORDER BY conversation`;
  return rows.all(sql, workspace, value).map(storedCardFrom);
}

export function readWaiting(rows: Rows, workspace: WorkspaceId, team: TeamId, limit: number): StoredCard[] {
  const sql = `SELECT * FROM cards WHERE workspace = ? AND team = ? AND queued_at IS NOT NULL
    ORDER BY queued_at, conversation LIMIT ?`;
  return rows.all(sql, workspace, team, limit).map(storedCardFrom);
}

const OF_INBOX = `SELECT cards.* FROM card_inboxes AS listed CROSS JOIN cards USING (workspace, conversation)
  WHERE workspace = ? AND listed.inbox = ?`;
const NEWEST = 'ORDER BY listed.activity_at DESC, listed.conversation DESC';

export interface Page {
  inbox: InboxName;
  before: PagePosition | null;
  limit: number;
}

export function readPage(rows: Rows, workspace: WorkspaceId, { inbox, before, limit }: Page): Card[] {
  if (!before) return rows.all(`${OF_INBOX} ${NEWEST} LIMIT ?`, workspace, inbox, limit).map(cardFrom);
  const { activityAt, conversation } = before;
  const sql = `${OF_INBOX} AND (listed.activity_at, listed.conversation) < (?, ?) ${NEWEST} LIMIT ?`;
  return rows.all(sql, workspace, inbox, activityAt, conversation, limit).map(cardFrom);
}

export function readAudited(
  rows: Rows,
  workspace: WorkspaceId,
  [first, ...others]: readonly Facet[],
  { after, before, limit }: Range & { limit: number },
): Found {
  const sql = `SELECT seq FROM audit WHERE workspace = ? AND facet = ? AND seq > ? AND seq < ?
    ORDER BY seq DESC LIMIT ?`;
  const candidates = rows.all(sql, workspace, first ?? 'all', after, before, AUDIT_STEPS + 1);
  const under = 'SELECT 1 FROM audit WHERE workspace = ? AND facet = ? AND seq = ?';
  return pickAudited(
    candidates.map((row) => integer(row, 'seq')),
    (seq) => others.every((facet) => rows.get(under, workspace, facet, seq) !== null),
    limit,
  );
}

export function readVerdict(rows: Rows, workspace: WorkspaceId, command: string): number | null {
  const row = rows.get('SELECT * FROM verdicts WHERE workspace = ? AND command = ?', workspace, command);
  return row && integer(sound('verdicts', row), 'seq');
}

export function readContact(
  rows: Rows,
  workspace: WorkspaceId,
  { channel, address }: { channel: string; address: string },
): ConversationId | null {
  const sql = 'SELECT * FROM contacts WHERE workspace = ? AND channel = ? AND address = ?';
  const row = rows.get(sql, workspace, channel, JSON.stringify(address));
  return row && text(sound('contacts', row), 'conversation');
}

export function readCursor(rows: Rows, workspace: WorkspaceId, channel: string): string | null {
  const row = rows.get('SELECT * FROM cursors WHERE workspace = ? AND channel = ?', workspace, channel);
  return row && text(sound('cursors', row), 'cursor');
}

export function readDue(rows: Rows, workspace: WorkspaceId, limit: number): Due[] {
  const sql = 'SELECT * FROM due WHERE workspace = ? ORDER BY at, conversation, kind, member LIMIT ?';
  return rows.all(sql, workspace, limit).map((row) => dueFrom(sound('due', row)));
}

export function readPending(rows: Rows, workspace: WorkspaceId, limit: number): Dispatch[] {
  const sql = `SELECT * FROM dispatches WHERE workspace = ? AND state = 'pending' ORDER BY next_at, id LIMIT ?`;
  return rows.all(sql, workspace, limit).map((row) => dispatchFrom(sound('dispatches', row)));
}

export function readClientOwner(rows: Rows, document: string, client: number): string | null {
  const row = rows.get('SELECT * FROM clients WHERE document = ? AND client = ?', document, client);
  return row && text(sound('clients', row), 'owner');
}

export function readDocument(rows: Rows, name: string): Uint8Array[] {
  const document = rows.get('SELECT * FROM documents WHERE name = ?', name);
  if (!document) return [];
  const id = integer(sound('documents', document), 'id');
  return rows
    .all('SELECT * FROM updates WHERE document = ? ORDER BY id', id)
    .map((row) => bytes(sound('updates', row), 'bytes'));
}

export function readNames(rows: Rows, workspace: WorkspaceId): string[] {
  const sql = 'SELECT * FROM documents WHERE workspace = ? ORDER BY name';
  return rows.all(sql, workspace).map((row) => text(sound('documents', row), 'name'));
}

/** Names of the documents that were written last, newest first. */
export function readNewestNames(rows: Rows, limit: number): string[] {
  const sql = `SELECT documents.* FROM
      (SELECT document, max(id) AS newest FROM (SELECT document, id FROM updates ORDER BY id DESC LIMIT ?)
        GROUP BY document)
    CROSS JOIN documents ON documents.id = document ORDER BY newest DESC`;
  return rows.all(sql, limit).map((row) => text(row, 'name'));
}

function recordFrom(row: Row): StoredRecord {
  return {
    seq: integer(row, 'seq'),
    at: integer(row, 'at'),
    by: text(row, 'author') as Author,
    command: textOrNull(row, 'command'),
    events: json(row, 'events') as Event[],
    salt: text(row, 'salt'),
    content: text(row, 'content'),
    previous: text(row, 'previous'),
    hash: text(row, 'hash'),
  };
}

function storedCardFrom(row: Row): StoredCard {
  return { card: cardFrom(row), inboxes: json(row, 'inboxes') as InboxName[], at: integer(row, 'at') };
}

function cardFrom(row: Row): Card {
  return json(sound('cards', row), 'card') as Card;
}

function dueFrom(row: Row): Due {
  const when = { at: integer(row, 'at'), conversation: text(row, 'conversation') };
  const kind = text(row, 'kind');
  switch (kind) {
    case 'lapse-mention':
      return { ...when, kind, member: text(row, 'member') };
    case 'end-snooze':
      return { ...when, kind };
    default:
      throw new StorageError('damaged', `a timer of kind ${kind}`);
  }
}

function dispatchFrom(row: Row): Dispatch {
  return {
    id: text(row, 'id'),
    conversation: text(row, 'conversation'),
    channel: text(row, 'channel'),
    reply: integer(row, 'reply'),
    state: 'pending',
    attempts: integer(row, 'attempts'),
    nextAt: integer(row, 'next_at'),
  };
}
