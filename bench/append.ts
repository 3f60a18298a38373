// How fast the log on SQLite takes commits, and how fast it opens when it is long. Prints only.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Card } from '#lib/rules/conversation.ts';
import { databaseFile } from '../server/log/dataFolder.ts';
import { FIRST_HASH, seal } from '../server/log/hash.ts';
import type { Commit, Head, StoredRecord } from '../server/log/log.ts';
import { openSqliteLog, type SqliteLog } from '../server/log/sqlite.ts';
import { Rows } from '../server/log/sqliteRows.ts';
import { writeCommit } from '../server/log/sqliteWrite.ts';
import { median, percentile, row } from './report.ts';

const WORKSPACE = 'bench';
const SECONDS = 3;
const LONG = 1_000_000;
const CONVERSATIONS = 10_000;

export function benchAppend(): void {
  for (const batch of [1, 10, 100]) inFolder((folder) => benchCommits(folder, batch));
  inFolder(benchOpening);
}

function benchCommits(folder: string, batch: number): void {
  const log = openSqliteLog(folder);
  log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
  let head: Head = { seq: 0, at: 0, hash: FIRST_HASH };
  const times: number[] = [];
  const begun = performance.now();
  while (performance.now() - begun < SECONDS * 1000) {
    const commit = commitOf(head, batch);
    const started = performance.now();
    log.append(WORKSPACE, head.seq, commit);
    times.push(performance.now() - started);
    head = headOf(commit, head);
  }
  log.close();
  const what = batch === 1 ? 'a commit of one record' : `a commit of ${batch} records`;
  row(what, { median: median(times), p99: percentile(times, 99), unit: 'ms' });
  row(`${what}, on end`, { median: (times.length * batch) / SECONDS, unit: 'records/s' });
}

function benchOpening(folder: string): void {
  makeLong(folder);
  const { result: log, ms } = timed(() => openSqliteLog(folder));
  const questions: [string, () => unknown][] = [
    ['its head', () => log.head(WORKSPACE)],
    ['its directory and epoch', () => [log.directory(WORKSPACE), log.epoch(WORKSPACE)]],
    ['a page of 50 of the inbox of all', () => log.page(WORKSPACE, 'all', null, 50)],
    ['a verdict', () => log.verdict(WORKSPACE, commandId(LONG / 2))],
    ['a thread of 100 updates', () => log.document(`${WORKSPACE}/thread/c5`)],
    ['an append', () => log.append(WORKSPACE, LONG, commitOf(mustHead(log), 1))],
  ];
  row(`opening a log of ${LONG.toLocaleString('en')} records`, { median: ms, unit: 'ms' });
  for (const [name, ask] of questions)
    row(`  then ${name}, the first time`, { median: timed(ask).ms, unit: 'ms' });
  log.close();
}

/** The same rows as by commits, but for documents that the relay keeps short; in few transactions, not synced. */
function makeLong(folder: string): void {
  const log = openSqliteLog(folder);
  log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
  log.close();
  const db = new DatabaseSync(databaseFile(folder));
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -500000');
  const rows = new Rows(db);
  let head: Head = { seq: 0, at: 0, hash: FIRST_HASH };
  while (head.seq < LONG) {
    const commit = commitOf(head, 10_000);
    commit.updates = commit.updates.filter(({ document }) => document.startsWith(`${WORKSPACE}/thread/`));
    db.exec('BEGIN');
    writeCommit(rows, WORKSPACE, commit);
    db.exec('COMMIT');
    head = headOf(commit, head);
  }
  db.close();
}

/** Replies as the relay commits them: a record, its verdict, its card, and an update of each document that shows it. */
function commitOf(head: Head, count: number): Commit {
  const commit: Commit = {
    records: [],
    verdicts: [],
    updates: [],
    directory: null,
    cards: [],
    contacts: [],
    cursors: [],
    dispatches: [],
    clients: [],
    texts: [],
  };
  let last = head;
  for (let index = 0; index < count; index++) {
    const record = nextRecord(last);
    const { seq, at, hash } = record;
    last = { seq, at, hash };
    const conversation = `c${seq % CONVERSATIONS}`;
    commit.records.push(record);
    commit.verdicts.push({ command: commandId(seq), seq });
    commit.cards.push({
      card: cardOf(conversation, record),
      inboxes: ['inbox/mira', 'team/care', 'all'],
      at,
      due: [],
    });
    for (const document of [
      `thread/${conversation}`,
      'inbox/mira',
      'team/care',
      'all',
      'outbox/mira/phone',
    ]) {
      commit.updates.push({ document: `${WORKSPACE}/${document}`, update: new Uint8Array(300) });
    }
  }
  return commit;
}

function nextRecord(head: Head): StoredRecord {
  const seq = head.seq + 1;
  const event = {
    kind: 'reply-sent',
    conversation: `c${seq % CONVERSATIONS}`,
    text: 'Your parcel left Bandung this morning. '.repeat(4),
    attachments: [],
  } as const;
  const stamp = { seq, at: head.at + 1, by: 'member:mira' } as const;
  return seal(
    { ...stamp, command: commandId(seq), events: [{ ...event, attachments: [] }] },
    '0'.repeat(32),
    head.hash,
  );
}

function cardOf(id: string, { seq, at, by }: StoredRecord): Card {
  return {
    id,
    contact: { id, name: 'Sari', fields: { phone: '+62 21 555 0100' } },
    channel: 'web-chat',
    owner: 'mira',
    team: 'care',
    queuedAt: null,
    collaborators: [],
    guests: {},
    status: { kind: 'open' },
    ownership: { seq: 1, at: 1, by, other: null },
    claimed: { seq: 1, team: 'care' },
    replies: { seq, at, by, other: null },
    lastPublic: { seq, at, by, text: 'Your parcel left Bandung this morning.' },
    lastInbound: 1,
    waitingSince: null,
    startedAt: 1,
    activityAt: at,
    seq,
    erased: false,
  };
}

function headOf(commit: Commit, before: Head): Head {
  const last = commit.records.at(-1);
  return last ? { seq: last.seq, at: last.at, hash: last.hash } : before;
}

function mustHead(log: SqliteLog): Head {
  const head = log.head(WORKSPACE);
  if (!head) throw new Error('the log is empty');
  return head;
}

function commandId(seq: number): string {
  return `0192f3a0-0000-7000-8000-${String(seq).padStart(12, '0')}`;
}

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'estafet-bench-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function timed<Result>(work: () => Result): { result: Result; ms: number } {
  const begun = performance.now();
  const result = work();
  return { result, ms: performance.now() - begun };
}

if (import.meta.main) benchAppend();
