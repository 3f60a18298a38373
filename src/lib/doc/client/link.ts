// What every client has, member's or visitor's: relay time, the socket, its documents, a desk, and signals.

import { Desk } from './desk.ts';
import { eraseDevice } from './device.ts';
import { Documents } from './documents.ts';
import type { Environment } from './environment.ts';
import { Epochs } from './epochs.ts';
import { RelayTime } from './relayTime.ts';
import { Replica } from './replica.ts';
import { Signals } from './signals.ts';
import { RelaySocket } from './socket.ts';
import type { Connection, Storage } from './views.ts';

export interface LinkOptions {
  /** Where the relay's socket is: `wss://…/sync`. */
  url: string;
  environment: Environment;
  /** Before the names of everything that is kept on the device for this account. */
  prefix: string;
  /** Beside the wire's own: who a visitor is. */
  protocols?: string[];
}

export class Link {
  readonly environment: Environment;
  readonly prefix: string;
  readonly time: RelayTime;
  readonly socket: RelaySocket;
  readonly documents: Documents;
  readonly signals: Signals;
  readonly #epochs: Epochs;
  readonly #offs: (() => void)[];
  #desk: Replica | null = null;

  constructor({ url, environment, prefix, protocols }: LinkOptions) {
    const { clock, notes } = environment;
    this.environment = environment;
    this.prefix = prefix;
    const offset = Number(notes.get(`${prefix}offset`) ?? 0);
    this.time = new RelayTime(() => clock.monotonic(), clock.wall() + (Number.isFinite(offset) ? offset : 0));
    this.signals = new Signals(
      clock,
      () => this.time.now(),
      (error) => environment.report(error),
    );
    this.socket = new RelaySocket(environment, url, this.time, protocols);
    const epochs = new Epochs(environment, `${prefix}epoch`);
    this.#epochs = epochs;
    this.documents = new Documents({ environment, socket: this.socket, time: this.time, epochs, prefix });
    this.#offs = [
      this.socket.subscribe(() => this.#socketChanged()),
      environment.stores.onProblem(() => this.signals.touch('connection')),
    ];
  }

  /** Of the copies on this device; null before the first. */
  get epoch(): number | null {
    return this.#epochs.current;
  }

  get connection(): Connection {
    const { kind, since } = this.socket.state;
    return { state: kind === 'closed' ? 'offline' : kind, since };
  }

  get storage(): Storage {
    const { problem } = this.environment.stores;
    return problem === null ? { state: 'kept' } : { state: 'memory', why: problem };
  }

  /** To be let go of at the end. */
  own(off: () => void): void {
    this.#offs.push(off);
  }

  /** @param name of the device's desk, read before it is given */
  async openDesk(name: string): Promise<Desk> {
    const { environment } = this;
    this.#desk = new Replica(
      this.socket,
      {
        document: `${this.prefix}desk/${name}`,
        readOnly: true,
        durable: true,
        broadcast: environment.broadcast,
        presence: false,
        epoch: () => null,
      },
      {
        opened: () => undefined,
        changed: () => this.signals.touch('content'),
        synced: () => undefined,
        met: () => undefined,
        closed: () => undefined,
      },
    );
    await this.#desk.keep(environment, `${this.prefix}own/desk/${name}`);
    return new Desk(this.#desk);
  }

  async close(): Promise<void> {
    this.#noteTime();
    for (const off of this.#offs) off();
    this.signals.stop();
    this.socket.close();
    await Promise.all([this.documents.close(), this.#desk?.dispose()]);
  }

  /** Removes every copy and note of this account from the device. To be called after `close`. */
  async erase(notes: string[]): Promise<void> {
    await eraseDevice(this.environment, this.prefix, notes);
  }

  #socketChanged(): void {
    if (!this.socket.live) this.#noteTime();
    this.signals.touch('connection');
  }

  /** So that countdowns are right at the next start, before the relay was heard. Not where all has been forgotten by another tab. */
  #noteTime(): void {
    const { clock, notes } = this.environment;
    if (notes.get(`${this.prefix}device`) === null) return;
    notes.set(`${this.prefix}offset`, String(this.time.now() - clock.wall()));
  }
}
