// One document that is open on this device: its copy is loaded first, then the relay is asked. It comes back after every
// loss, starts again in a new epoch, and lets go of its copy when access ends.

import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { isMerged, parseDocumentName, type DocumentKind, type DocumentName } from '../names.ts';
import { addMissingBlocks } from '../noteDoc.ts';
import { CLOSE, isFinal } from '../wire.ts';
import { backoffMs } from './backoff.ts';
import type { Environment } from './environment.ts';
import { parseEpoch, type Epochs } from './epochs.ts';
import { Listeners } from './listeners.ts';
import type { RelayTime } from './relayTime.ts';
import { Replica } from './replica.ts';
import type { RelaySocket } from './socket.ts';
import type { Ended } from './views.ts';

export interface Connected {
  environment: Environment;
  socket: RelaySocket;
  time: RelayTime;
  epochs: Epochs;
  /** Before the names of all copies of this account and workspace. */
  prefix: string;
}

/** Where the device keeps copies: decided documents under their epoch, so that two are never mixed. Null without one. */
export function folderOf({ prefix, epochs }: Connected, merged: boolean): string | null {
  if (merged) return `${prefix}own/`;
  return epochs.current === null ? null : `${prefix}${epochs.current}/`;
}

export interface OpenOptions {
  broadcast?: boolean;
  /** Awaited each time before the relay is asked. Never rejects. */
  beforeConnect?: (doc: Y.Doc) => Promise<void>;
  /** Saves what is only in a copy that the relay will never take, by writing it anew. */
  carryOver?: (from: Y.Doc, to: Y.Doc) => void;
}

/** Why the relay takes nothing of a copy: part of it stands under a Yjs client id that is not its writer's. */
const FOREIGN_CLIENT = 'foreign-client';

/** `stuck`: the relay said that asking again gets the same answer, until something is different here or there. */
type Phase = 'loading' | 'open' | 'ended' | 'stuck' | 'closed';

export class OpenDocument {
  readonly name: DocumentName;
  readonly #kind: DocumentKind;
  readonly #connected: Connected;
  readonly #options: OpenOptions;
  readonly #changed: Listeners;
  readonly #met: Listeners;
  readonly #off: (() => void)[];
  /** What is read, and what is being brought up to date: the same, but while a copy that takes its place is not complete yet. */
  #shown: Replica;
  #current: Replica;
  #phase: Phase = 'loading';
  #ended: Ended | null = null;
  #failures = 0;
  #cancelRetry: (() => void) | null = null;
  /** It was complete once. */
  #complete = false;
  #unsent = false;
  #version = 0;
  /** What is said of us to others. */
  #said: object | null = null;
  #preparing = false;
  #markLoaded: () => void = () => undefined;
  /** Resolves when the device's copy has been read, so that what is written next comes after it. */
  readonly whenLoaded: Promise<void>;

  /** @throws if `name` names no document */
  constructor(connected: Connected, name: DocumentName, options: OpenOptions = {}) {
    const ref = parseDocumentName(name);
    if (!ref) throw new Error(`no document's name: ${name}`);
    this.name = name;
    this.#kind = ref.kind;
    this.#connected = connected;
    this.#options = options;
    this.#changed = new Listeners((error) => connected.environment.report(error));
    this.#met = new Listeners((error) => connected.environment.report(error));
    this.whenLoaded = new Promise((resolve) => (this.#markLoaded = resolve));
    this.#current = this.#shown = this.#createReplica();
    this.#off = [connected.socket.subscribe(() => this.#socketChanged())];
    if (!isMerged(ref.kind)) this.#off.push(connected.epochs.onBegun(() => this.#renew()));
    void this.#start(this.#current);
  }

  /** Another object after a new epoch began or access ended: do not hold on to it. */
  get doc(): Y.Doc {
    return this.#shown.doc;
  }
  /** Everybody who is there just now. Another object whenever `doc` is, and sooner. */
  get awareness(): Awareness {
    return this.#current.awareness;
  }
  /** The device's copy has been read. */
  get loaded(): boolean {
    return this.#phase !== 'loading';
  }
  /** Everything that the relay has is here. */
  get synced(): boolean {
    return this.#phase === 'open' && this.#shown.synced;
  }
  /** Something was written here in this session that the relay has not been sent. */
  get unsent(): boolean {
    return this.#unsent;
  }
  /** True once it was complete on this device, now or in an earlier session (as far as the copy tells). */
  get known(): boolean {
    return this.#complete || this.doc.store.clients.size > 0;
  }
  get ended(): Ended | null {
    return this.#ended;
  }
  /** The relay does not take it, for a reason that is no question of access: what is written here stays here. */
  get stuck(): boolean {
    return this.#phase === 'stuck';
  }
  /** Moves whenever the content may have changed. */
  get version(): number {
    return this.#version;
  }

  /** Calls after any change of the content or the state. */
  subscribe(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** Calls whenever somebody else came, went, or does something else. */
  onMet(listener: () => void): () => void {
    return this.#met.add(listener);
  }

  /** What others are told of us from now on, wherever people meet; null: nothing, as if we were not there. */
  present(said: object | null): void {
    this.#said = said;
    this.#current.awareness.setLocalState(said);
  }

  /** True once everything written so far is on the device's disk. */
  stored(): Promise<boolean> {
    return this.#shown.stored();
  }

  /** Access is over: the copy goes, and what was shown with it. */
  async end(ended: Ended): Promise<void> {
    if (this.#phase === 'ended' || this.#phase === 'closed') return;
    this.#phase = 'ended';
    this.#ended = ended;
    this.#cancelRetry?.();
    const gone = [this.#shown, this.#current];
    // One's own commands are nobody's to take away: they stay until they are decided or dropped.
    const mayGo = this.#kind !== 'outbox' && this.#kind !== 'doorstep';
    if (mayGo) this.#current = this.#shown = this.#createReplica();
    this.#contentChanged();
    if (!mayGo) return;
    const name = this.#storeName();
    await Promise.all(gone.map((replica) => replica.dispose()));
    if (name !== null) await this.#connected.environment.stores.erase(name);
  }

  /** Asks again after access had ended. */
  reopen(): void {
    if (this.#phase !== 'ended') return;
    this.#phase = 'loading';
    this.#ended = null;
    this.#complete = false;
    void this.#start(this.#current);
    this.#changed.emit();
  }

  async close(): Promise<void> {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#cancelRetry?.();
    for (const off of this.#off) off();
    await Promise.all([this.#shown.dispose(), this.#current.dispose()]);
  }

  #createReplica(): Replica {
    const merged = isMerged(this.#kind);
    // The events of a replica that has been replaced are nobody's any more.
    const mine = (replica: Replica): boolean => replica === this.#current && this.#phase !== 'closed';
    const replica: Replica = new Replica(
      this.#connected.socket,
      {
        document: this.name,
        readOnly: !merged,
        durable: merged,
        broadcast: (this.#options.broadcast ?? false) && this.#connected.environment.broadcast,
        presence: hasPresence(this.#kind),
        epoch: () => (merged ? null : this.#connected.epochs.current),
      },
      {
        opened: (epoch) => mine(replica) && this.#opened(epoch),
        changed: (isOurs) => this.#replicaChanged(isOurs),
        synced: () => mine(replica) && this.#synced(),
        met: () => mine(replica) && this.#met.emit(),
        closed: (code, reason) => mine(replica) && this.#closed(code, reason),
      },
    );
    replica.awareness.setLocalState(this.#said);
    return replica;
  }

  async #start(replica: Replica): Promise<void> {
    const name = this.#isReplacing ? null : this.#storeName();
    if (name !== null) await replica.keep(this.#connected.environment, name);
    if (replica !== this.#current || this.#phase !== 'loading') return;
    this.#phase = 'open';
    this.#markLoaded();
    this.#changed.emit();
    void this.#connect();
  }

  /** A new copy of a note is not complete yet: until then the one before it is read, written in and kept on the disk. */
  get #isReplacing(): boolean {
    return isMerged(this.#kind) && this.#shown !== this.#current;
  }

  /** Before the first epoch is known, a decided document has no copy to read and none to write. */
  #storeName(): string | null {
    const folder = folderOf(this.#connected, isMerged(this.#kind));
    return folder === null ? null : folder + this.name;
  }

  #socketChanged(): void {
    // Another connection may be to another version of the relay: it is asked once more.
    if (this.#phase === 'stuck' && this.#connected.socket.live) this.#phase = 'open';
    void this.#connect();
  }

  #replicaChanged(isOurs: boolean): void {
    if (isOurs && !this.synced) this.#unsent = true;
    this.#contentChanged();
    // Less may stand in it now, or something else: the answer may be another.
    if (this.#phase !== 'stuck') return;
    this.#phase = 'open';
    this.#retryLater();
  }

  async #connect(): Promise<void> {
    if (!this.#mayConnect() || this.#preparing) return;
    const { beforeConnect } = this.#options;
    if (beforeConnect) {
      this.#preparing = true;
      await beforeConnect(this.#current.doc);
      this.#preparing = false;
      if (!this.#mayConnect()) return;
    }
    this.#current.connect();
  }

  #mayConnect(): boolean {
    return this.#phase === 'open' && this.#cancelRetry === null && this.#connected.socket.live;
  }

  #opened(epoch: number): void {
    if (isMerged(this.#kind)) return;
    const { epochs, environment } = this.#connected;
    if (epochs.current !== null && epochs.current !== epoch) return void epochs.begin(epoch);
    epochs.begin(epoch);
    const name = this.#storeName();
    if (name !== null && !this.#current.kept) void this.#current.keep(environment, name);
  }

  #synced(): void {
    this.#failures = 0;
    this.#complete = true;
    this.#unsent = false;
    const before = this.#shown;
    const isReplacing = this.#isReplacing;
    this.#shown = this.#current;
    if (isReplacing) void this.#takePlaceOf(before);
    else if (before !== this.#shown) void before.dispose();
    this.#contentChanged();
  }

  /** What only the copy before has is with the relay before the disk lets go of it. */
  async #takePlaceOf(before: Replica): Promise<void> {
    addMissingBlocks(before.doc, this.doc);
    const taking = this.#current;
    const name = this.#storeName();
    await before.dispose();
    if (name === null || taking !== this.#current) return;
    const { environment } = this.#connected;
    await environment.stores.erase(name);
    await taking.keep(environment, name);
  }

  #contentChanged(): void {
    this.#version += 1;
    this.#changed.emit();
  }

  /** A new epoch: a new copy from the start. The old one is shown until the new one is complete. */
  #renew(): void {
    if (this.#phase === 'ended' || this.#phase === 'closed') return;
    const before = this.#current;
    this.#current = this.#createReplica();
    // What is still shown can be read after it was disposed of.
    void before.dispose();
    this.#phase = 'loading';
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    void this.#start(this.#current);
  }

  #closed(code: number, reason: string): void {
    const { epochs, socket, time, environment } = this.#connected;
    this.#changed.emit();
    if (reason === FOREIGN_CLIENT && isMerged(this.#kind)) {
      // Nobody has written in a copy that takes another's place: one more would get the same answer.
      return this.#isReplacing ? this.#retryLater() : void this.#startAnew();
    }
    if (code === CLOSE.noAccess || code === CLOSE.notFound) {
      return void this.end({ reason: reason === '' ? 'no-access' : reason, at: time.now() });
    }
    if (code === CLOSE.notSignedIn) return socket.signedOut();
    if (isFinal(code)) {
      this.#phase = 'stuck';
      this.#changed.emit();
      return environment.report(new Error(`${this.name} was closed for good: ${code} ${reason}`));
    }
    const epoch = code === CLOSE.epochChanged ? parseEpoch(reason) : null;
    if (epoch !== null && !isMerged(this.#kind) && epochs.begin(epoch)) return;
    if (socket.live) this.#retryLater();
  }

  /**
   * The copy holds what somebody else wrote and the relay does not have (any more: an old backup was put in its place). All
   * of it would be refused for ever; with a new copy it goes on, and takes along what was written here.
   */
  async #startAnew(): Promise<void> {
    const { environment } = this.#connected;
    environment.report(new Error(`${this.name} was begun anew: the relay does not know who wrote it`));
    const before = this.#current;
    this.#phase = 'loading';
    this.#current = this.#createReplica();
    if (this.#kind !== 'note') {
      this.#shown = this.#current;
      const name = this.#storeName();
      await before.dispose();
      if (name !== null) await environment.stores.erase(name);
      this.#options.carryOver?.(before.doc, this.#current.doc);
    }
    await this.#start(this.#current);
    this.#contentChanged();
  }

  #retryLater(): void {
    const { environment } = this.#connected;
    this.#failures += 1;
    const pause = backoffMs(this.#failures, () => environment.chance());
    this.#cancelRetry = environment.clock.after(pause, () => {
      this.#cancelRetry = null;
      void this.#connect();
    });
  }
}

function hasPresence(kind: DocumentKind): boolean {
  return kind === 'thread' || kind === 'note' || kind === 'chat';
}
