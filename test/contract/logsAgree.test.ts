// Whatever is committed, the log on SQLite answers as the one in memory, which is plain enough to be believed.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Commit, Log } from '../../server/log/log.ts';
import { MemoryLog } from '../../server/log/memory.ts';
import type { InboxName } from '#lib/rules/inbox.ts';
import {
  bytes,
  card,
  commit,
  directory,
  dispatch,
  DOCUMENTS,
  everything,
  placed,
  WORKSPACE,
} from './commits.ts';
import { makeFolder, openIn } from './dataFolders.ts';

const RUNS = 30;

const conversation = fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5');
const member = fc.constantFrom('mira', 'leo');
const team = fc.constantFrom('care', 'sales');
const instant = fc.integer({ min: 0, max: 8 }).map((seconds) => seconds * 1000);
const inbox = fc.constantFrom<InboxName>(
  'all',
  'intake',
  'inbox/mira',
  'inbox/leo',
  'team/care',
  'team/sales',
);
const document = fc.constantFrom(...DOCUMENTS).map((name) => `${WORKSPACE}${name}`);

const due = fc.record({ member, at: instant, snooze: fc.boolean() });
const stored = fc
  .record({
    id: conversation,
    owner: fc.option(member),
    team: fc.option(team),
    queuedAt: fc.option(instant),
    activityAt: instant,
    inboxes: fc.uniqueArray(inbox),
    due: fc.uniqueArray(due, { maxLength: 3, selector: (timer) => JSON.stringify(timer) }),
  })
  .map(({ id, inboxes, due: timers, ...part }) =>
    placed(
      card(id, part),
      inboxes,
      timers.map(({ snooze, at, member: who }, index) =>
        snooze
          ? { kind: 'end-snooze', at: at + index, conversation: id }
          : { kind: 'lapse-mention', at, conversation: id, member: who },
      ),
    ),
  );

const part: fc.Arbitrary<Partial<Commit>> = fc.record({
  cards: fc.array(stored, { maxLength: 4 }),
  directory: fc.option(fc.string({ unit: 'grapheme' }).map(directory)),
  contacts: fc.array(
    fc.record({ channel: fc.constant('web-chat'), address: fc.constantFrom('sari', 'joko'), conversation }),
  ),
  cursors: fc.array(
    fc.record({ channel: fc.constantFrom('web-chat', 'mail'), cursor: fc.string({ unit: 'grapheme' }) }),
  ),
  dispatches: fc.array(
    fc
      .record({
        id: fc.constantFrom('m1', 'm2', 'm3', 'm4'),
        state: fc.constantFrom('pending', 'sent', 'failed', 'unknown'),
        nextAt: instant,
      })
      .map(({ id, ...rest }) => dispatch(id, rest)),
  ),
  clients: fc.array(
    fc.record({
      document: fc.constant(`${WORKSPACE}/note/c1`),
      client: fc.constantFrom(1, 2),
      owner: member,
    }),
  ),
  updates: fc.array(fc.record({ document, update: fc.uint8Array({ maxLength: 5 }) })),
  texts: fc.array(
    fc.oneof(
      {
        weight: 9,
        arbitrary: fc.record({
          conversation,
          kind: fc.constantFrom('contact', 'message', 'note', 'contact-note'),
          seq: fc.integer({ min: 1, max: 4 }),
          at: instant,
          by: fc.constant('contact' as const),
          text: fc.oneof(fc.constantFrom('Halo, dunia!', 'hà dunia x', 'x " OR *', ''), fc.string()),
        }),
      },
      { weight: 1, arbitrary: fc.record({ erased: conversation }) },
    ),
    { maxLength: 4 },
  ),
});

const step = fc.oneof(
  { weight: 8, arbitrary: part.map((commitPart) => (log: Log) => commit(log, commitPart)) },
  {
    weight: 2,
    arbitrary: part.map((commitPart) => (log: Log) => commit(log, { ...commitPart, records: [] })),
  },
  { weight: 1, arbitrary: document.map((name) => (log: Log) => log.compact(name, bytes(9, 9))) },
  {
    weight: 1,
    arbitrary: fc.constant((log: Log) => {
      const { epoch, client } = log.epoch(WORKSPACE)!;
      log.beginEpoch(WORKSPACE, { epoch: epoch + 1, client: client + 1 });
    }),
  },
);

it('SQLite answers as memory does, after every step and after a restart', () => {
  let steps = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 25 }), (script) => {
      const folder = makeFolder();
      const memory = new MemoryLog();
      let sqlite = openIn(folder);
      for (const log of [memory, sqlite]) log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
      for (const run of script) {
        run(memory);
        run(sqlite);
        expect(everything(sqlite)).toEqual(everything(memory));
        steps += 1;
      }
      sqlite.close();
      sqlite = openIn(folder);
      expect(everything(sqlite)).toEqual(everything(memory));
      expect([...sqlite.damage()]).toEqual([]);
      sqlite.close();
    }),
    { numRuns: RUNS },
  );
  console.log(`logs compared after ${steps} steps`);
  expect(steps).toBeGreaterThan(10 * RUNS);
});

it('a clone in memory goes its own way', () => {
  const log = new MemoryLog();
  log.beginEpoch(WORKSPACE, { epoch: 1, client: 1 });
  commit(log, { cards: [placed(card('c1'))], updates: [{ document: WORKSPACE, update: bytes(1) }] });
  const before = everything(log);
  const copy = log.clone();
  commit(log, { cards: [placed(card('c2'))], updates: [{ document: WORKSPACE, update: bytes(2) }] });
  log.compact(WORKSPACE, bytes(3));
  expect(everything(copy)).toEqual(before);
  const after = everything(log);
  copy.beginEpoch(WORKSPACE, { epoch: 2, client: 2 });
  commit(copy);
  expect(everything(log)).toEqual(after);
});
