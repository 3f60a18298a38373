// Databases of every format that there was, as the relay of their time wrote them, open with everything that this one needs.

import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { databaseFile } from '../../server/log/dataFolder.ts';
import { verify } from '../../server/relayCommands/verify.ts';
import { rebuildAll } from '../../server/relayCommands/rebuild.ts';
import { systemChance } from '../../server/random.ts';
import { FORMATS, unpack } from '../support/formats/formats.ts';
import { commit, WORKSPACE } from './commits.ts';
import { makeFolder, openIn } from './dataFolders.ts';

const FORMAT_NOW = 4;

describe.each(FORMATS)('a database of format $format', ({ format, records }) => {
  it('is upgraded as it is opened, without another byte of what was written, and is whole', () => {
    const folder = unpack(format, makeFolder());
    const before = written(folder);
    expect(before).toMatchObject({ format, log: { length: records } });
    openIn(folder).close();
    expect(written(folder)).toEqual({ ...before, format: FORMAT_NOW });
    expect(verified(folder)).toBe('everything is as it was written');
  });

  it('has what later formats added: search, audit, how far channels have read', () => {
    const log = openIn(unpack(format, makeFolder()));
    const found = log.search(WORKSPACE, ['tanggal', 'merah'], null, 10);
    expect(found.map(({ text }) => text)).toEqual(['Halo lagi, kalau tanggal merah hari Senin tetap buka?']);
    const audited = log.audited(WORKSPACE, ['kind/reply-sent'], { after: 0, before: Infinity }, 100);
    const wanted = log
      .read(WORKSPACE, 0, 1_000)
      .filter(({ events }) => events.some(({ kind }) => kind === 'reply-sent'));
    expect(wanted.length).toBeGreaterThan(10);
    expect(audited.seqs).toEqual(wanted.map(({ seq }) => seq).reverse());
    expect(log.cursor(WORKSPACE, 'mail')).toBeNull();
  });

  it('is used: more is committed, and it opens again with all of it', () => {
    const folder = unpack(format, makeFolder());
    const log = openIn(folder);
    commit(log, { text: 'after the upgrade', cursors: [{ channel: 'mail', cursor: '7' }] });
    log.close();
    const again = openIn(folder);
    expect(again.head(WORKSPACE)?.seq).toBe(records + 1);
    expect(again.cursor(WORKSPACE, 'mail')).toBe('7');
    again.close();
    expect(verified(folder)).toBe('everything is as it was written');
  });

  it('I19 is folded anew by the rules of today to the same cards', () => {
    const folder = unpack(format, makeFolder());
    const before = openIn(folder);
    const cards = before.page(WORKSPACE, 'all', null, 1_000);
    before.close();
    expect(cards.length).toBeGreaterThan(10);
    expect(rebuildAll(folder, systemChance, () => undefined)).toBe(0);
    expect(openIn(folder).page(WORKSPACE, 'all', null, 1_000)).toEqual(cards);
  });
});

it('a format that is newer than this relay is refused, and nothing is changed', () => {
  const folder = unpack(3, makeFolder());
  run(folder, `PRAGMA user_version = ${FORMAT_NOW + 1}`);
  const before = written(folder);
  expect(() => openIn(folder)).toThrow(`has user_version ${FORMAT_NOW + 1} and needs ${FORMAT_NOW}`);
  expect(written(folder)).toEqual(before);
});

/** What people wrote and what was decided, without any code of the relay between. */
function written(folder: string) {
  const db = new DatabaseSync(databaseFile(folder), { readOnly: true });
  const all = (sql: string) => db.prepare(sql).all();
  const found = {
    format: Number(db.prepare('PRAGMA user_version').get()?.['user_version']),
    log: all('SELECT * FROM log ORDER BY workspace, seq'),
    cards: all('SELECT * FROM cards ORDER BY conversation'),
    documents: all('SELECT * FROM documents JOIN updates ON document = documents.id ORDER BY updates.id'),
    people: all('SELECT * FROM user ORDER BY id'),
    channels: all('SELECT * FROM channels ORDER BY id'),
  };
  db.close();
  return found;
}

function run(folder: string, sql: string): void {
  const db = new DatabaseSync(databaseFile(folder));
  db.exec(sql);
  db.close();
}

/** The last that `relay verify` says. */
function verified(folder: string): string {
  const told: string[] = [];
  verify(databaseFile(folder), [], (line) => told.push(line));
  return told.at(-1) ?? '';
}
