// Everything that comes from outside, broken in every way we can think of: frames, control, the y-websocket protocol,
// merged updates, commands. Never a throw past the boundary, never a hang, and nothing changes unless it was accepted.

import { afterAll, afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { parseDocumentName } from '#lib/doc/names.ts';
import { encodeControl, encodeFrames, type Frame } from '#lib/doc/wire.ts';
import type { Policy } from '../../server/frontDoor/inspect.ts';
import { parseCommand } from '../../server/parseCommand.ts';
import { safeContent } from '../../server/parseJson.ts';
import { parseVisitorCommand } from '../../server/parseVisitorCommand.ts';
import { Session, stepOne, stepTwo, updateMessage, type RoomSide } from '../../server/session.ts';
import { Connection } from '../../server/socket/connection.ts';
import { Streams } from '../../server/socket/streams.ts';
import { breakEntry, entries } from '../support/brokenEntries.ts';
import { seededRandom } from '../support/fakeChance.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { FakeWebSocket } from '../support/fakeWebSocket.ts';
import { commanding } from '../support/commanding.ts';
import { World, type Random } from '../support/honestTraffic.ts';
import { below, mutateBytes, pick } from '../support/mutateBytes.ts';
import { mutateUpdate, poolOf } from '../support/mutateUpdate.ts';
import { writing } from '../support/richText.ts';
import { inspectAndCheck, load } from '../support/updateOracle.ts';

/** A seed that failed stays: `FUZZ_SEED=… npm run test:unit -- --project faults wireFuzz`. */
const SEED = Number(process.env.FUZZ_SEED ?? 1);
/** A night's worth: FUZZ_TIMES=500. */
const TIMES = Number(process.env.FUZZ_TIMES ?? 1);

const FLOORS = { updates: 60_000, messages: 25_000, sessions: 15_000, entries: 20_000, names: 5_000 };
/** A hang, not a speed: bench/ has those. Counted only if it happens three times running. */
const HANG_MS = 50;

const total: Record<string, number> = {};

afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(CLEAN);
});
const CLEAN = Object.getOwnPropertyNames(Object.prototype).sort();

afterAll(() => {
  console.log('wire fuzz', { seed: SEED, ...total });
  const { messages = 0, 'messages of streams': ofStreams = 0, entries: broken = 0 } = total;
  const updates = (total['updates to commands'] ?? 0) + (total['updates to notes'] ?? 0);
  console.log(`tried ${updates + messages + ofStreams} mutated frames and ${broken} commands`);
});

function count(what: string): void {
  total[what] = (total[what] ?? 0) + 1;
}

/** Runs it, and runs it again if it took so long that it might hang: it has to begin anew each time. Asking how long the processor took is slow itself. */
function timed<T>(run: () => T): T {
  const began = performance.now();
  const first = run();
  if (performance.now() - began < HANG_MS) return first;
  for (let tries = 1; ; tries += 1) {
    const start = process.cpuUsage();
    const result = run();
    const { user } = process.cpuUsage(start);
    if (user < HANG_MS * 1_000) return result;
    if (tries === 3) throw new Error(`it took ${user / 1_000} ms`);
  }
}

describe('merged updates', () => {
  const shapes: [string, Pick<Policy, 'root' | 'shape'>, typeof writing, number][] = [
    ['commands', { root: 'commands', shape: 'append-only' }, commanding, 60],
    ['notes', { root: 'note', shape: 'rich-text' }, writing, 70],
  ];

  it.each(shapes)('to %s change nothing or are sound', (name, shape, traffic, worlds) => {
    for (let seed = 1; seed <= worlds * TIMES; seed += 1) {
      fuzzWorld(name, new World(SEED * 10_000 + seed, shape as never, { mira: 2, leo: 1 }, traffic), seed);
    }
    const key = `updates to ${name}`;
    expect(total[key]).toBeGreaterThanOrEqual(FLOORS.updates / 2);
    expect(total[`${key}, taken`]).toBeGreaterThan(FLOORS.updates / 50);
    expect(total[`${key}, refused`]).toBeGreaterThan(FLOORS.updates / 10);
  });

  function fuzzWorld(name: string, world: World, seed: number): void {
    world.run(60);
    const random = seededRandom(SEED * 1_000 + seed);
    const policy = world.policyFor('mira');
    const updates = world.offered.map(({ bytes }) => bytes);
    const pool = poolOf([...updates, Y.encodeStateAsUpdate(world.relay)]);
    let doc = load(Y.encodeStateAsUpdate(world.relay), policy);
    for (let round = 0; round < 600; round += 1) {
      const update = brokenUpdate(updates, pool, random);
      const { inspection, after } = inspectAndCheck(update, doc, policy, timed);
      count(`updates to ${name}`);
      count(
        `updates to ${name}, ${{ ok: 'taken', missing: 'asked again', refused: 'refused' }[inspection.kind]}`,
      );
      // What was taken is what the next one meets, now and then; then from the start again.
      if (random() < 0.1) doc = after;
      else if (random() < 0.01) doc = load(Y.encodeStateAsUpdate(world.relay), policy);
    }
  }

  function brokenUpdate(updates: Uint8Array[], pool: ReturnType<typeof poolOf>, random: Random): Uint8Array {
    const update = pick(updates, random);
    const lie = random() < 0.6 ? mutateUpdate(update, pool, random) : null;
    return lie ?? mutateBytes(update, pick(updates, random), random);
  }
});

describe('messages of a socket', () => {
  const valid: Frame[][] = [
    [encodeControl({ type: 'open', stream: 3, document: 'toko', epoch: null })],
    [encodeControl({ type: 'open', stream: 4, document: 'toko/thread/budi', epoch: 2 })],
    [encodeControl({ type: 'close', stream: 3 }), encodeControl({ type: 'ping', id: 1 })],
    [
      { stream: 3, payload: stepOne(Y.encodeStateVector(new Y.Doc())) },
      { stream: 4, payload: Uint8Array.of(1, 1, 0) },
    ],
  ];

  it('leave it open, or close it with a code of ours', () => {
    const random = seededRandom(SEED);
    for (let round = 0; round < FLOORS.messages * TIMES; round += 1) {
      const first = encodeFrames(pick(valid, random));
      const broken = mutateBytes(
        encodeFrames(pick(valid, random)),
        encodeFrames(pick(valid, random)),
        random,
      );
      // A socket of its own each time that it is tried: what was timed twice was still received once.
      const { problems, socket } = timed(() => {
        const fresh = new FakeWebSocket();
        const found = serve(fresh);
        fresh.receive(first);
        fresh.receive(broken);
        return { problems: found, socket: fresh };
      });
      expect(problems).toEqual([]);
      expect([null, 4400, 4429]).toContain(socket.closed);
      count('messages');
      if (socket.closed !== null) count('messages that ended their socket');
      socket.emit('close');
    }
    expect(total.messages).toBeGreaterThanOrEqual(FLOORS.messages);
  });

  function serve(socket: FakeWebSocket): unknown[] {
    const problems: unknown[] = [];
    const clock = new FakeClock();
    const ports = {
      clock,
      meter: { sent: () => undefined },
      relayTime: () => clock.now(),
      problem: (what: string, error: unknown) => problems.push({ what, error }),
      connect: () => ({ receive: () => undefined, end: () => undefined }),
    };
    const connection = new Connection(socket.asWebSocket(), ports);
    const who = { kind: 'member', workspace: 'toko', member: 'mira' } as const;
    connection.serve(
      () => new Streams(connection, ports, (workspace) => (workspace === 'toko' ? who : null)),
      () => undefined,
    );
    return problems;
  }
});

describe('messages of a stream', () => {
  it('ask, offer, or close it', () => {
    const random = seededRandom(SEED + 1);
    const doc = new Y.Doc();
    doc.getArray('commands').push([{ id: 'x' }]);
    const update = Y.encodeStateAsUpdate(doc);
    const valid = [
      stepOne(Y.encodeStateVector(doc)),
      stepTwo(update),
      updateMessage(update),
      Uint8Array.of(1, 1, 0),
      Uint8Array.of(3),
    ];
    for (let round = 0; round < FLOORS.sessions * TIMES; round += 1) {
      const bytes = mutateBytes(pick(valid, random), pick(valid, random), random);
      const heard = timed(() => heardOf(bytes));
      expect(heard.length).toBeLessThanOrEqual(2);
      count('messages of streams');
    }
    expect(total['messages of streams']).toBeGreaterThanOrEqual(FLOORS.sessions);
  });

  /** What a new session makes of them. */
  function heardOf(bytes: Uint8Array): string[] {
    const heard: string[] = [];
    const side: RoomSide = {
      answer: () => heard.push('answer'),
      offer: () => heard.push('offer'),
      heard: () => heard.push('heard'),
      left: () => heard.push('left'),
    };
    const peer = { opened: () => undefined, send: () => undefined, close: () => heard.push('close') };
    const session = new Session({ kind: 'member', workspace: 'toko', member: 'mira' }, peer, side);
    session.opened(1, Infinity);
    session.receive(bytes);
    return heard;
  }
});

describe('entries of outboxes', () => {
  it('are the command they say, or kept as safe text', () => {
    const random = seededRandom(SEED + 2);
    for (let round = 0; round < FLOORS.entries * TIMES; round += 1) {
      const entry = breakEntry(pick(entries, random), random);
      const parsed = timed(() => parseCommand(entry));
      if (parsed.ok) expect(parsed.command).toEqual(entry);
      timed(() => parseVisitorCommand(entry));
      expect(safeContent(entry).isWellFormed()).toBe(true);
      count('entries');
      if (parsed.ok) count('entries taken');
    }
    expect(total.entries).toBeGreaterThanOrEqual(FLOORS.entries);
    expect(total['entries taken']).toBeLessThan(FLOORS.entries * TIMES * 0.5);
  });
});

describe('names of documents', () => {
  it('are names, or nothing', () => {
    const random = seededRandom(SEED + 3);
    const names = ['toko', 'toko/outbox/mira/laptop', 'toko/thread/budi', 'toko/all'];
    const encoder = new TextEncoder();
    for (let round = 0; round < FLOORS.names * TIMES; round += 1) {
      const bytes = mutateBytes(
        encoder.encode(pick(names, random)),
        encoder.encode(pick(names, random)),
        random,
      );
      const name = new TextDecoder().decode(bytes) + '/'.repeat(below(random, 2));
      const ref = timed(() => parseDocumentName(name));
      if (ref) expect(name.startsWith(ref.workspace)).toBe(true);
      count('names');
    }
  });
});
