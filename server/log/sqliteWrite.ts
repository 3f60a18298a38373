// Writing to the tables. All of it runs inside a transaction of sqlite.ts.

import type { WorkspaceId } from '#lib/rules/ids.ts';
import { erased } from './erased.ts';
import { facetsOf } from './facets.ts';
import { documentOf } from './fits.ts';
import type { Commit, Epoch, StoredRecord, Erased } from './log.ts';
import { writeText } from './sqliteSearch.ts';
import { readRecords } from './sqliteRead.ts';
import { memberOfDue, waitingSince } from './order.ts';
import { integer, text, type Rows } from './sqliteRows.ts';
import { StorageError } from './storageError.ts';

export function writeCommit(rows: Rows, workspace: WorkspaceId, commit: Commit): void {
  for (const record of commit.records) writeRecord(rows, workspace, record);
  for (const { command, seq } of commit.verdicts) writeVerdict(rows, workspace, command, seq);
  for (const { document, update } of commit.updates) writeUpdate(rows, document, update);
  if (commit.directory) rows.put('directories', workspace, JSON.stringify(commit.directory));
  for (const card of commit.cards) writeCard(rows, workspace, card);
  for (const { channel, address, conversation } of commit.contacts) {
    rows.put('contacts', workspace, channel, JSON.stringify(address), conversation);
  }
  for (const { channel, cursor } of commit.cursors) rows.put('cursors', workspace, channel, cursor);
  for (const { id, conversation, channel, reply, state, attempts, nextAt } of commit.dispatches) {
    rows.put('dispatches', workspace, id, conversation, channel, reply, state, attempts, nextAt);
  }
  for (const { document, client, owner } of commit.clients) {
    const known = rows.get('SELECT 1 FROM clients WHERE document = ? AND client = ?', document, client);
    if (!known) rows.insert('clients', document, client, owner);
  }
  for (const text of commit.texts) writeText(rows, workspace, text);
}

/** Drops what follows from the log, and the document bytes that were written under the epoch before. */
export function writeEpoch(rows: Rows, workspace: WorkspaceId, { epoch, client }: Epoch): void {
  rows.insert('epochs', workspace, epoch, client);
  rows.run('DELETE FROM restored WHERE workspace = ?', workspace);
  rows.run('DELETE FROM documents WHERE workspace = ? AND decided = 1', workspace);
  for (const table of ['directories', 'cards', 'card_inboxes', 'due']) {
    rows.run(`DELETE FROM ${table} WHERE workspace = ?`, workspace);
  }
  rows.run("DELETE FROM texts WHERE workspace = ? AND kind <> 'contact-note'", workspace);
}

/** Marks every workspace of a copy: whoever opens it has to begin a new epoch in each. */
export function markRestored(rows: Rows): void {
  for (const row of rows.all('SELECT DISTINCT workspace FROM epochs')) {
    rows.put('restored', text(row, 'workspace'));
  }
}

/** What a contact said may stand in any record, also in what is private to a member: all of them are looked at. */
export function eraseContents(rows: Rows, workspace: WorkspaceId, gone: readonly Erased[]): void {
  for (const { conversation, seq: last } of gone) {
    const about =
      "SELECT seq FROM log WHERE workspace = ? AND seq <= ? AND salt <> '' AND instr(events, ?) > 0";
    for (const row of rows.all(about, workspace, last, conversation)) {
      const [record] = readRecords(rows, workspace, integer(row, 'seq') - 1, 1);
      if (!record) continue;
      const { seq, events, salt } = erased(record, gone);
      const sql = 'UPDATE log SET events = ?, salt = ? WHERE workspace = ? AND seq = ?';
      rows.run(sql, JSON.stringify(events), salt, workspace, seq);
    }
    rows.run('DELETE FROM contacts WHERE workspace = ? AND conversation = ?', workspace, conversation);
    rows.run('DELETE FROM texts WHERE workspace = ? AND conversation = ?', workspace, conversation);
  }
}

/** @throws a StorageError if somebody still reads what the files were: what was deleted is not gone then */
export function scrubFiles(rows: Rows): void {
  // The index of words keeps those of texts that are gone until its parts are merged.
  rows.run("INSERT INTO texts_index (texts_index) VALUES ('optimize')");
  rows.run('VACUUM');
  const answer = rows.get('PRAGMA wal_checkpoint(TRUNCATE)');
  if (answer?.busy !== 0) throw new StorageError('failed', 'somebody reads the database: try again');
}

export function writeSnapshot(rows: Rows, document: string, snapshot: Uint8Array): void {
  const known = rows.get('SELECT id FROM documents WHERE name = ?', document);
  if (known) rows.run('DELETE FROM updates WHERE document = ?', integer(known, 'id'));
  writeUpdate(rows, document, snapshot);
}

function writeRecord(rows: Rows, workspace: WorkspaceId, record: StoredRecord): void {
  const { seq, at, by, command, salt, events, content, previous, hash } = record;
  rows.run(
    `INSERT INTO log (workspace, seq, at, author, command, salt, events, content, previous, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[workspace, seq, at, by, command, salt, JSON.stringify(events), content, previous, hash],
  );
  for (const facet of facetsOf(record)) rows.run('INSERT INTO audit VALUES (?, ?, ?)', workspace, facet, seq);
}

function writeVerdict(rows: Rows, workspace: WorkspaceId, command: string, seq: number): void {
  const known = rows.get('SELECT seq FROM verdicts WHERE workspace = ? AND command = ?', workspace, command);
  if (!known) return rows.insert('verdicts', workspace, command, seq);
  const decided = integer(known, 'seq');
  if (decided !== seq) throw new Error(`command ${command} was decided in record ${decided}`);
}

function writeUpdate(rows: Rows, document: string, update: Uint8Array): void {
  rows.insert('updates', documentId(rows, document), update);
}

function documentId(rows: Rows, document: string): number {
  const byName = 'SELECT id FROM documents WHERE name = ?';
  const known = rows.get(byName, document);
  if (known) return integer(known, 'id');
  const { workspace, decided } = documentOf(document);
  rows.insert('documents', document, workspace, Number(decided));
  const made = rows.get(byName, document);
  if (!made) throw new StorageError('failed', `document ${document} was not made`);
  return integer(made, 'id');
}

function writeCard(rows: Rows, workspace: WorkspaceId, stored: Commit['cards'][number]): void {
  const { card, inboxes, at, due } = stored;
  const { id, owner, team, activityAt } = card;
  const before = rows.get(
    'SELECT inboxes, activity_at FROM cards WHERE workspace = ? AND conversation = ?',
    ...[workspace, id],
  );
  if (before) {
    rows.run(
      `DELETE FROM card_inboxes WHERE workspace = ? AND activity_at = ? AND conversation = ?
       AND inbox IN (SELECT value FROM json_each(?))`,
      ...[workspace, integer(before, 'activity_at'), id, text(before, 'inboxes')],
    );
    rows.run('DELETE FROM due WHERE workspace = ? AND conversation = ?', workspace, id);
  }
  rows.put(
    'cards',
    ...[
      workspace,
      id,
      JSON.stringify(card),
      JSON.stringify(inboxes),
      at,
      owner,
      team,
      waitingSince(card),
      activityAt,
    ],
  );
  for (const inbox of inboxes) {
    rows.run('INSERT INTO card_inboxes VALUES (?, ?, ?, ?)', workspace, inbox, activityAt, id);
  }
  for (const timer of due) {
    rows.put('due', workspace, timer.at, timer.conversation, timer.kind, memberOfDue(timer));
  }
}
