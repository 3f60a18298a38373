// What an operator does with a log: backup, restore, export, and what the relay says of a log that is behind.

import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { databaseFile, witnessFile } from '../../server/log/dataFolder.ts';
import { seal } from '../../server/log/hash.ts';
import { leapFrom } from '../../server/log/leap.ts';
import type { Log } from '../../server/log/log.ts';
import { openSqliteFile } from '../../server/log/sqlite.ts';
import { readSeen } from '../../server/log/witness.ts';
import { backup } from '../../server/relayCommands/backup.ts';
import { exportWorkspace } from '../../server/relayCommands/export.ts';
import { verify } from '../../server/relayCommands/verify.ts';
import { bytes, commit, DOCUMENTS, everything, WORKSPACE } from './commits.ts';
import { makeFolder, openIn } from './dataFolders.ts';

const behind: unknown = expect.objectContaining({ name: 'StorageError', kind: 'behind' });

describe('relay verify', () => {
  it('looks at a relay that runs, as it is at one moment', () => {
    const { log, folder } = running();
    const file = openSqliteFile(databaseFile(folder));
    const before = everything(file);
    write(log);
    expect(everything(file)).toEqual(before);
    file.close();
    expect(verify(databaseFile(folder), readSeen(witnessFile(folder)), () => undefined)).toBe(0);
  });

  it.each([
    ['a record behind the last', 3, 1],
    ['another record in its place', 2, 1],
    ['a later epoch', 2, 2],
  ])('is told by somebody who saw %s', (_what, seq, epoch) => {
    const { folder } = running();
    const told: string[] = [];
    const seen = { workspace: WORKSPACE, epoch, seq, hash: 'f'.repeat(64) };
    expect(verify(databaseFile(folder), [seen], (line) => told.push(line))).toBe(1);
    expect(told[0]).toContain(`record ${seq} was confirmed and is gone`);
  });

  it('misses a workspace that somebody saw', () => {
    const { folder } = running();
    const seen = { workspace: 'other', epoch: 1, seq: 1, hash: 'f'.repeat(64) };
    expect(verify(databaseFile(folder), [seen], () => undefined)).toBe(1);
  });

  it('says what is no database of ours', () => {
    const folder = makeFolder();
    const told: string[] = [];
    expect(verify(join(folder, 'nothing'), [], (line) => told.push(line))).toBe(1);
    copyFileSync(import.meta.filename, join(folder, 'text'));
    expect(verify(join(folder, 'text'), [], (line) => told.push(line))).toBe(1);
    expect(told).toEqual([
      expect.stringContaining('unable to open'),
      expect.stringContaining('not a database'),
    ]);
  });
});

describe('relay backup', () => {
  it('copies a relay that runs, whole, and that others cannot read', () => {
    const { log, folder } = running();
    const target = join(folder, 'backup.sqlite');
    const before = everything(log);
    const told: string[] = [];
    expect(backup(databaseFile(folder), target, (line) => told.push(line))).toBe(0);
    expect(told.at(-1)).toBe(`${target} is a whole backup`);
    write(log);
    const copy = openSqliteFile(target);
    expect(everything(copy)).toEqual(before);
    copy.close();
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith('backup'))).toEqual(['backup.sqlite']);
  });

  it('does not write over anything', () => {
    const { folder } = running();
    const before = statSync(databaseFile(folder)).mtimeMs;
    expect(backup(databaseFile(folder), databaseFile(folder), () => undefined)).toBe(1);
    expect(statSync(databaseFile(folder)).mtimeMs).toBe(before);
  });

  it('of a damaged database is not made', () => {
    const { log, folder } = running();
    log.close();
    const db = new DatabaseSync(databaseFile(folder));
    db.exec(`UPDATE log SET events = '[]' WHERE seq = 1`);
    db.close();
    const target = join(folder, 'backup.sqlite');
    expect(backup(databaseFile(folder), target, () => undefined)).toBe(1);
    expect(existsSync(target)).toBe(false);
    expect(existsSync(`${target}.part`)).toBe(false);
  });

  it('is refused in place of the database until a new epoch began', () => {
    const { log, folder } = running();
    const target = join(makeFolder(), 'relay.sqlite');
    backup(databaseFile(folder), target, () => undefined);
    const before = everything(log);
    const restored = dirname(target);
    expect(() => openIn(restored)).toThrow(behind);
    const opened = openIn(restored, { behind: true });
    expect(everything(opened)).toEqual(before);
    opened.beginEpoch(WORKSPACE, { epoch: 2, client: 2 });
    opened.close();
    commit(openIn(restored));
  });
});

describe('a log that is behind what was confirmed', () => {
  it('is refused until a new epoch began', () => {
    const { log, folder } = running();
    log.close();
    copyFileSync(databaseFile(folder), join(folder, 'old'));
    const later = openIn(folder);
    commit(later);
    later.close();
    copyFileSync(join(folder, 'old'), databaseFile(folder));
    expect(() => openIn(folder)).toThrow(behind);
    expect(() => openIn(folder)).toThrow('record 3 of workspace demo');

    const opened = openIn(folder, { behind: true });
    opened.beginEpoch(WORKSPACE, { epoch: 2, client: 2 });
    opened.close();
    openIn(folder).close();
  });

  it('is refused if it lost the epoch that began last', () => {
    const { log, folder } = running();
    log.close();
    copyFileSync(databaseFile(folder), join(folder, 'old'));
    const later = openIn(folder);
    later.beginEpoch(WORKSPACE, { epoch: 2, client: 2 });
    later.close();
    copyFileSync(join(folder, 'old'), databaseFile(folder));
    expect(() => openIn(folder)).toThrow(behind);
  });

  it('is refused if another history stands in its place', () => {
    const { log, folder } = running();
    log.close();
    rmSync(databaseFile(folder));
    expect(() => openIn(folder)).toThrow(behind);
    rmSync(witnessFile(folder));
    const other = openIn(folder);
    other.beginEpoch(WORKSPACE, { epoch: 1, client: 9 });
    for (const history of ['other', 'than', 'before']) commit(other, { text: history });
    other.close();
    const told: string[] = [];
    openIn(folder).close();
    expect(verify(databaseFile(folder), readSeen(witnessFile(folder)), (line) => told.push(line))).toBe(0);
  });

  it('is not seen by a witness that cannot be read, which begins anew', () => {
    const { log, folder } = running();
    log.close();
    copyFileSync(import.meta.filename, witnessFile(folder));
    const again = openIn(folder);
    commit(again);
    again.close();
    expect(readSeen(witnessFile(folder))).toEqual([
      expect.objectContaining({ workspace: WORKSPACE, epoch: 1, seq: 3 }),
    ]);
    openIn(folder).close();
  });

  it('is seen in many workspaces', () => {
    const folder = makeFolder();
    const log = openIn(folder);
    const names = Array.from({ length: 20 }, (_, index) => `w-${'x'.repeat(index)}-${index}`);
    for (const workspace of names) {
      log.beginEpoch(workspace, { epoch: 1, client: 1 });
      commit(log, {}, workspace);
      commit(log, {}, workspace);
    }
    log.close();
    openIn(folder).close();
    expect(readSeen(witnessFile(folder)).map(({ workspace, seq }) => `${workspace} ${seq}`)).toEqual(
      names.map((workspace) => `${workspace} 2`),
    );
  });
});

describe('a log that leapt over the numbers of a lost history', () => {
  it('I8 opens, is whole, goes on behind it, and is exported', async () => {
    const { log, folder } = running();
    const head = log.head(WORKSPACE)!;
    const leap = leapFrom(head, 1_000, { epoch: 1, now: head.at });
    commit(log, { records: [seal(leap, 'salt', head.hash)] });
    log.close();
    const again = openIn(folder);
    commit(again);
    expect(again.head(WORKSPACE)?.seq).toBe(1_002);
    again.close();
    openIn(folder).close();
    expect(verify(databaseFile(folder), readSeen(witnessFile(folder)), () => undefined)).toBe(0);
    const { code, lines } = await exported(folder, WORKSPACE);
    expect(code).toBe(0);
    expect(lines.flatMap((line) => (line as { record?: { seq: number } }).record?.seq ?? [])).toEqual([
      ...[1, 2, 1_001, 1_002],
    ]);
  });

  it('takes no other record that leaves numbers out', () => {
    const { log } = running();
    const head = log.head(WORKSPACE)!;
    const said = { ...leapFrom(head, 1_000, { epoch: 1, now: head.at }), by: 'contact' as const };
    expect(() => commit(log, { records: [seal(said, 'salt', head.hash)] })).toThrow('does not follow');
  });

  it('is told to be damaged, once and for all of it, where nothing can be read any more', () => {
    const { log, folder } = running();
    const head = log.head(WORKSPACE)!;
    commit(log, { records: [seal(leapFrom(head, 1e12, { epoch: 1, now: head.at }), 'salt', head.hash)] });
    commit(log);
    log.close();
    const db = new DatabaseSync(databaseFile(folder));
    db.exec("UPDATE log SET events = '['");
    db.close();
    expect(verify(databaseFile(folder), [], () => undefined)).toBe(1);
  });
});

describe('relay export', () => {
  it('writes every record in order, and the contact notes', async () => {
    const { log, folder } = running();
    const { code, lines } = await exported(folder, WORKSPACE);
    expect(code).toBe(0);
    expect(lines).toEqual([
      { workspace: WORKSPACE, epoch: 1, head: log.head(WORKSPACE) },
      ...log.read(WORKSPACE, 0, 10).map((record) => ({ record })),
      { note: `${WORKSPACE}/note/c1`, updates: ['AAA=', 'AAA='] },
    ]);
  });

  it('says that there is no such workspace', async () => {
    const { folder } = running();
    expect(await exported(folder, 'nowhere')).toEqual({
      code: 1,
      lines: [],
      told: ['there is no workspace nowhere'],
    });
  });

  it('stops where a record is missing', async () => {
    const { log, folder } = running();
    log.close();
    const db = new DatabaseSync(databaseFile(folder));
    db.exec('DELETE FROM log WHERE seq = 1');
    db.close();
    const { code, told } = await exported(folder, WORKSPACE);
    expect(code).toBe(1);
    expect(told).toEqual(['record 1 is missing: see relay verify']);
  });
});

/** A log with two records that goes on, and a contact note. */
function running() {
  const folder = makeFolder();
  const log = openIn(folder);
  log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
  write(log);
  write(log);
  return { log, folder };
}

function write(log: Log): void {
  // What Yjs says of a document in which nothing is.
  const update = bytes(0, 0);
  commit(log, { updates: DOCUMENTS.map((name) => ({ document: `${WORKSPACE}${name}`, update })) });
}

async function exported(folder: string, workspace: string) {
  const out = new PassThrough();
  const told: string[] = [];
  const written = text(out);
  const code = await exportWorkspace(databaseFile(folder), workspace, out, (line) => told.push(line));
  out.end();
  const lines = (await written)
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
  return { code, lines, told };
}
