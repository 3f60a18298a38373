// One Y.Doc with what keeps it (a store) and what brings it up to date (y-websocket's provider, over a stream). What to do
// when something ends is not decided here: open.ts does.

import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { ClientClock, Environment } from './environment.ts';
import type { RelaySocket } from './socket.ts';
import type { DocumentStore } from './stores.ts';
import { createStreamClass } from './stream.ts';

/** A store that has not answered by then (another tab holds it, a broken disk) must not keep the relay's copy from being shown. */
const LOAD_WITHIN_MS = 3_000;

export interface ReplicaOptions {
  document: string;
  /** Nothing that would change the document is ever sent. */
  readOnly: boolean;
  /** Whether tabs of this browser tell each other: for one's own outbox only, where every tab is the same writer. */
  broadcast: boolean;
  /** It holds what exists nowhere else. */
  durable: boolean;
  /** Whether people meet here. Where not, nothing is said about us, and no timers run. */
  presence: boolean;
  epoch: () => number | null;
}

export interface ReplicaEvents {
  opened(epoch: number): void;
  /** @param isOurs it was written here, not read from the disk or from the relay */
  changed(isOurs: boolean): void;
  synced(): void;
  /** Somebody else came, went, or does something else. */
  met(): void;
  /** The stream is over; `code` as in wire.ts, or 1006 when the socket went. */
  closed(code: number, reason: string): void;
}

export class Replica {
  readonly doc = new Y.Doc();
  readonly awareness: Awareness;
  readonly #socket: RelaySocket;
  readonly #options: ReplicaOptions;
  readonly #events: ReplicaEvents;
  #provider: WebsocketProvider | null = null;
  #store: DocumentStore | null = null;
  #disposed = false;

  constructor(socket: RelaySocket, options: ReplicaOptions, events: ReplicaEvents) {
    this.#socket = socket;
    this.#options = options;
    this.#events = events;
    this.awareness = new Awareness(this.doc);
    this.awareness.setLocalState(null);
    // Destroyed, it still answers the provider, but says nothing and renews nothing.
    if (!options.presence) this.awareness.destroy();
    this.awareness.on('change', (_change: unknown, origin: unknown) => origin !== 'local' && events.met());
    // Not at 'update': whoever listens to that has Yjs write everything again that was read from the disk.
    this.doc.on('afterTransactionCleanup', ({ changed, local }) => {
      if (changed.size > 0) events.changed(local);
    });
  }

  get synced(): boolean {
    return this.#provider?.synced ?? false;
  }

  get kept(): boolean {
    return this.#store !== null;
  }

  /** Reads the device's copy, and keeps it from now on. To be awaited before `connect`: what is read later is sent again. */
  async keep({ stores, clock }: Environment, name: string): Promise<void> {
    if (this.#store || this.#disposed) return;
    this.#store = stores.open(name, this.doc, this.#options.durable);
    await within(clock, this.#store.loaded);
    if (this.#options.broadcast) this.#tellTabs();
  }

  connect(): void {
    if (!this.#disposed) this.#joined().connect();
  }

  /** It hears of every update from then on, so it is made when the device's copy has been read. */
  #joined(): WebsocketProvider {
    return (this.#provider ??= this.#join());
  }

  #join(): WebsocketProvider {
    const { document, epoch, readOnly, broadcast } = this.#options;
    const provider = new WebsocketProvider('estafet', document, this.doc, {
      connect: false,
      awareness: this.awareness,
      disableBc: !broadcast,
      WebSocketPolyfill: createStreamClass(this.#socket, {
        document,
        epoch,
        client: this.doc.clientID,
        readOnly,
        opened: (known) => this.#events.opened(known),
      }),
      // Whether and when to try again is decided in one place for all documents, with the shared socket's state.
      shouldReconnect: () => false,
    });
    provider.on('sync', (synced: boolean) => (synced ? this.#events.synced() : this.#events.changed(false)));
    provider.on('closed', ({ code, reason }) => this.#events.closed(code, reason));
    return provider;
  }

  #tellTabs(): void {
    if (!this.#disposed) this.#joined().connectBc();
  }

  stored(): Promise<boolean> {
    return this.#store?.stored() ?? Promise.resolve(false);
  }

  /** Lets go of everything; `doc` can still be read. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#provider?.destroy();
    this.awareness.destroy();
    await this.#store?.close();
  }
}

function within(clock: ClientClock, loading: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(LOAD_WITHIN_MS, resolve);
    void loading.then(() => {
      cancel();
      resolve();
    });
  });
}
