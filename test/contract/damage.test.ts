// Bits that flip, files that are cut, rows that are changed: nothing of it may go unnoticed. SQLite itself notices little.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { databaseFile, witnessFile } from '../../server/log/dataFolder.ts';
import { openSqliteFile, openSqliteLog } from '../../server/log/sqlite.ts';
import { StorageError } from '../../server/log/storageError.ts';
import { readSeen } from '../../server/log/witness.ts';
import { verify } from '../../server/relayCommands/verify.ts';
import {
  bytes,
  card,
  commit,
  dispatch,
  directory,
  everything,
  nextRecords,
  placed,
  said,
  text,
  WORKSPACE,
} from './commits.ts';
import { makeFolder, openIn } from './dataFolders.ts';

/** Of each kind; every one of them is detected, or has changed nothing that anybody reads. */
const FLIPS = 150;
const WAL_FLIPS = 60;
const WAL_CUTS = 40;
/** Other bits than every `npm test` flips, and other places to cut. */
const FROM = Number(process.env.DAMAGE_FROM ?? 0);

describe('a database that is whole', () => {
  it('is found to be so', () => {
    const { code, told } = verified(makeDatabase());
    expect(told).toEqual([
      expect.stringMatching(/^workspace demo: 40 records, the last is [0-9a-f]{64}$/),
      'everything is as it was written',
    ]);
    expect(code).toBe(0);
  });
});

describe('a row that was changed', () => {
  it.each([
    ["UPDATE log SET events = replace(events, 'hello 7', 'hullo 7')", 'record 7 is damaged: its events'],
    ["UPDATE log SET author = 'member:leo' WHERE seq = 7", 'record 7 is damaged: it does not have its hash'],
    ["UPDATE log SET events = '[' WHERE seq = 7", 'record 7 is damaged: it cannot be read'],
    ['UPDATE log SET at = 9223372036854775807 WHERE seq = 7', 'record 7 is damaged: it cannot be read'],
    ['DELETE FROM log WHERE seq = 7', 'record 8 is damaged: record 6 comes before it'],
    ['DELETE FROM log WHERE seq = 40', 'record 40 was confirmed and is gone'],
    ['DELETE FROM log', 'record 40 was confirmed and is gone'],
    ['DELETE FROM epochs', 'workspace demo: it has records and no epoch'],
    ['UPDATE log SET seq = 99 WHERE seq = 40', 'record 99 is damaged'],
    ["DELETE FROM verdicts WHERE command = 'm7'", 'record demo 7: its command has no verdict'],
    [
      "UPDATE verdicts SET seq = 8 WHERE command = 'm7'",
      'a row of verdicts is not what was written: demo m7',
    ],
    ["INSERT INTO verdicts VALUES ('demo', 'm99', 99, 0)", 'the verdict on demo m99: its record is missing'],
    [
      "UPDATE cards SET card = replace(card, 'Sari', 'Sara') WHERE conversation = 'c3'",
      'cards is not what was written: demo c3',
    ],
    ["UPDATE cards SET owner = 'leo' WHERE conversation = 'c3'", 'cards is not what was written: demo c3'],
    [
      "DELETE FROM card_inboxes WHERE conversation = 'c3' AND inbox = 'all'",
      'conversation demo c3: is not listed where it is',
    ],
    [
      "UPDATE card_inboxes SET inbox = 'inbox/ana' WHERE conversation = 'c3' AND inbox = 'all'",
      'conversation demo c3: is listed where it is not',
    ],
    [
      "DELETE FROM audit WHERE seq = 7 AND facet = 'all'",
      'record demo 7: is not listed in the audit where it is',
    ],
    ["INSERT INTO audit VALUES ('demo', 'by/contact', 7)", 'the audit lists 1 times what is not there'],
    ["UPDATE contacts SET conversation = 'c9'", 'a row of contacts is not what was written'],
    ["UPDATE dispatches SET state = 'sent'", 'a row of dispatches is not what was written'],
    ["UPDATE clients SET owner = 'member:leo'", 'a row of clients is not what was written'],
    ["UPDATE directories SET directory = '{}'", 'a row of directories is not what was written'],
    ['UPDATE due SET at = at + 1', 'a row of due is not what was written'],
    ['UPDATE epochs SET client = 5', 'a row of epochs is not what was written'],
    ["UPDATE texts SET words = 'anything' WHERE seq = 3", 'a row of texts is not what was written'],
    [
      "INSERT INTO texts_index (texts_index, rowid, words) SELECT 'delete', id, words FROM texts WHERE seq = 3",
      'the index of words is not what the texts say, for example at "',
    ],
    ['UPDATE spaces SET number = 7', 'a row of spaces is not what was written'],
    ["UPDATE updates SET bytes = x'00' WHERE id = 3", 'a row of updates is not what was written'],
    ['UPDATE documents SET decided = 1 - decided', 'a row of documents is not what was written'],
    ['PRAGMA foreign_keys = OFF; DELETE FROM documents', 'a row of updates has no parent'],
  ])('%s', (sql, expected) => {
    const folder = makeDatabase();
    const db = new DatabaseSync(databaseFile(folder));
    db.exec(sql);
    db.close();
    const { code, told } = verified(folder);
    expect(told.join('\n')).toContain(expected);
    expect(code).toBe(1);
  });

  it('is not given to anybody who asks for it', () => {
    const folder = makeDatabase();
    const db = new DatabaseSync(databaseFile(folder));
    db.exec(`UPDATE cards SET card = replace(card, 'Sari', 'Sara'); UPDATE updates SET bytes = x'00'`);
    db.close();
    const log = openIn(folder);
    const damaged: unknown = expect.objectContaining({ name: 'StorageError', kind: 'damaged' });
    expect(() => log.card(WORKSPACE, 'c3')).toThrow(damaged);
    expect(() => log.page(WORKSPACE, 'all', null, 10)).toThrow(damaged);
    expect(() => log.document(`${WORKSPACE}/note/c1`)).toThrow(damaged);
  });

  it('keeps the relay from starting where it is the newest record', () => {
    const folder = makeDatabase();
    const db = new DatabaseSync(databaseFile(folder));
    db.exec(`UPDATE log SET events = '[]' WHERE seq = 40`);
    db.close();
    expect(() => openIn(folder)).toThrow('record 40 of workspace demo is damaged');
  });

  it('that SQLite can read but Yjs cannot is told too', () => {
    const folder = makeFolder();
    const log = openIn(folder);
    log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
    const second = updates(2)[1]!;
    commit(log, { updates: [{ document: WORKSPACE, update: second }] });
    commit(log, { updates: [{ document: `${WORKSPACE}/note/c1`, update: bytes(1, 2, 3) }] });
    log.close();
    const { told } = verified(folder);
    expect(told).toContain(`documents: ${WORKSPACE}: an update of it is missing`);
    expect(told.join('\n')).toContain(`documents: ${WORKSPACE}/note/c1: `);
  });
});

describe('bits and files', () => {
  it(`${FLIPS} bits that flip in the database are noticed`, () => {
    const folder = makeDatabase();
    const before = readFileSync(databaseFile(folder));
    const used = usedBytes(before);
    const seen = readSeen(witnessFile(folder));
    const wanted = everythingIn(folder);
    let noticed = 0;
    for (let flip = 0; flip < FLIPS; flip++) {
      const damaged = Buffer.from(before);
      flipBit(damaged, used, flip);
      writeFileSync(databaseFile(folder), damaged);
      if (verify(databaseFile(folder), seen, () => undefined) !== 0) noticed += 1;
      else expect(everythingIn(folder), `flip ${flip}`).toEqual(wanted);
    }
    console.log(`tried ${FLIPS} bits flipped in a database: ${noticed} noticed, the others meant nothing`);
    expect(noticed).toBeGreaterThan(FLIPS / 2);
  });

  it(`${WAL_FLIPS} bits that flip and ${WAL_CUTS} cuts in a WAL are noticed at start`, () => {
    const origin = copyWhileOpen();
    const wal = readFileSync(`${databaseFile(origin.folder)}-wal`);
    const used = usedBytes(wal);
    let noticed = 0;
    for (let fault = 0; fault < WAL_FLIPS + WAL_CUTS; fault++) {
      const folder = join(origin.folder, `copy-${fault}`);
      copyFolder(origin.folder, folder);
      const damaged = Buffer.from(wal);
      const file = `${databaseFile(folder)}-wal`;
      if (fault < WAL_FLIPS) flipBit(damaged, used, fault);
      writeFileSync(file, damaged);
      if (fault >= WAL_FLIPS) truncateSync(file, cutAt(wal.length, fault - WAL_FLIPS));
      const found = reopened(folder);
      if (found instanceof StorageError) noticed += 1;
      else expect(found, `fault ${fault}`).toEqual(origin.everything);
    }
    console.log(
      `tried ${WAL_FLIPS} bits and ${WAL_CUTS} cuts in a WAL: ${noticed} noticed, the others meant nothing`,
    );
    expect(noticed).toBeGreaterThan((WAL_FLIPS + WAL_CUTS) / 2);
  });
});

/** A data folder whose log has 40 records, with a row in every table. */
function makeDatabase(): string {
  const folder = makeFolder();
  const log = openIn(folder);
  fill(log);
  log.close();
  return folder;
}

function fill(log: ReturnType<typeof openIn>): void {
  log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
  const written = updates(40);
  for (let seq = 1; seq <= 40; seq++) {
    const id = `c${(seq % 5) + 1}`;
    const owner = seq % 2 === 0 ? 'mira' : null;
    const snooze = { kind: 'end-snooze', at: seq * 1000, conversation: id } as const;
    commit(log, {
      records: nextRecords(log, WORKSPACE, { command: `m${seq}`, events: [said(`hello ${seq}`)] }),
      verdicts: [{ command: `m${seq}`, seq }],
      directory: directory(`Demo ${seq}`),
      cards: [
        placed(card(id, { owner, team: 'care', activityAt: seq * 1000 }), ['all', 'team/care'], [snooze]),
      ],
      contacts: [{ channel: 'web-chat', address: seq % 3 ? 'sari' : 'joko', conversation: id }],
      cursors: [{ channel: 'mail', cursor: `${seq}` }],
      dispatches: [dispatch(`m${seq % 4}`, { nextAt: seq })],
      clients: [{ document: `${WORKSPACE}/note/c1`, client: seq % 3, owner: 'member:mira' }],
      texts: [text('message', `halo nomor ${seq}`, { conversation: id, seq })],
      updates: ['', '/thread/c1', '/note/c1'].map((name) => ({
        document: `${WORKSPACE}${name}`,
        update: written[seq - 1]!,
      })),
    });
  }
}

/** Updates of one document that belong together. */
function updates(count: number): Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = 1;
  const made: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => made.push(update));
  for (let index = 0; index < count; index++) doc.getArray('entries').push([`entry ${index}`]);
  return made;
}

function verified(folder: string): { code: number; told: string[] } {
  const told: string[] = [];
  const seen = readSeen(witnessFile(folder));
  return { code: verify(databaseFile(folder), seen, (line) => told.push(line)), told };
}

function everythingIn(folder: string): unknown {
  const log = openSqliteFile(databaseFile(folder));
  try {
    return everything(log);
  } finally {
    log.close();
  }
}

/** What the folder holds, or the error with which it is refused. */
function reopened(folder: string): unknown {
  try {
    const log = openSqliteLog(folder);
    try {
      return everything(log);
    } finally {
      log.close();
    }
  } catch (error) {
    return error;
  }
}

/** A data folder as a power cut leaves it: with all of its commits in the WAL. */
function copyWhileOpen(): { folder: string; everything: unknown } {
  const folder = makeFolder();
  const log = openIn(folder);
  fill(log);
  const copy = makeFolder();
  copyFolder(folder, copy);
  return { folder: copy, everything: everything(log) };
}

/** By another process: to close a database's file here would drop this process's locks on it. */
function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const names = ['relay.sqlite', 'relay.sqlite-wal', 'relay.heads'];
  execFileSync('cp', [...names.map((name) => join(from, name)), to]);
}

/** Where something is written. A bit that flips in empty space means nothing to anybody. */
function usedBytes(content: Buffer): number[] {
  return [...content.keys()].filter((position) => content[position] !== 0);
}

/** Where a file of this length is cut for the n-th time. */
function cutAt(length: number, index: number): number {
  return Math.floor((length * (index + (FROM % 1_000) / 1_000)) / WAL_CUTS);
}

/** Flips one bit, another one for each `index`, spread over all of the positions. */
function flipBit(content: Buffer, positions: number[], index: number): void {
  // Multiples of the golden ratio are spread evenly, however many; this is its usual fraction in 32 bits.
  const fraction = (((index + FROM) * 2_654_435_761) % 2 ** 32) / 2 ** 32;
  content[positions[Math.floor(fraction * positions.length)]!]! ^= 1 << (index % 8);
}
