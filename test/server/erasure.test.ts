// A contact is erased: what they said, and what was said to and of them, stands in no byte on the disk any more. Everything
// else does, and the log can still be checked, folded, and made into documents.

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { createTables } from '../../server/accounts/tables.ts';
import { ChannelContacts } from '../../server/channels/channelContacts.ts';
import { openDatabase } from '../../server/database.ts';
import { Files } from '../../server/files/files.ts';
import { FileTable } from '../../server/files/fileTable.ts';
import { filePath, filesFolder, openFolderDisk } from '../../server/files/folderDisk.ts';
import { createErasure, type EraseContact } from '../../server/forgetContact.ts';
import { databaseFile, witnessFile } from '../../server/log/dataFolder.ts';
import { openSqliteLog, type SqliteLog } from '../../server/log/sqlite.ts';
import { readSeen } from '../../server/log/witness.ts';
import { rebuild } from '../../server/rebuild.ts';
import { verify } from '../../server/relayCommands/verify.ts';
import { noteFragment } from '#lib/doc/noteDoc.ts';
import { readPersonal } from '#lib/doc/inboxDoc.ts';
import { appendCommand } from '#lib/doc/outboxDoc.ts';
import type { Held } from '#lib/doc/schema.ts';
import { searchWords } from '#lib/rules/search.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { seededChance } from '../support/fakeChance.ts';
import { CHANNEL, TestRelay, WORKSPACE, type BareCommand } from '../support/startRelay.ts';

const SECRET = 'kenariemas';
const OTHERS = 'merpatiputih';
const VISITOR = 'budi';
const channels = { kindOf: () => 'web-chat' as const, of: () => [CHANNEL] };

let folder: string;
let log: SqliteLog;
let database: DatabaseSync;
let relay: TestRelay;
let files: Files;
let conversation: string;
let other: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'estafet-erase-'));
  log = openSqliteLog(folder);
  database = openDatabase(databaseFile(folder));
  createTables(database);
  relay = await new TestRelay({ log }).found();
  const disk = openFolderDisk(filesFolder(folder));
  files = new Files({ disk, table: new FileTable(database), clock: relay.clock, problem: () => undefined });
  [conversation, other] = await scene();
});

afterEach(() => {
  files.stop();
  database.close();
  log.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the erasure of a contact', () => {
  it('leaves no byte of it on the disk, and everything else where it was', async () => {
    expect(filesWith(SECRET).length).toBeGreaterThan(1);
    await erased();
    expect(filesWith(SECRET)).toEqual([]);
    expect(filesWith(OTHERS).length).toBeGreaterThan(0);
    expect(log.search(WORKSPACE, searchWords(SECRET), null, 10)).toEqual([]);
    expect(log.search(WORKSPACE, searchWords(OTHERS), null, 10).length).toBeGreaterThan(0);
    expect(readPersonal(relay.open('leo', 'inbox/leo').doc).drafts).toEqual({});
    expect(readPersonal(relay.open('ana', 'inbox/ana').doc).held).toEqual({});
  });

  it('I3 leaves the log whole: who did what and when, under the same hashes', async () => {
    const before = log.read(WORKSPACE, 0, 1_000);
    await erased();
    const after = log.read(WORKSPACE, 0, 1_000);
    const stays = ({ seq, at, by, command, hash, events }: (typeof before)[number]): unknown => {
      return [seq, at, by, command, hash, events.map(({ kind }) => kind)];
    };
    expect(after.slice(0, before.length).map(stays)).toEqual(before.map(stays));
    expect(after.at(-1)?.events).toEqual([{ kind: 'conversation-erased', conversation }]);
    const told: string[] = [];
    const seen = readSeen(witnessFile(folder));
    expect(
      verify(databaseFile(folder), seen, (line) => told.push(line)),
      told.join('\n'),
    ).toBe(0);
  });

  it('is no way to change what was written', async () => {
    await erased();
    database.exec(
      `UPDATE log SET salt = '', events = replace(events, '${OTHERS}', 'something else') WHERE events LIKE '%${OTHERS}%'`,
    );
    expect(verify(databaseFile(folder), [], () => undefined)).toBe(1);
  });

  it('I19 stays when the documents are made again', async () => {
    await erased();
    madeAgain();
    expect(filesWith(SECRET)).toEqual([]);
    expect(log.card(WORKSPACE, conversation)?.card).toMatchObject({ erased: true, contact: { name: '' } });
    expect(log.card(WORKSPACE, other)?.card.contact.name).toBe('Siti');
  });

  it('closes it everywhere, and late work is refused with what became of it', async () => {
    const thread = relay.open('leo', `thread/${conversation}`);
    const note = relay.open('leo', `note/${conversation}`);
    const command: BareCommand = { kind: 'reply', conversation, text: 'Too late', attachments: [] };
    await erased();
    expect([thread.closed?.code, note.closed?.code]).toEqual([4403, 4403]);
    expect(await relay.act('leo', command)).toMatchObject({ refusal: { reason: 'conversation-gone' } });
    expect(await relay.act('dewi', command)).toMatchObject({ refusal: { reason: 'no-access' } });
  });

  it('F3 leaves late work on its writer’s shelf, until it is asked for once more', async () => {
    const late: BareCommand = { kind: 'reply', conversation, text: 'Too late', attachments: [] };
    await erased();
    await relay.act('leo', late);
    await erased(other);
    madeAgain();
    expect(shelfOf('leo')).toMatchObject([{ command: { text: 'Too late' } }]);
    await erased();
    expect(shelfOf('leo')).toEqual([]);
    madeAgain(4);
    expect(shelfOf('leo')).toEqual([]);
    expect(filesWith('too late')).toEqual([]);
  });

  it('I19 takes what could not be read and was about them from shelves, also when those are made again', async () => {
    const outbox = relay.open('leo', 'outbox/leo/laptop');
    appendCommand(outbox.doc, { id: relay.newId(), kind: 'constructor', conversation });
    relay.clock.settle();
    expect(shelfOf('leo')).toMatchObject([{ command: { kind: 'unreadable' } }]);
    await erased();
    expect(shelfOf('leo')).toEqual([]);
    madeAgain();
    expect(shelfOf('leo')).toEqual([]);
  });

  it('lets them write again, to somebody who knows nothing of them', async () => {
    await erased();
    const again = relay.customerWrites(VISITOR, 'Hello, me again');
    expect(again).not.toBe(conversation);
    expect(log.card(WORKSPACE, again)?.card).toMatchObject({ erased: false, team: 'sales' });
  });

  it('may be asked for again, where it failed in the middle', async () => {
    const scrub = vi.spyOn(log, 'scrub').mockImplementationOnce(() => {
      throw new Error('the power went');
    });
    await expect(erased()).rejects.toThrow('the power went');
    scrub.mockRestore();
    await erased();
    expect(filesWith(SECRET)).toEqual([]);
  });

  it('that ended when it was decided and no further takes nothing of what they write from then on', async () => {
    const interrupted = vi.spyOn(log, 'erase').mockImplementationOnce(() => {
      throw new Error('the power went');
    });
    await expect(erased()).rejects.toThrow('the power went');
    interrupted.mockRestore();
    const again = relay.customerWrites(VISITOR, 'Hello, me again');
    expect(again).not.toBe(conversation);
    // Whatever was ever erased is erased once more with it.
    await erased(other);
    const said = log.read(WORKSPACE, 0, 1_000).flatMap(({ events }) => events);
    expect(said).toContainEqual(expect.objectContaining({ conversation: again, text: 'Hello, me again' }));
  });
});

function erased(whose = conversation): Promise<void> {
  const erase: EraseContact = createErasure({ relay: relay.relay, database, files });
  const done = erase(WORKSPACE, whose, 'member:mira');
  relay.clock.settle();
  return done;
}

function shelfOf(member: string): Held[] {
  return Object.values(readPersonal(relay.open(member, `inbox/${member}`).doc).held);
}

/** @param seed of chance: each time another */
function madeAgain(seed = 3): void {
  rebuild(WORKSPACE, { log, clock: relay.clock, chance: seededChance(seed), channels });
  relay.restart();
}

/** Something of the contact in every place where something can be. */
async function scene(): Promise<[string, string]> {
  const bytes = Buffer.from(`a file of ${SECRET}`);
  const id = createHash('sha256').update(bytes).digest('hex');
  const budi = { kind: 'visitor', workspace: WORKSPACE, channel: CHANNEL, visitor: VISITOR } as const;
  const found = relay.customerWrites(VISITOR, `I am ${SECRET}`, SECRET);
  await files.bring(
    budi,
    { id, size: bytes.length, from: 0 },
    (async function* () {
      yield bytes;
    })(),
  );
  const shown = { id, name: `${SECRET}.txt`, type: 'text/plain', size: bytes.length };
  const input = { kind: 'receive-message' as const, conversation: found, channel: CHANNEL, message: 'm2' };
  const contact = { id: VISITOR, name: SECRET, fields: {} };
  const file = relay.relay.submit(
    WORKSPACE,
    { ...input, contact, text: 'See', attachments: [shown] },
    'contact',
  );
  relay.clock.settle();
  await file;
  new ChannelContacts(database).idOf(WORKSPACE, CHANNEL, `${SECRET}@example.com`);
  database.prepare('UPDATE channel_contacts SET contact = ?').run(VISITOR);
  const another = relay.customerWrites('siti', `I am ${OTHERS}`, 'Siti');
  // By outboxes: what went through them stays in their older updates.
  const outbox = relay.open('leo', 'outbox/leo/laptop');
  relay.send(outbox, { kind: 'reply', conversation: found, text: `Dear ${SECRET}`, attachments: [] });
  relay.send(outbox, {
    kind: 'note',
    conversation: found,
    text: `${SECRET}!`,
    attachments: [],
    mention: 'rafi',
  });
  relay.send(outbox, { kind: 'save-draft', conversation: found, tab: 'reply', text: `And, ${SECRET}` });
  const late = relay.open('ana', 'outbox/ana/laptop');
  relay.send(late, { kind: 'reply', conversation: found, text: `${SECRET}?`, attachments: [], seen: 1 });
  const fields = { phone: SECRET };
  relay.send(outbox, { kind: 'update-contact', conversation: found, name: `${SECRET} junior`, fields });
  const note = relay.open('leo', `note/${found}`);
  noteFragment(note.doc).push([new Y.XmlText(`${SECRET} likes tea`)]);
  relay.clock.settle();
  expect(filesWith(SECRET)).toContain(filePath(filesFolder(folder), id));
  return [found, another];
}

/** Files of the data folder in which it stands, as it is or as Yjs or JSON may have it. */
function filesWith(text: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = all.map((entry) => join(entry.parentPath, entry.name));
  return paths.filter((path) => readFileSync(path).toString('latin1').toLowerCase().includes(text));
}
