// A browser: its disk, its notes, its clocks, its way to the network. A page runs in it; both can die or sleep at any time.

import { noRelayFiles } from '../support/noRelayFiles.ts';
import { ChatCore } from '#lib/doc/client/chatCore.ts';
import type { Environment } from '#lib/doc/client/environment.ts';
import { WorkspaceCore } from '#lib/doc/client/workspaceCore.ts';
import { V7Generator } from 'uuidv7';
import type { FakeClock } from '../support/fakeClock.ts';
import { CHANNEL, WORKSPACE } from '../support/startRelay.ts';
import { PageDisk, type DeviceDisk, type Profile } from './deviceDisk.ts';
import type { Dice } from './dice.ts';
import type { Wire } from './network.ts';

const URL = 'ws://relay/sync';

export interface DeviceOptions {
  clock: FakeClock;
  dice: Dice;
  disk: DeviceDisk;
  /** Of the wall clock, which nothing but `written` may depend on. */
  skewMs: number;
  /** The monotonic clock stands still while the device sleeps, as on some systems. */
  clockStops: boolean;
  connect(protocols: string[]): Wire;
  clientRuns(): void;
  made(id: string): void;
  /** A page learns that decided documents have begun anew. */
  epochChanged(): void;
  report(error: unknown): void;
}

export class Device {
  readonly options: DeviceOptions;
  readonly disk: DeviceDisk;
  isOnline = true;
  isAsleep = false;
  /** How far its wall clock is off; may change at any time. */
  skewMs: number;
  /** A copy of its profile that somebody made, and what it had written and not been answered by then. */
  backup: { profile: Profile; waiting: ReadonlySet<string> } | null = null;
  readonly #newId: () => string;
  #page: Page | null = null;
  #sleptMs = 0;
  #asleepSince = 0;

  constructor(options: DeviceOptions) {
    this.options = options;
    this.disk = options.disk;
    this.skewMs = options.skewMs;
    const generator = new V7Generator({ nextUint32: () => options.dice.between(0, 2 ** 32 - 1) });
    // Of true time: ids are names, and a run with other clocks must give the same ones to be compared.
    this.#newId = () => generator.generateOrResetWithTs(options.clock.now()).toString();
  }

  newId(): string {
    return this.#newId();
  }

  monotonic(): number {
    return this.options.clock.now() - (this.options.clockStops ? this.#sleptMs : 0);
  }

  /** Begins a page in it. */
  begin(): Page {
    this.#page?.kill();
    this.#page = new Page(this);
    return this.#page;
  }

  goOffline(): void {
    this.isOnline = false;
    this.#page?.wire?.cut('both');
    this.#page?.hint();
  }

  goOnline(): void {
    this.isOnline = true;
    this.#page?.hint();
  }

  /** The lid is closed: nothing runs, and the network forgets the connection. */
  sleep(): void {
    if (this.isAsleep) return;
    this.isAsleep = true;
    this.#asleepSince = this.options.clock.now();
    this.#page?.wire?.cut('nobody');
  }

  wake(): void {
    if (!this.isAsleep) return;
    this.isAsleep = false;
    this.#sleptMs += this.options.clock.now() - this.#asleepSince;
    this.#page?.woken();
  }
}

/** One page of a browser, from opening to its end. */
export class Page {
  readonly environment: Environment;
  /** Every id that it made, in order. */
  readonly ids: string[] = [];
  wire: Wire | null = null;
  readonly #device: Device;
  readonly #hints = new Set<() => void>();
  readonly #stores: PageDisk;
  #overslept: (() => void)[] = [];
  #alive = true;

  constructor(device: Device) {
    this.#device = device;
    this.#stores = new PageDisk(device.disk, (error) => device.options.report(error));
    this.environment = this.#environment();
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  openWorkspace(me: string): WorkspaceCore {
    return new WorkspaceCore({ workspace: WORKSPACE, me, url: URL, environment: this.environment });
  }

  openChat(): ChatCore {
    return new ChatCore({ workspace: WORKSPACE, channel: CHANNEL, url: URL, environment: this.environment });
  }

  /** The browser is ended without a word: what is on its disk stays, nothing is added. */
  kill(): void {
    this.#alive = false;
    this.#stores.letGo();
    this.wire?.cut('server');
  }

  hint(): void {
    if (!this.#alive) return;
    this.#device.options.clientRuns();
    for (const listener of [...this.#hints]) listener();
  }

  /** What was to happen while the device slept happens now. */
  woken(): void {
    const tasks = this.#overslept;
    this.#overslept = [];
    for (const task of tasks) this.#run(task);
    this.hint();
  }

  #run(task: () => void): void {
    if (!this.#alive) return;
    if (this.#device.isAsleep) {
      this.#overslept.push(task);
      return;
    }
    this.#device.options.clientRuns();
    task();
  }

  #environment(): Environment {
    const device = this.#device;
    const { clock, dice } = device.options;
    return {
      clock: {
        wall: () => clock.now() + device.skewMs,
        monotonic: () => device.monotonic(),
        soon: (task) => clock.soon(() => this.#run(task)),
        after: (delayMs, task) => this.#after(delayMs, task),
        idle: (task) => clock.soon(() => this.#run(task)),
      },
      chance: dice.next,
      newId: () => {
        const id = device.newId();
        this.ids.push(id);
        device.options.made(id);
        return id;
      },
      randomBytes: (count) => dice.bytes(count),
      connect: (_url, protocols) => this.#connect(protocols),
      stores: this.#stores,
      notes: {
        get: (key) => device.disk.notes.get(key) ?? null,
        set: (key, value) => this.#note(key, value),
        remove: (key) => {
          if (this.#alive) device.disk.notes.delete(key);
        },
      },
      onHint: (listener) => {
        this.#hints.add(listener);
        return () => void this.#hints.delete(listener);
      },
      onNote: () => () => undefined,
      files: noRelayFiles,
      askRelay: async () => null,
      whileAlone: (_name, task) => task(),
      broadcast: false,
      report: (error) => {
        if (this.#alive) device.options.report(error);
      },
    };
  }

  #note(key: string, value: string): void {
    if (!this.#alive) return;
    const before = this.#device.disk.notes.get(key);
    if (before !== undefined && before !== value && key.endsWith('/epoch'))
      this.#device.options.epochChanged();
    this.#device.disk.notes.set(key, value);
  }

  #after(delayMs: number, task: () => void): () => void {
    let wanted = true;
    const cancel = this.#device.options.clock.after(delayMs, () => this.#run(() => wanted && task()));
    return () => {
      wanted = false;
      cancel();
    };
  }

  #connect(protocols: string[]): Wire['client'] {
    this.wire = this.#device.options.connect(protocols);
    if (!this.#device.isOnline || !this.#alive) this.wire.cut('client');
    return this.wire.client;
  }
}
