// What a command costs, decided and committed (SQLite, synchronous=FULL), in a workspace of 100 conversations and in one of
// 100,000: the two should be alike.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CARDS_MAX } from '#lib/rules/limits.ts';
import { uuidv7 } from 'uuidv7';
import { systemClock } from '../server/clock.ts';
import { openSqliteLog } from '../server/log/sqlite.ts';
import { noMeter } from '../server/meter.ts';
import { systemChance } from '../server/random.ts';
import { createRelay, type Relay } from '../server/relay.ts';
import { median, percentile, row } from './report.ts';

const WORKSPACE = 'bench';
const MEASURED = 300;

export async function benchCommands(): Promise<void> {
  for (const conversations of [100, 100_000]) {
    const folder = mkdtempSync(join(tmpdir(), 'estafet-bench-'));
    const filling = open(folder);
    await found(filling.relay);
    await fill(filling.relay, Math.min(conversations, CARDS_MAX + 500));
    filling.close();
    storeMore(folder, conversations);
    const { relay, close } = open(folder);
    const times = await measure(relay);
    row(`a reply with ${conversations.toLocaleString('en')} conversations`, {
      median: median(times),
      p99: percentile(times, 99),
      unit: 'ms',
    });
    close();
    rmSync(folder, { recursive: true });
  }
}

function open(folder: string): { relay: Relay; close: () => void } {
  const log = openSqliteLog(folder);
  const relay = createRelay({
    log,
    clock: systemClock,
    chance: systemChance,
    meter: noMeter,
    channels: { kindOf: () => null, of: () => [] },
    problem: (what, error) => console.error(what, error),
  });
  const close = (): void => {
    relay.stop();
    log.close();
  };
  return { relay, close };
}

/** Documents hold 2,000 cards at most; what is beyond that stands in the tables, and is put there directly. */
function storeMore(folder: string, conversations: number): void {
  const log = openSqliteLog(folder);
  const [model] = log.page(WORKSPACE, 'all', null, 1);
  if (!model) throw new Error('nothing was filled');
  const more = Math.max(0, conversations - CARDS_MAX - 500);
  const head = log.head(WORKSPACE)?.seq ?? 0;
  for (let done = 0; done < more; done += 5_000) {
    const cards = Array.from({ length: Math.min(5_000, more - done) }, (_, index) => ({
      card: { ...model, id: uuidv7(), activityAt: model.activityAt - done - index },
      inboxes: ['team/sales' as const, 'all' as const],
      at: model.activityAt,
      due: [],
    }));
    const nothing = {
      records: [],
      verdicts: [],
      updates: [],
      directory: null,
      contacts: [],
      cursors: [],
      dispatches: [],
      clients: [],
      texts: [],
    };
    log.append(WORKSPACE, head, { ...nothing, cards });
  }
  log.close();
}

async function found(relay: Relay): Promise<void> {
  await relay.createWorkspace(WORKSPACE, 'Bench');
  for (const member of ['mira', 'leo', 'ana']) {
    const role = member === 'mira' ? 'admin' : 'agent';
    await relay.submit(WORKSPACE, { kind: 'join-member', member, name: member, role, colour: 0 });
  }
  const team = { kind: 'create-team' as const, team: 'sales', name: 'Sales', members: ['leo', 'ana'] };
  await relay.act(WORKSPACE, 'mira', { id: uuidv7(), seen: 0, written: 0, ...team });
  const intake = { kind: 'set-intake' as const, intake: { kind: 'team-inbox' as const, team: 'sales' } };
  await relay.act(WORKSPACE, 'mira', { id: uuidv7(), seen: 0, written: 0, ...intake });
}

async function fill(relay: Relay, conversations: number): Promise<void> {
  for (let done = 0; done < conversations; done += 200) {
    const some = Math.min(200, conversations - done);
    await Promise.all(Array.from({ length: some }, () => arrive(relay)));
  }
}

async function arrive(relay: Relay): Promise<string> {
  const conversation = uuidv7();
  const contact = { id: conversation, name: 'Budi', fields: {} };
  const message = { text: 'Is my order on its way?', attachments: [], message: uuidv7() };
  await relay.submit(WORKSPACE, {
    kind: 'receive-message',
    conversation,
    contact,
    channel: 'web',
    ...message,
  });
  return conversation;
}

async function measure(relay: Relay): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < MEASURED; index += 1) {
    const conversation = await arrive(relay);
    const reply = { kind: 'reply' as const, conversation, text: 'On it, five minutes', attachments: [] };
    const begun = performance.now();
    await relay.act(WORKSPACE, 'leo', { id: uuidv7(), seen: 1e9, written: 0, ...reply });
    times.push(performance.now() - begun);
  }
  return times;
}
