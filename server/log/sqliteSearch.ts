// Search on SQLite: texts beside the log, written by the same commit, and the index of their words (FTS5).

import * as Y from 'yjs';
import { parseDocumentName } from '#lib/doc/names.ts';
import { readNoteText } from '#lib/doc/noteDoc.ts';
import type { Author, WorkspaceId } from '#lib/rules/ids.ts';
import { foldFound, hasWords, isPrefix, type TextKind } from '#lib/rules/search.ts';
import { noteTextOf, textsOf } from '../texts.ts';
import type { Commit, FoundText, SearchText } from './log.ts';
import { readDocument, readHead, readMergedNames, readRecords, readWorkspaces } from './sqliteRead.ts';
import { integer, json, sound, text, type Row, type Rows } from './sqliteRows.ts';
import { isSingle } from './texts.ts';

/** Texts of one workspace: more than anybody writes, and few enough that all ids are exact numbers in JavaScript. */
const SPACE = 2 ** 38;
/** Records read at once while a file gets its index. */
const RECORDS_AT_ONCE = 500;

export interface Question {
  words: readonly string[];
  before: number | null;
  limit: number;
}

/** What the words find. Only words come here (rules/search.ts), so nothing in them means anything to FTS5. */
export function readTexts(
  rows: Rows,
  workspace: WorkspaceId,
  { words, before, limit }: Question,
): FoundText[] {
  const first = firstId(rows, workspace);
  if (first === null || words.length === 0) return [];
  const last = before === null ? first + SPACE : Math.min(first + before, first + SPACE);
  const wanted = words.map((word) => `"${word}"${isPrefix(word) ? '*' : ''}`).join(' ');
  const sql = `SELECT rowid AS id FROM texts_index
    WHERE texts_index MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?`;
  return rows
    .all(sql, wanted, first, last, limit)
    .map((row) => rows.get('SELECT * FROM texts WHERE id = ?', integer(row, 'id')))
    .filter((row) => row !== null)
    .map((row) => sound('texts', row))
    .filter((row) => row.workspace === workspace && hasWords(text(row, 'words'), words))
    .map((row) => foundFrom(row, first));
}

export function writeText(rows: Rows, workspace: WorkspaceId, found: Commit['texts'][number]): void {
  if ('erased' in found) {
    rows.run('DELETE FROM texts WHERE workspace = ? AND conversation = ?', workspace, found.erased);
    return;
  }
  removeSame(rows, workspace, found);
  const words = foldFound(found.kind, found.text);
  if (found.text === '') return;
  const first = firstId(rows, workspace) ?? makeSpace(rows, workspace);
  const newest = rows.get('SELECT max(id) AS id FROM texts WHERE id >= ? AND id < ?', first, first + SPACE);
  const id = (newest?.id === null || !newest ? first : integer(newest, 'id')) + 1;
  const { conversation, kind, seq, at, by } = found;
  rows.insert('texts', id, workspace, conversation, kind, seq, at, by, JSON.stringify(found.text), words);
}

/** Writes what search finds in a file that was made before there was search. */
export function fillSearch(rows: Rows): void {
  for (const workspace of readWorkspaces(rows)) {
    for (let after = 0; ;) {
      const records = readRecords(rows, workspace, after, RECORDS_AT_ONCE);
      for (const found of records.flatMap(textsOf)) writeText(rows, workspace, found);
      after = records.at(-1)?.seq ?? after;
      if (records.length < RECORDS_AT_ONCE) break;
    }
    const { seq, at } = readHead(rows, workspace) ?? { seq: 0, at: 0 };
    for (const name of readMergedNames(rows, workspace)) {
      const ref = parseDocumentName(name);
      if (ref?.kind !== 'note') continue;
      const doc = new Y.Doc();
      for (const update of readDocument(rows, name)) Y.applyUpdate(doc, update);
      writeText(rows, workspace, noteTextOf(ref.conversation, readNoteText(doc), { seq, at }));
      doc.destroy();
    }
  }
}

function removeSame(rows: Rows, workspace: WorkspaceId, { conversation, kind, seq }: SearchText): void {
  const sql = 'DELETE FROM texts WHERE workspace = ? AND conversation = ? AND kind = ?';
  if (isSingle(kind)) rows.run(sql, workspace, conversation, kind);
  else rows.run(`${sql} AND seq = ?`, workspace, conversation, kind, seq);
}

/** Before the first id of a workspace's texts; null if it has none yet. */
function firstId(rows: Rows, workspace: WorkspaceId): number | null {
  const row = rows.get('SELECT * FROM spaces WHERE workspace = ?', workspace);
  return row && integer(sound('spaces', row), 'number') * SPACE;
}

function makeSpace(rows: Rows, workspace: WorkspaceId): number {
  const row = rows.get('SELECT max(number) AS number FROM spaces');
  const number = !row || row.number === null ? 0 : integer(row, 'number') + 1;
  rows.insert('spaces', workspace, number);
  return number * SPACE;
}

function foundFrom(row: Row, first: number): FoundText {
  return {
    position: integer(row, 'id') - first,
    conversation: text(row, 'conversation'),
    kind: text(row, 'kind') as TextKind,
    seq: integer(row, 'seq'),
    at: integer(row, 'at'),
    by: text(row, 'author') as Author,
    text: String(json(row, 'text')),
  };
}
