// What the browser's benches work with: the demo with a busy shop's weeks on top, put into its data folder through the relay's
// own core. An inbox document holds 2,000 cards at most (CARDS_MAX), so that 5,000 are on a device only where they come from
// several inboxes: rafi's are both teams' (2,000 each) and what has no team (1,000).

import type { Intake } from '#lib/rules/directory.ts';
import { CARDS_MAX } from '#lib/rules/limits.ts';
import type { Command } from '#lib/rules/command.ts';
import { uuidv7 } from 'uuidv7';
import { systemClock } from '../server/clock.ts';
import { openSqliteLog } from '../server/log/sqlite.ts';
import { noMeter } from '../server/meter.ts';
import { systemChance } from '../server/random.ts';
import { createRelay, type Relay } from '../server/relay.ts';

export const WORKSPACE = 'demo';
export const MEMBER = 'rafi';
/** Sees all of them in one list. */
export const ADMIN = 'mira';
/** The contact of the conversation with 10,000 entries, and what its last one says. */
export const LONG = { contact: 'Long Story', entries: 10_000, last: 'This is entry 10000' };
/** How many of the cards are rafi's own. */
const OWNED = 300;
const AT_ONCE = 200;

type Bare = Command extends infer C
  ? C extends unknown
    ? Omit<C, 'id' | 'seen' | 'written'>
    : never
  : never;

/** Nobody else may have the folder. */
export async function fillFolder(folder: string): Promise<void> {
  const log = openSqliteLog(folder);
  const relay = createRelay({
    log,
    clock: systemClock,
    chance: systemChance,
    meter: noMeter,
    channels: { kindOf: () => 'web-chat', of: () => ['web'] },
    problem: (what, error) => console.error(what, error),
  });
  const ids = await arriveFor(relay, { kind: 'team-inbox', team: 'sales' }, CARDS_MAX);
  await arriveFor(relay, { kind: 'team-inbox', team: 'support' }, CARDS_MAX);
  await arriveFor(relay, { kind: 'unassigned' }, 1_000);
  await inBatches(OWNED, (index) => reply(relay, ids[index] ?? '', 'On it, five minutes'));
  await tellLong(relay);
  relay.stop();
  log.close();
}

async function arriveFor(relay: Relay, intake: Intake, count: number): Promise<string[]> {
  await act(relay, ADMIN, { kind: 'set-intake', intake });
  const ids = Array.from({ length: count }, () => uuidv7());
  await inBatches(count, (index) =>
    write(relay, ids[index] ?? '', `Customer ${index}`, `Is order ${index} on its way?`),
  );
  return ids;
}

/** In turns, as people talk: many messages of one side in a row are a flood, which the timeline folds. */
async function tellLong(relay: Relay): Promise<void> {
  await act(relay, ADMIN, { kind: 'set-intake', intake: { kind: 'team-inbox', team: 'sales' } });
  const id = uuidv7();
  // The first reply also takes over and the day has its line: a few rows more than entries said here.
  await inBatches(LONG.entries, (index) => {
    const text = `This is entry ${index + 1}`;
    return index % 2 === 0 ? write(relay, id, LONG.contact, text) : reply(relay, id, text);
  });
}

function write(relay: Relay, conversation: string, name: string, text: string): Promise<unknown> {
  return relay.submit(WORKSPACE, {
    kind: 'receive-message',
    conversation,
    contact: { id: conversation, name, fields: {} },
    channel: 'web',
    text,
    attachments: [],
    message: uuidv7(),
  });
}

async function reply(relay: Relay, conversation: string, text: string): Promise<void> {
  await act(relay, MEMBER, { kind: 'reply', conversation, text, attachments: [] });
}

async function act(relay: Relay, member: string, bare: Bare): Promise<void> {
  await relay.act(WORKSPACE, member, { id: uuidv7(), seen: 1e9, written: Date.now(), ...bare });
}

async function inBatches(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, index) => work(done + index)),
    );
}
