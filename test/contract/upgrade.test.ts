// A database of an earlier version opens with everything that this one needs.

import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { databaseFile } from '../../server/log/dataFolder.ts';
import { commit, everything, fillWithOneOfEach, WORKSPACE } from './commits.ts';
import { makeFolder, openIn } from './dataFolders.ts';

it('version 2 had no index for the audit: it is made from the log', () => {
  const folder = makeFolder();
  const log = openIn(folder);
  log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
  for (let index = 0; index < 5; index += 1) commit(log);
  fillWithOneOfEach(log);
  const before = { ...everything(log), cursors: [null, null] };
  log.close();

  const db = new DatabaseSync(databaseFile(folder));
  db.exec('DROP TABLE audit; DROP TABLE cursors; PRAGMA user_version = 2');
  db.close();

  const again = openIn(folder);
  expect(everything(again)).toEqual(before);
  expect([...again.damage()]).toEqual([]);
  again.close();
});
