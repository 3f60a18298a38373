// The index of the audit, for a database of a version that had none.

import type { Event } from '#lib/rules/event.ts';
import type { Author } from '#lib/rules/ids.ts';
import { facetsOf } from './facets.ts';
import { integer, json, text, type Rows } from './sqliteRows.ts';

/** Made from the log as it stands: whether that is what was written, the chain says. */
export function fillAudit(rows: Rows): void {
  for (const row of rows.each('SELECT workspace, seq, author, events FROM log')) {
    const record = { by: text(row, 'author') as Author, events: json(row, 'events') as Event[] };
    for (const facet of facetsOf(record)) {
      rows.run('INSERT INTO audit VALUES (?, ?, ?)', text(row, 'workspace'), facet, integer(row, 'seq'));
    }
  }
}
