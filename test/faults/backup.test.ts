// Backups of a real relay while everybody writes, and one of them put back: what it holds is a beginning of the log, record by
// record, and the relay, its files and its clients go on from there.

import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filePath, filesFolder } from '../../server/files/folderDisk.ts';
import { databaseFile } from '../../server/log/dataFolder.ts';
import type { StoredRecord } from '../../server/log/log.ts';
import { openSqliteFile } from '../../server/log/sqlite.ts';
import { filesOfBackup } from '../../server/relayCommands/files.ts';
import { RelayProcess } from '../support/relayProcess.ts';
import { Crew } from './crew.ts';

/** Below this the suite has shrunk unseen. */
const BACKUPS_MIN = 3;
const WORKSPACE = 'demo';
const FILE = Buffer.from('an invoice, as somebody attached it');
const FILE_ID = createHash('sha256').update(FILE).digest('hex');

const relay = new RelayProcess();
const shelf = mkdtempSync(join(tmpdir(), 'estafet-backups-'));
const backups = Array.from({ length: BACKUPS_MIN }, (_, index) => join(shelf, `${index}.sqlite`));
let crew: Crew;

beforeAll(async () => {
  await relay.start();
  // Nobody here tests how long a browser waits before it tries again.
  crew = await Crew.join(relay, { hurry: 5 });
});

afterAll(async () => {
  await crew.leave();
  await relay.remove();
  rmSync(shelf, { recursive: true, force: true });
});

describe('a backup taken under load', () => {
  let before: StoredRecord[] = [];
  let sentBefore: Set<string>;

  it('I3 is a beginning of the log, each of them, with the files that it shows', async () => {
    await attachFile();
    let heardMeanwhile = 0;
    for (const backup of backups) {
      await crew.hear(20);
      const heard = crew.heard;
      const said = await relay.command('backup', backup);
      heardMeanwhile += crew.heard - heard;
      expect(said).toContain('is a whole backup');
    }
    // Otherwise nobody wrote while they were made, and this shows nothing.
    expect(heardMeanwhile).toBeGreaterThan(BACKUPS_MIN);
    await crew.hear(20);
    await relay.kill();
    before = recordsIn(databaseFile(relay.folder));
    sentBefore = new Set(crew.clients.flatMap(({ sent }) => sent));
    const lengths = backups.map((backup) => {
      const records = recordsIn(backup);
      expect(records).toEqual(before.slice(0, records.length));
      expect(records.at(-1)?.hash).toBe(before[records.length - 1]?.hash);
      expect(readFileSync(filePath(filesOfBackup(backup), FILE_ID))).toEqual(FILE);
      return records.length;
    });
    expect(lengths).toEqual([...new Set(lengths)].sort((a, b) => a - b));
    expect(lengths.at(-1)).toBeLessThan(before.length);
    process.stdout.write(
      `tried ${BACKUPS_MIN} backups under load (${lengths.join(', ')} of ${before.length} records)\n`,
    );
  });

  it('I3 I4 is put back: the relay goes on behind it, and everybody comes back to one history', async () => {
    const backup = backups[1] ?? '';
    const kept = recordsIn(backup);
    putBack(backup);
    await expect(relay.start()).rejects.toThrow('is from a backup');
    await relay.command('rebuild');
    await relay.start();
    await crew.hear(40);
    // Records that are gone have numbers which no later one has: the history goes on above all that was lost.
    const isLost = (seq: number): boolean => seq > kept.length && seq <= before.length;
    await Promise.all(crew.clients.map((client) => client.showsNone(isLost)));
    const log = await crew.finish();
    expect(log.filter(({ seq }) => isLost(seq))).toEqual([]);
    expect(log.slice(0, kept.length)).toEqual(kept);
    expect(log.length).toBeGreaterThan(kept.length + 10);
    expect(readFileSync(filePath(filesFolder(relay.folder), FILE_ID))).toEqual(FILE);
    const decided = log.flatMap(({ command }) => command ?? []);
    expect(new Set(decided).size).toBe(decided.length);
    const later = crew.clients.flatMap(({ sent }) => sent).filter((id) => !sentBefore.has(id));
    expect(later.length).toBeGreaterThan(10);
    expect(later.filter((id) => !decided.includes(id))).toEqual([]);
  });
});

/** As an operator does it (docs/operating.md): the copy in the database’s place, with its files. */
function putBack(backup: string): void {
  const file = databaseFile(relay.folder);
  for (const rest of ['-wal', '-shm']) rmSync(`${file}${rest}`, { force: true });
  copyFileSync(backup, file);
  rmSync(filesFolder(relay.folder), { recursive: true, force: true });
  cpSync(filesOfBackup(backup), filesFolder(relay.folder), { recursive: true });
}

/** Somebody sends a file while the others write. */
async function attachFile(): Promise<void> {
  const mira = crew.clients[0];
  const answer = await fetch(`${relay.address}/api/uploads/${WORKSPACE}/${FILE_ID}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${mira?.token}`, 'upload-length': String(FILE.length) },
    body: FILE,
  });
  expect(answer.status).toBeLessThan(300);
  const attachment = { id: FILE_ID, name: 'invoice.txt', type: 'text/plain', size: FILE.length };
  await mira?.sends({ text: 'The invoice', attachments: [attachment] });
}

function recordsIn(file: string): StoredRecord[] {
  const log = openSqliteFile(file);
  try {
    return log.read(WORKSPACE, 0, 1_000_000);
  } finally {
    log.close();
  }
}
