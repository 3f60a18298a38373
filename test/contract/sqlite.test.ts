// What SQLite has to do beyond the port: be durable, be one relay's, and answer by index.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { createInterface } from 'node:readline';
import * as Y from 'yjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { databaseFile } from '../../server/log/dataFolder.ts';
import { SqliteLog } from '../../server/log/sqlite.ts';
import * as read from '../../server/log/sqliteRead.ts';
import { Rows, type Row } from '../../server/log/sqliteRows.ts';
import { readTexts, writeText } from '../../server/log/sqliteSearch.ts';
import { prepareForWriting } from '../../server/log/sqliteSchema.ts';
import { bytes, card, commit, everything, fillWithOneOfEach, placed, WORKSPACE } from './commits.ts';
import { makeFolder, openIn } from './dataFolders.ts';

describe('a database', () => {
  it('is synced at every commit', () => {
    const db = openDatabase(join(makeFolder(), 'relay.sqlite'));
    prepareForWriting(db);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(db.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 });
  });

  it('is refused where that cannot be had', () => {
    expect(() => prepareForWriting(openDatabase(':memory:'))).toThrow('journal_mode');
  });

  it.each([
    ['another version wrote', 'PRAGMA user_version = 99', 'user_version'],
    ['has lost an index', 'DROP INDEX cards_by_owner', 'cards_by_owner'],
    ['has another table in place of ours', 'DROP TABLE clients; CREATE TABLE clients (document)', 'clients'],
  ])('is refused if %s', (_what, sql, name) => {
    const folder = makeFolder();
    openIn(folder).close();
    openDatabase(databaseFile(folder)).exec(sql);
    expect(() => openIn(folder)).toThrow(name);
  });

  it('of the version before search is given it: from the log, and from contact notes', () => {
    const folder = makeFolder();
    const log = openIn(folder);
    log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
    commit(log, { text: 'Kopi habis' });
    const doc = new Y.Doc();
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText('Suka kopi')]);
    doc.getXmlFragment('note').insert(0, [paragraph]);
    const update = Y.encodeStateAsUpdate(doc);
    commit(log, { text: 'Halo', updates: [{ document: `${WORKSPACE}/note/c1`, update }] });
    log.close();
    const db = new DatabaseSync(databaseFile(folder));
    db.exec(
      'DROP TABLE texts_index; DROP TABLE texts; DROP TABLE spaces; DROP TABLE audit; DROP TABLE cursors; PRAGMA user_version = 1',
    );
    db.close();
    const found = openIn(folder).search(WORKSPACE, ['kopi'], null, 10);
    expect(found.map(({ kind, text }) => [kind, text])).toEqual([
      ['contact-note', 'Suka kopi'],
      ['reply', 'Kopi habis'],
    ]);
  });

  it('may hold the tables of others', () => {
    const folder = makeFolder();
    openDatabase(databaseFile(folder)).exec('PRAGMA journal_mode = WAL; CREATE TABLE account (id TEXT)');
    openIn(folder).close();
    openIn(folder).close();
  });

  it('is for nobody else on the machine', () => {
    const folder = join(makeFolder(), 'data');
    openIn(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('says the same after a restart', () => {
    const folder = makeFolder();
    const log = openIn(folder);
    log.beginEpoch(WORKSPACE, { epoch: 1, client: 4_294_967_295 });
    fillWithOneOfEach(log);
    log.compact(`${WORKSPACE}/note/c1`, bytes(8, 8));
    const before = everything(log);
    log.close();
    expect(everything(openIn(folder))).toEqual(before);
  });
});

describe('a data folder', () => {
  it('is refused to a second relay in the same process, and free when the first closes', () => {
    const folder = makeFolder();
    const log = openIn(folder);
    expect(() => openIn(folder)).toThrow('another relay is running');
    log.close();
    openIn(folder);
  });

  it('is refused to a second process until the first is gone, however it goes', async () => {
    const folder = makeFolder();
    const holder = startAppending(folder);
    await firstLine(holder);
    expect(() => openIn(folder)).toThrow('another relay is running');
    await kill(holder);
    expect(openIn(folder).head(WORKSPACE)?.seq).toBeGreaterThan(0);
  });

  it('has every record that was confirmed before a kill -9', async () => {
    const folder = makeFolder();
    let total = 0;
    for (let round = 0; round < 4; round++) {
      const relay = startAppending(folder);
      const confirmed = await lines(relay, 30);
      await kill(relay);
      const log = openIn(folder);
      const head = log.head(WORKSPACE)?.seq ?? 0;
      // Killed between commit and print, there is more than was told.
      expect(head).toBeGreaterThanOrEqual(Number(confirmed.at(-1)));
      expect(log.read(WORKSPACE, 0, head + 1).map(({ seq }) => seq)).toEqual(upTo(head));
      expect(log.document(WORKSPACE)).toHaveLength(head);
      expect([...log.damage()]).toEqual([]);
      log.close();
      total += confirmed.length;
    }
    console.log(`${total} commits confirmed before 4 kills`);
  });
});

describe('a full disk', () => {
  it('refuses to append, goes on reading, and appends again once there is space', () => {
    const { db, log } = logOn(join(makeFolder(), 'relay.sqlite'));
    log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
    const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count) + 40;
    db.exec(`PRAGMA max_page_count = ${pages}`);

    let appended = 0;
    expect(() => {
      for (;;) {
        fillWithOneOfEach(log, 'x'.repeat(3000));
        appended += 1;
      }
    }).toThrow(expect.objectContaining({ name: 'StorageError', kind: 'full' }));
    expect(appended).toBeGreaterThan(2);
    const before = everything(log);
    expect(before.head?.seq).toBe(appended);
    expect(() => log.compact(`${WORKSPACE}/note/c1`, new Uint8Array(1_000_000))).toThrow('full');
    expect(() =>
      commit(log, { updates: [{ document: WORKSPACE, update: new Uint8Array(1_000_000) }] }),
    ).toThrow('full');
    expect(everything(log)).toEqual(before);

    db.exec('PRAGMA max_page_count = 1000000');
    fillWithOneOfEach(log, 'again');
    expect(log.head(WORKSPACE)?.seq).toBe(appended + 1);
    expect([...log.damage()]).toEqual([]);
  });
});

describe('an error of the disk', () => {
  it('is told as such, and leaves nothing half written', () => {
    const file = join(makeFolder(), 'relay.sqlite');
    const log = logOn(file).log;
    log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
    commit(log);
    // Another connection that does not let go: the only fault that a test can make without a faulty disk.
    const other = openDatabase(file);
    other.exec('BEGIN IMMEDIATE');
    const before = everything(log);
    expect(() => commit(log)).toThrow(expect.objectContaining({ name: 'StorageError', kind: 'failed' }));
    expect(everything(log)).toEqual(before);
    other.exec('ROLLBACK');
    commit(log);
    expect(log.head(WORKSPACE)?.seq).toBe(2);
  });

  it('a mistake of ours stays what it is', () => {
    const log = openIn(makeFolder());
    log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
    const nobody = { ...card('c1'), activityAt: 'yesterday' as unknown as number };
    expect(() => commit(log, { cards: [placed(nobody)] })).toThrow(
      expect.not.objectContaining({ name: 'StorageError' }),
    );
    expect(log.head(WORKSPACE)).toBeNull();
  });
});

describe('every question', () => {
  it('is answered by an index, and in the order of the index', () => {
    const folder = makeFolder();
    openIn(folder).close();
    const rows = new ExplainedRows(openDatabase(databaseFile(folder)));
    read.readRecords(rows, WORKSPACE, 5, 10);
    read.readHead(rows, WORKSPACE);
    read.readEpochs(rows, WORKSPACE);
    read.readDirectory(rows, WORKSPACE);
    read.readCard(rows, WORKSPACE, 'c1');
    read.readCardsOf(rows, WORKSPACE, { owner: 'mira' });
    read.readCardsOf(rows, WORKSPACE, { team: 'care' });
    read.readWaiting(rows, WORKSPACE, 'care', 10);
    read.readPage(rows, WORKSPACE, {
      inbox: 'all',
      before: { activityAt: 5, conversation: 'c1' },
      limit: 10,
    });
    read.readVerdict(rows, WORKSPACE, 'm1');
    read.readContact(rows, WORKSPACE, { channel: 'web-chat', address: 'sari' });
    read.readDue(rows, WORKSPACE, 10);
    read.readPending(rows, WORKSPACE, 10);
    read.readClientOwner(rows, `${WORKSPACE}/note/c1`, 1);
    read.readDocument(rows, `${WORKSPACE}/note/c1`);
    const found = { conversation: 'c1', seq: 1, at: 1, by: 'contact', text: 'Halo' } as const;
    writeText(rows, WORKSPACE, { ...found, kind: 'message' });
    expect(readTexts(rows, WORKSPACE, { words: ['ha'], before: null, limit: 10 })).toHaveLength(1);
    expect(rows.plans.length).toBeGreaterThan(14);
    expect(rows.plans.filter((plan) => /^SCAN (?!.*VIRTUAL TABLE INDEX)|TEMP B-TREE/.test(plan))).toEqual([]);
  });
});

/** Keeps how SQLite answers each question. */
class ExplainedRows extends Rows {
  readonly plans: string[] = [];
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    super(db);
    this.#db = db;
  }

  override get(sql: string, ...values: SQLInputValue[]): Row | null {
    this.#explain(sql, values);
    return super.get(sql, ...values);
  }

  override all(sql: string, ...values: SQLInputValue[]): Row[] {
    this.#explain(sql, values);
    return super.all(sql, ...values);
  }

  #explain(sql: string, values: SQLInputValue[]): void {
    const steps = this.#db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
    this.plans.push(...steps.map((step) => String(step.detail)));
  }
}

/** Without a lock, and without waiting for anybody. */
function logOn(file: string): { db: DatabaseSync; log: SqliteLog } {
  const db = openDatabase(file);
  prepareForWriting(db);
  return { db, log: new SqliteLog(db, { closeAll: () => undefined }) };
}

function openDatabase(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  onTestFinished(() => db.close());
  return db;
}

/** A process that appends one record after another, and prints the seq of each once it is confirmed. */
function startAppending(folder: string): ChildProcess {
  const script = join(import.meta.dirname, 'appendForever.ts');
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function firstLine(child: ChildProcess): Promise<void> {
  await lines(child, 1);
}

/** Everything that it printed until there were at least `count` lines. */
async function lines(child: ChildProcess, count: number): Promise<string[]> {
  const printed: string[] = [];
  for await (const line of createInterface(child.stdout!)) {
    printed.push(line);
    if (printed.length >= count) break;
  }
  if (printed.length < count) throw new Error('the process ended too early');
  return printed;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
