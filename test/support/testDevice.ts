// A browser of a test's own: its clock, its disk, its network, its little notes. Reloading the page keeps disk and notes.

import type { Environment } from '#lib/doc/client/environment.ts';
import { MemoryStores } from '#lib/doc/client/memoryStores.ts';
import type { FilePort } from '#lib/doc/client/filePort.ts';
import type { Stores } from '#lib/doc/client/stores.ts';
import { V7Generator } from 'uuidv7';
import type { Principal } from '../../server/principal.ts';
import { seededRandom } from './fakeChance.ts';
import type { FakeClock } from './fakeClock.ts';
import { noRelayFiles } from './noRelayFiles.ts';
import type { TestNetwork, TestSocket } from './testSocket.ts';

export interface TestDeviceOptions {
  clock: FakeClock;
  network: TestNetwork;
  who: Principal | null;
  seed?: number;
  /** How far the device's wall clock is off. */
  skewMs?: number;
}

export class TestDevice {
  readonly clock: FakeClock;
  readonly problems: unknown[] = [];
  readonly notes = new Map<string, string>();
  /** Every socket it ever opened, the newest last. */
  readonly sockets: TestSocket[] = [];
  who: Principal | null;
  stores: Stores;
  files: FilePort = noRelayFiles;
  skewMs: number;
  isOnline = true;
  /** Always something more urgent to do: nothing runs that waits for idle moments. */
  isBusy = false;
  #idle: (() => void)[] = [];
  readonly #network: TestNetwork;
  readonly #random: () => number;
  readonly #hints = new Set<() => void>();
  readonly #noteListeners = new Set<[string, () => void]>();
  /** Pages that still run. */
  #pages: { alive: boolean }[] = [];

  constructor({ clock, network, who, seed = 1, skewMs = 0 }: TestDeviceOptions) {
    this.clock = clock;
    this.who = who;
    this.skewMs = skewMs;
    this.stores = new MemoryStores((error) => this.problems.push(error));
    this.#network = network;
    this.#random = seededRandom(seed);
  }

  /** What one page of this browser runs in. */
  page(): Environment {
    const page = { alive: true };
    this.#pages.push(page);
    const whileAlive = (task: () => void) => () => {
      if (page.alive) task();
    };
    const ids = new V7Generator({ nextUint32: () => Math.floor(this.#random() * 2 ** 32) });
    return {
      clock: {
        wall: () => this.clock.now() + this.skewMs,
        monotonic: () => this.clock.now(),
        soon: (task) => this.clock.soon(whileAlive(task)),
        after: (delayMs, task) => this.clock.after(delayMs, whileAlive(task)),
        idle: (task) => {
          if (this.isBusy) this.#idle.push(whileAlive(task));
          else this.clock.soon(whileAlive(task));
        },
      },
      chance: this.#random,
      newId: () => ids.generateOrResetWithTs(Math.max(0, this.clock.now() + this.skewMs)).toString(),
      randomBytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(this.#random() * 256)),
      connect: (_url, protocols) => this.#connect(protocols),
      stores: this.stores,
      notes: {
        get: (key) => this.notes.get(key) ?? null,
        set: (key, value) => void this.notes.set(key, value),
        remove: (key) => void this.notes.delete(key),
      },
      onHint: (listener) => {
        const told = whileAlive(listener);
        this.#hints.add(told);
        return () => void this.#hints.delete(told);
      },
      onNote: (key, listener) => {
        const entry: [string, () => void] = [key, listener];
        this.#noteListeners.add(entry);
        return () => void this.#noteListeners.delete(entry);
      },
      files: this.files,
      askRelay: async () =>
        this.isOnline ? { signedIn: this.who !== null, wire: this.#network.wire } : null,
      whileAlone: async (_name, task) => {
        if (this.#pages.filter(({ alive }) => alive).length === 1) await task();
      },
      broadcast: false,
      report: (error) => void this.problems.push(error),
    };
  }

  /** Every page is gone from one moment to the next, without a word to anybody. */
  kill(): void {
    for (const page of this.#pages) page.alive = false;
    this.#pages = [];
    for (const socket of this.sockets) {
      socket.onmessage = socket.onclose = null;
      socket.cut();
    }
  }

  rest(): void {
    this.isBusy = false;
    for (const task of this.#idle.splice(0)) this.clock.soon(task);
  }

  /** The network goes, and the browser knows it. */
  goOffline(): void {
    this.isOnline = false;
    this.#current()?.cut();
    this.hint();
  }

  goOnline(): void {
    this.isOnline = true;
    this.hint();
  }

  /** The network goes, and nobody knows it. */
  stall(): void {
    const socket = this.#current();
    if (socket) socket.isHalfOpen = true;
  }

  hint(): void {
    for (const listener of [...this.#hints]) listener();
  }

  #current(): TestSocket | undefined {
    return this.sockets.at(-1);
  }

  #connect(protocols: string[]): TestSocket {
    const socket = this.#network.connect(this.who, protocols);
    this.sockets.push(socket);
    if (!this.isOnline) socket.cut();
    return socket;
  }
}

/** Lets everything that is on its way arrive: what the clock has for now, and promises, until nothing moves any more. */
export async function settle(clock: FakeClock): Promise<void> {
  // Reading a copy, storing it and telling others are a few promises each; twenty turns are several of all.
  for (let turn = 0; turn < 20; turn += 1) {
    clock.settle();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
