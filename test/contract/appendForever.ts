// Run as a process by sqlite.test.ts, which kills it.

import { openSqliteLog } from '../../server/log/sqlite.ts';
import { fillWithOneOfEach, WORKSPACE } from './commits.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('no data folder');
const log = openSqliteLog(folder);
if (!log.epoch(WORKSPACE)) log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
for (;;) {
  fillWithOneOfEach(log, 'x'.repeat(500));
  process.stdout.write(`${log.head(WORKSPACE)?.seq}\n`);
}
