// A data folder of every earlier format under the relay as it ships: it starts, serves, takes what is written, and is whole.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { databaseFile } from '../../server/log/dataFolder.ts';
import { openSqliteFile } from '../../server/log/sqlite.ts';
import { Customer } from '../support/customer.ts';
import { FORMATS, unpack } from '../support/formats/formats.ts';
import { RelayProcess } from '../support/relayProcess.ts';

it.each(FORMATS)('a relay starts on a folder of format $format and serves', async ({ format, records }) => {
  const relay = new RelayProcess(unpack(format, mkdtempSync(join(tmpdir(), 'estafet-old-'))));
  try {
    await relay.start();
    const customer = new Customer(relay.address, 'Old friend');
    await customer.says('Are you still there?');
    await customer.leave();
    await relay.stop();
    expect(await relay.command('verify')).toContain('everything is as it was written');
    const log = openSqliteFile(databaseFile(relay.folder));
    const later = log.read('demo', records, 100).flatMap(({ events }) => events);
    log.close();
    expect(later).toContainEqual(expect.objectContaining({ text: 'Are you still there?' }));
  } finally {
    await relay.remove();
  }
});
