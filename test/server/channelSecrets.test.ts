// Secrets of channels at rest: a copy of the database alone opens nothing.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTables } from '../../server/accounts/tables.ts';
import { ChannelPasswords } from '../../server/channels/channelPasswords.ts';
import { ChannelSecrets } from '../../server/channels/channelSecrets.ts';
import { openSeal, type Seal } from '../../server/channels/seal.ts';
import { openDatabase } from '../../server/database.ts';
import { systemChance } from '../../server/random.ts';
import { FakeClock } from '../support/fakeClock.ts';

const CLEAR = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'estafet-secrets-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(seal: Seal = openSeal(folder, systemChance)) {
  const database = openDatabase(join(folder, 'relay.sqlite'));
  // better-auth's own, which the tables refer to.
  database.exec('CREATE TABLE IF NOT EXISTS user (id TEXT PRIMARY KEY) STRICT');
  createTables(database);
  const parts = { clock: new FakeClock(), chance: systemChance, seal };
  const secrets = new ChannelSecrets(database, parts);
  return { database, secrets, passwords: new ChannelPasswords(database, seal), seal };
}

/** Every byte of the data folder but the key's file. */
function stored(): string {
  const files = readdirSync(folder).filter((file) => file.startsWith('relay.sqlite'));
  return files.map((file) => readFileSync(join(folder, file), 'latin1')).join('');
}

describe('secrets of channels at rest', () => {
  it('are nowhere in the database, and whoever has the key file reads them', () => {
    const { secrets, passwords, database } = open();
    const secret = secrets.rotate('toko', 'kurir');
    passwords.set('toko', 'surat', 'imap', 'kata sandi rahasia');
    expect(secrets.valid('toko', 'kurir')).toEqual([secret]);
    expect(passwords.get('toko', 'surat', 'imap')).toBe('kata sandi rahasia');
    expect(passwords.get('toko', 'surat', 'smtp')).toBeNull();
    expect(stored()).not.toContain(secret.slice(6));
    expect(stored()).not.toContain('kata sandi rahasia');
    database.close();
    const again = open();
    expect(again.secrets.valid('toko', 'kurir')).toEqual([secret]);
    again.database.close();
  });

  it('are nothing in the place of another channel’s, and nothing when a bit of them was changed', () => {
    const { seal, database } = open();
    const sealed = seal.close('rahasia', 'password/toko/surat/imap');
    expect(seal.open(sealed, 'password/toko/surat/imap')).toBe('rahasia');
    expect(seal.open(sealed, 'password/toko/lain/imap')).toBeNull();
    const middle = sealed.length - 5;
    const changed = sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1);
    expect(seal.open(changed, 'password/toko/surat/imap')).toBeNull();
    expect(seal.open(sealed.slice(0, 20), 'password/toko/surat/imap')).toBeNull();
    database.close();
  });

  it('the key is a file of its own that nobody else may read; without it secrets are gone, and the relay starts', () => {
    const { secrets, database } = open();
    secrets.rotate('toko', 'kurir');
    database.close();
    const file = join(folder, 'channels.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    rmSync(file);
    const without = open();
    expect(without.secrets.valid('toko', 'kurir')).toEqual([]);
    const fresh = without.secrets.rotate('toko', 'kurir');
    expect(without.secrets.valid('toko', 'kurir')).toEqual([fresh]);
    without.database.close();
    writeFileSync(file, 'x');
    expect(() => openSeal(folder, systemChance)).toThrow('damaged');
  });

  it('that an older relay left in the clear are sealed at start, and leave no trace', () => {
    const { database } = open();
    database
      .prepare('INSERT INTO channel_secrets (workspace, channel, secret, made_at) VALUES (?, ?, ?, 1)')
      .run('toko', 'kurir', CLEAR);
    expect(stored()).toContain(CLEAR);
    database.close();
    const after = open();
    expect(after.secrets.valid('toko', 'kurir')).toEqual([CLEAR]);
    expect(stored()).not.toContain(CLEAR);
    after.database.close();
  });
});
