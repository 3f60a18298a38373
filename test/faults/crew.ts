// Several people at one real relay who write as fast as they are answered and come back by themselves, whatever happens to it;
// and what must hold of its log when all is over.

import type { StoredRecord } from '../../server/log/log.ts';
import { expect } from 'vitest';
import type { RelayProcess } from '../support/relayProcess.ts';
import { ScriptedClient } from './scriptedClient.ts';

const DEVICES = ['mira', 'leo', 'leo', 'ana', 'dewi', 'rafi'];

export interface CrewOptions {
  /** Where they find the relay; its own address unless something stands between. */
  address?: string;
  /** How much faster than life they lose patience: they wait for one of so many parts of what a browser would. */
  hurry?: number;
}

export class Crew {
  readonly clients: ScriptedClient[] = [];
  /** Lines that anybody was told. */
  heard = 0;
  readonly #relay: RelayProcess;
  #waits: { until: number; resolve: () => void } | null = null;

  constructor(relay: RelayProcess) {
    this.#relay = relay;
  }

  /** @param relay one that runs, and has run before: nobody signs in at its first start */
  static async join(relay: RelayProcess, { address, hurry = 1 }: CrewOptions = {}): Promise<Crew> {
    // Each provider of the clients listens for the end of the process; several hundred of them are no leak here.
    process.setMaxListeners(0);
    await relay.stop();
    const tokens = new Map<string, string>();
    for (const member of new Set(DEVICES)) tokens.set(member, await relay.command('token', 'demo', member));
    await relay.start();
    const crew = new Crew(relay);
    const url = `${(address ?? relay.address).replace('http', 'ws')}/sync`;
    for (const [seed, member] of DEVICES.entries()) {
      const token = tokens.get(member) ?? '';
      crew.clients.push(new ScriptedClient({ member, token, url, seed, hurry, told: () => crew.#told() }));
    }
    return crew;
  }

  /** Resolves when they have been told so many more things: the relay is at work then. */
  hear(more: number): Promise<void> {
    return new Promise((resolve) => (this.#waits = { until: this.heard + more, resolve }));
  }

  /** Resolves when everybody has noticed that they are cut off. */
  async lostTouch(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.lostTouch()));
  }

  get sent(): number {
    return this.clients.reduce((sum, client) => sum + client.sent.length, 0);
  }

  /** Everybody stops writing, all of it is decided, the relay is stopped and its log read. */
  async finish(): Promise<StoredRecord[]> {
    await Promise.all(this.clients.map((client) => client.rest()));
    await this.#relay.stop();
    expect(await this.#relay.command('verify')).toContain('everything is as it was written');
    expect(this.clients.flatMap(({ problems }) => problems)).toEqual([]);
    const lines = (await this.#relay.command('export', 'demo')).split('\n');
    return lines
      .map((line) => JSON.parse(line) as { record?: StoredRecord })
      .flatMap(({ record }) => record ?? []);
  }

  async leave(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
  }

  #told(): void {
    this.heard += 1;
    if (!this.#waits || this.heard < this.#waits.until) return;
    const { resolve } = this.#waits;
    this.#waits = null;
    resolve();
  }
}

/** I3: what anybody was told is in the log as they were told it. */
export function expectKept(log: StoredRecord[], clients: ScriptedClient[]): void {
  const bySeq = new Map(log.map((record) => [record.seq, record]));
  for (const client of clients) {
    for (const { conversation, entry } of client.told.values()) {
      const record = bySeq.get(entry.seq);
      const { seq, at, by, command, ...content } = entry;
      expect(record, `${client.member} was told of record ${seq}`).toMatchObject({ at, by, command });
      expect(record?.events).toContainEqual({ ...content, conversation });
    }
  }
}

/** I4: every command was decided, and once. */
export function expectDecidedOnce(log: StoredRecord[], clients: ScriptedClient[]): void {
  const decided = new Map<string, number>();
  for (const { command } of log) if (command !== null) decided.set(command, (decided.get(command) ?? 0) + 1);
  for (const id of clients.flatMap(({ sent }) => sent)) expect(decided.get(id), id).toBe(1);
}

/** Nobody's command was blamed for the end of a process that it did not cause (see server/suspects.ts). */
export function expectNoneSuspected(log: StoredRecord[]): void {
  const events = log.flatMap((record) => record.events);
  expect(
    events.filter((event) => event.kind === 'command-held' && event.command.kind === 'unreadable'),
  ).toEqual([]);
}

/** I14: the log has what each device wrote in the order in which it wrote it. */
export function expectInOrder(log: StoredRecord[], clients: ScriptedClient[]): void {
  const seqs = new Map(log.map(({ command, seq }) => [command, seq]));
  for (const { sent } of clients) {
    const inLog = sent.map((id) => seqs.get(id) ?? 0);
    expect(inLog).toEqual([...inLog].sort((a, b) => a - b));
  }
}
