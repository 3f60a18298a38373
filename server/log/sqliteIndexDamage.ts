// Whether the index of words finds what the texts say. SQLite can ask that by itself (FTS5's 'integrity-check' with its content),
// but asks it as a write, and what is verified is only read: so the index is made again beside it, and compared.

import { text, type Rows } from './sqliteRows.ts';

/** As texts_index of sqliteSchema.ts, without the texts. */
const AGAIN = `CREATE VIRTUAL TABLE temp.words_again USING fts5 (
  words, content = '', tokenize = 'ascii', prefix = '2 3', detail = 'none', columnsize = 0
)`;
const FILL = 'INSERT INTO temp.words_again (rowid, words) SELECT id, words FROM texts';
/** Of either: which word stands in which text. */
const FOUND = 'CREATE VIRTUAL TABLE temp.words_found USING fts5vocab (main, texts_index, instance)';
const EXPECTED = 'CREATE VIRTUAL TABLE temp.words_expected USING fts5vocab (temp, words_again, instance)';
const TABLES = ['words_expected', 'words_found', 'words_again'];

const DIFFERENT = `SELECT term FROM (SELECT term, doc FROM temp.words_expected EXCEPT SELECT term, doc FROM temp.words_found)
  UNION SELECT term FROM (SELECT term, doc FROM temp.words_found EXCEPT SELECT term, doc FROM temp.words_expected)
  LIMIT 1`;
/** Beginnings of words have an index of their own. */
const PREFIXES = `SELECT DISTINCT substr(term, 1, 2) AS prefix FROM temp.words_expected WHERE length(term) > 1
  UNION SELECT DISTINCT substr(term, 1, 3) FROM temp.words_expected WHERE length(term) > 2`;
const IN_INDEX = 'SELECT rowid FROM texts_index WHERE texts_index MATCH ?1';
const IN_TEXTS = 'SELECT rowid FROM temp.words_again WHERE words_again MATCH ?1';
const OTHERS = `SELECT 1 FROM (SELECT * FROM (${IN_INDEX} EXCEPT ${IN_TEXTS}) UNION ALL SELECT * FROM (${IN_TEXTS} EXCEPT ${IN_INDEX}))`;

/** Where it differs, one example of each kind. */
export function* unfound(rows: Rows): Generator<string> {
  try {
    for (const statement of [AGAIN, FILL, FOUND, EXPECTED]) rows.run(statement);
    for (const row of rows.each(DIFFERENT))
      yield `the index of words is not what the texts say, for example at "${text(row, 'term')}"`;
    for (const row of rows.all(PREFIXES)) {
      const prefix = text(row, 'prefix');
      if (rows.get(OTHERS, `"${prefix}" *`) === null) continue;
      yield `the index of words is not what the texts say, where one begins with "${prefix}"`;
      break;
    }
  } finally {
    for (const table of TABLES) rows.run(`DROP TABLE IF EXISTS temp.${table}`);
  }
}
