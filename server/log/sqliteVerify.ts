// What SQLite does not notice by itself: rows that are not what was written, and tables that do not say the same.

import type { Event } from '#lib/rules/event.ts';
import type { Author } from '#lib/rules/ids.ts';
import { facetsOf, type Facet } from './facets.ts';
import { unfound } from './sqliteIndexDamage.ts';
import { integer, isSound, json, text, unsoundness, type Row, type Rows } from './sqliteRows.ts';
import { TABLES, type Table } from './sqliteSchema.ts';

/** Pairs of tables that have to say the same. Each question selects what does not: rows are named by `what`. */
const QUESTIONS = [
  {
    fault: 'it has records and no epoch',
    sql: `SELECT DISTINCT 'workspace ' || workspace AS what FROM log
      WHERE workspace NOT IN (SELECT workspace FROM epochs)`,
  },
  {
    fault: 'its record is missing',
    sql: `SELECT 'the verdict on ' || verdicts.workspace || ' ' || verdicts.command AS what
      FROM verdicts LEFT JOIN log USING (workspace, seq) WHERE log.seq IS NULL`,
  },
  {
    fault: 'its command has no verdict, or that of another record',
    sql: `SELECT 'record ' || log.workspace || ' ' || log.seq AS what
      FROM log LEFT JOIN verdicts USING (workspace, command)
      WHERE command IS NOT NULL AND verdicts.seq IS NOT log.seq`,
  },
  {
    fault: 'is listed where it is not',
    sql: `SELECT 'conversation ' || workspace || ' ' || conversation AS what
      FROM card_inboxes AS listed LEFT JOIN cards USING (workspace, conversation)
      WHERE cards.activity_at IS NOT listed.activity_at
        OR listed.inbox NOT IN (SELECT value FROM json_each(cards.inboxes))`,
  },
  {
    fault: 'is not listed where it is',
    sql: `SELECT 'conversation ' || cards.workspace || ' ' || cards.conversation AS what
      FROM cards, json_each(cards.inboxes) AS inbox
      WHERE NOT EXISTS (SELECT 1 FROM card_inboxes AS listed
        WHERE listed.workspace = cards.workspace AND listed.inbox = inbox.value
          AND listed.activity_at = cards.activity_at AND listed.conversation = cards.conversation)`,
  },
];

/** Every fault, in words. Reads all of the database: minutes for a large one. */
export function* damageOf(rows: Rows): Generator<string> {
  yield* told(function* () {
    for (const row of rows.each('PRAGMA integrity_check')) {
      if (row.integrity_check !== 'ok') yield `SQLite: ${text(row, 'integrity_check')}`;
    }
  });
  yield* told(function* () {
    for (const row of rows.each('PRAGMA foreign_key_check'))
      yield `a row of ${String(row.table)} has no parent`;
  });
  for (const table of Object.keys(TABLES) as Table[]) yield* told(() => unsound(rows, table));
  yield* told(() => unlisted(rows));
  yield* told(() => unfound(rows));
  for (const { fault, sql } of QUESTIONS) {
    yield* told(function* () {
      for (const row of rows.each(sql)) yield `${text(row, 'what')}: ${fault}`;
    });
  }
}

/** The index of the audit follows from the log; rows that are not readable are the chain's to tell. */
function* unlisted(rows: Rows): Generator<string> {
  let listed = 0;
  for (const row of rows.each('SELECT workspace, seq, author, events FROM log')) {
    const name = `record ${text(row, 'workspace')} ${integer(row, 'seq')}`;
    const facets = facetsIn(row);
    listed += facets.length;
    for (const facet of facets) {
      const sql = 'SELECT 1 FROM audit WHERE workspace = ? AND facet = ? AND seq = ?';
      if (rows.get(sql, text(row, 'workspace'), facet, integer(row, 'seq'))) continue;
      yield `${name}: is not listed in the audit where it is`;
      break;
    }
  }
  const there = integer(rows.get('SELECT count(*) AS there FROM audit') ?? {}, 'there');
  if (there > listed) yield `the audit lists ${there - listed} times what is not there`;
}

function facetsIn(row: Row): Facet[] {
  try {
    return facetsOf({ by: text(row, 'author') as Author, events: json(row, 'events') as Event[] });
  } catch {
    return [];
  }
}

function* unsound(rows: Rows, table: Table): Generator<string> {
  for (const row of rows.each(`SELECT * FROM ${table}`)) {
    if (!isSound(table, row)) yield unsoundness(table, row);
  }
}

/** A question that cannot be answered is a fault too, and no reason not to ask the next. */
function* told(question: () => Generator<string>): Generator<string> {
  try {
    yield* question();
  } catch (error) {
    yield `what is in the file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
