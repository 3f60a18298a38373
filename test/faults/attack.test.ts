// A real relay that is attacked from all sides at once, and two honest people beside it, who must not lose a word, nor their
// connection. How long they wait is printed, and how much memory the relay takes.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { readInbox } from '#lib/doc/inboxDoc.ts';
import { appendCommand } from '#lib/doc/outboxDoc.ts';
import { ROOT } from '../support/relayData.ts';
import { RelayProcess } from '../support/relayProcess.ts';
import { synced, unmodified, until } from '../support/unmodified.ts';

const ATTACKS_MIN = 20_000;
const attacks = Number(process.env.ATTACKS ?? ATTACKS_MIN);
const seed = process.env.ATTACK_SEED ?? '20261123';
/** Written at once without waiting for the limit of commands. */
const ALONE = 40;
/** More than the relay may need for all of them, in bytes. */
const MEMORY_MAX = 384 * 2 ** 20;

const relay = new RelayProcess();
const honest: WebsocketProvider[] = [];
const tokens = new Map<string, string>();
let lost = 0;
let attackers: ChildProcess | null = null;

beforeAll(async () => {
  await relay.start();
  await relay.stop();
  for (const member of ['leo', 'mira', 'ana'])
    tokens.set(member, await relay.command('token', 'demo', member));
  await relay.start();
});

afterAll(async () => {
  attackers?.kill('SIGKILL');
  for (const provider of honest) provider.destroy();
  await relay.remove();
});

it('is there for the honest, whoever attacks it', async () => {
  const { note, sent } = await honestPair();
  const alone: number[] = [];
  while (alone.length < ALONE) alone.push(await note());
  const before = memory();
  let most = before;
  const beside: number[] = [];
  const done = await attack(async () => {
    beside.push(await note());
    most = Math.max(most, memory());
  });
  await note();
  print({ done, alone, beside, before, most });
  expect(lost).toBe(0);
  expect(most - before).toBeLessThan(MEMORY_MAX);
  expect(relay.errors).not.toMatch(/"level":[56]0/);
  await relay.stop();
  expect(await relay.command('verify')).toContain('everything is as it was written');
  const log = await relay.command('export', 'demo');
  expect(sent).toHaveLength(alone.length + beside.length + 1);
  for (const id of sent) expect(log.split(`"command":"${id}"`), id).toHaveLength(2);
});

/** One writes, the other reads it: what a note takes from one to the other, decided and on disk, in milliseconds. */
async function honestPair(): Promise<{ note: () => Promise<number>; sent: string[] }> {
  const inbox = await open('inbox/leo', 'leo');
  const [card] = Object.values(readInbox(inbox).cards).filter(({ owner }) => owner === 'leo');
  if (!card) throw new Error('the demo gives Leo a conversation');
  const outbox = await open('outbox/leo/laptop', 'leo');
  const thread = await open(`thread/${card.id}`, 'mira');
  const sent: string[] = [];
  const newest = (): string | undefined =>
    thread.getArray<{ command: string }>('timeline').toArray().at(-1)?.command;
  const note = async (): Promise<number> => {
    const id = uuidv7();
    const about = { seen: card.seq, written: 0, conversation: card.id, attachments: [], mention: null };
    const began = performance.now();
    appendCommand(outbox, { ...about, id, kind: 'note', text: `Note ${sent.length}` });
    sent.push(id);
    await until(thread, () => newest() === id);
    return performance.now() - began;
  };
  return { note, sent };
}

function open(document: string, member: string): Promise<Y.Doc> {
  const provider = unmodified(relay.address, `demo/${document}`, { token: tokens.get(member) ?? '' });
  provider.on('connection-close', () => (lost += 1));
  honest.push(provider);
  return synced(provider);
}

/** @returns how much of what was tried; meanwhile is what happens beside every hundred of them, one after the other */
async function attack(meanwhile: () => Promise<void>): Promise<Record<string, number>> {
  const program = [`${ROOT}test/faults/attackers.ts`, relay.address, tokens.get('ana') ?? '', seed];
  const child = spawn(process.execPath, program, { stdio: ['pipe', 'pipe', 'inherit'] });
  attackers = child;
  const ended = once(child, 'exit');
  let last = '';
  for await (const line of createInterface(child.stdout)) {
    last = line;
    if (Number(line) < attacks) await meanwhile();
    else child.stdin.end();
  }
  expect(await ended).toEqual([0, null]);
  return JSON.parse(last) as Record<string, number>;
}

/** Bytes that the relay holds, as Linux counts them; elsewhere none are counted. */
function memory(): number {
  const status = `/proc/${relay.pid ?? 0}/status`;
  if (!existsSync(status)) return 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) * 1_024;
}

interface Measured {
  done: Record<string, number>;
  alone: number[];
  beside: number[];
  before: number;
  most: number;
}

function print({ done, alone, beside, before, most }: Measured): void {
  const tried = Object.values(done).reduce((sum, each) => sum + each, 0);
  const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
  process.stdout.write(`${JSON.stringify(done)}
tried ${tried} attacks at one relay, which took ${mebibytes(most)} at most (${mebibytes(before)} before)
tried ${alone.length} honest notes before it, ${figures(alone)}, and ${beside.length} meanwhile, ${figures(beside)}\n`);
  expect(tried).toBeGreaterThanOrEqual(Math.min(attacks, ATTACKS_MIN));
}

function figures(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(1);
  return `median ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}
