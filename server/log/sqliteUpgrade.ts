// What a database of an earlier version lacks, and how it gets it. Runs before anybody reads, in one transaction.

import type { DatabaseSync } from 'node:sqlite';
import type { Event } from '#lib/rules/event.ts';
import type { Author } from '#lib/rules/ids.ts';
import { facetsOf } from './facets.ts';
import { json, Rows, text, integer } from './sqliteRows.ts';

/**
 * Version 3 has an index for the audit. Made from the log as it stands: whether that is what was written, the chain says.
 *
 * @param ddl what version 3 has and version 2 has not
 */
export function upgradeFrom2(db: DatabaseSync, ddl: string): void {
  db.exec(`BEGIN IMMEDIATE; ${ddl}`);
  const rows = new Rows(db);
  for (const row of rows.each('SELECT workspace, seq, author, events FROM log')) {
    const record = { by: text(row, 'author') as Author, events: json(row, 'events') as Event[] };
    for (const facet of facetsOf(record)) {
      rows.run('INSERT INTO audit VALUES (?, ?, ?)', text(row, 'workspace'), facet, integer(row, 'seq'));
    }
  }
  db.exec('PRAGMA user_version = 3; COMMIT');
}
