// What a workspace on this device is made of: the socket, the open documents, the outbox, and who is told when they change.

import type { Command } from '../../rules/command.ts';
import type { MemberId, WorkspaceId } from '../../rules/ids.ts';
import { outboxName, parseDocumentName, type DocumentName } from '../names.ts';
import { Desk } from './desk.ts';
import { deviceId, devicePrefix } from './device.ts';
import { Documents } from './documents.ts';
import type { Environment } from './environment.ts';
import { Epochs } from './epochs.ts';
import { Inboxes } from './inboxes.ts';
import { Listeners } from './listeners.ts';
import type { OpenDocument } from './open.ts';
import { Outbox } from './outbox.ts';
import { RelayTime } from './relayTime.ts';
import { Replica } from './replica.ts';
import { RelaySocket } from './socket.ts';
import type { Connection, Ended } from './views.ts';
import { isCommand } from './wishes.ts';

const SECOND_MS = 1_000;

export interface SessionOptions {
  workspace: WorkspaceId;
  /** The signed-in member. */
  me: MemberId;
  /** Where the relay's socket is: `wss://…/sync`. */
  url: string;
  environment: Environment;
}

/** `content`: documents, outbox, drafts. `connection`: socket and store. `time`: a second has passed. */
export type Topic = 'content' | 'connection' | 'time';

/** What is there once the device knows which one it is. */
export interface Own {
  outbox: Outbox<Command>;
  desk: Desk;
}

export class Session {
  readonly workspace: WorkspaceId;
  readonly me: MemberId;
  readonly environment: Environment;
  readonly time: RelayTime;
  readonly documents: Documents;
  readonly inboxes: Inboxes;
  /** Resolves when commands can be written. */
  readonly begun: Promise<Own>;
  readonly #prefix: string;
  readonly #socket: RelaySocket;
  readonly #topics: Record<Topic, Listeners>;
  readonly #told = new Set<Topic>();
  readonly #off: (() => void)[];
  #own: Own | null = null;
  #outboxDocument: OpenDocument | null = null;
  #desk: Replica | null = null;
  #directoryVersion = -1;
  #revision = 0;
  #signedOut: Ended | null = null;
  #stopTicking: (() => void) | null = null;

  constructor({ workspace, me, url, environment }: SessionOptions) {
    const { clock, notes, stores } = environment;
    const report = (error: unknown): void => environment.report(error);
    this.workspace = workspace;
    this.me = me;
    this.environment = environment;
    this.#prefix = devicePrefix(workspace, me);
    this.#topics = {
      content: new Listeners(report),
      connection: new Listeners(report),
      time: new Listeners(report),
    };
    this.time = new RelayTime(
      () => clock.monotonic(),
      clock.wall() + Number(notes.get(`${this.#prefix}offset`) ?? 0),
    );
    this.#socket = new RelaySocket(environment, url, this.time);
    const epochs = new Epochs(environment, `${this.#prefix}epoch`);
    this.documents = new Documents({
      environment,
      socket: this.#socket,
      time: this.time,
      epochs,
      prefix: this.#prefix,
    });
    this.inboxes = new Inboxes(this.documents, workspace, me);
    this.#off = [
      this.documents.subscribe((name) => this.#documentChanged(name)),
      this.#socket.subscribe(() => this.#socketChanged()),
      stores.onProblem(() => this.touch('connection')),
      // Another tab has signed out and wiped: what is still in memory here must not be written again.
      environment.onNote(`${this.#prefix}device`, () => {
        if (notes.get(`${this.#prefix}device`) === null) void this.#end();
      }),
    ];
    this.begun = this.#begin();
    this.#socket.start();
  }

  /** Calls, once a turn, when what the topic stands for may have changed. */
  subscribe(topic: Topic, listener: () => void): () => void {
    const off = this.#topics[topic].add(listener);
    if (topic === 'time') this.#tick();
    return () => {
      off();
      if (topic !== 'time' || this.#topics.time.size > 0) return;
      this.#stopTicking?.();
      this.#stopTicking = null;
    };
  }

  /** Something changed: listeners hear of it at the end of this turn, getters know at once. */
  touch(topic: Topic): void {
    if (topic === 'content') this.#revision += 1;
    if (this.#told.size === 0) queueMicrotask(() => this.#tell());
    this.#told.add(topic);
  }

  /** Moves with every change of content: results that were worked out before may be out of date. */
  get revision(): number {
    return this.#revision;
  }

  get own(): Own | null {
    return this.#own;
  }

  get connection(): Connection {
    const { kind, since } = this.#socket.state;
    return { state: kind === 'closed' ? 'offline' : kind, since };
  }

  /** Why nothing of this workspace may be read any more. */
  get ended(): Ended | null {
    return this.#signedOut ?? this.inboxes.directoryDocument.ended ?? this.inboxes.own.ended;
  }

  reconnect(): void {
    this.#socket.signedIn();
  }

  async close(): Promise<void> {
    this.#noteTime();
    for (const off of this.#off) off();
    this.#stopTicking?.();
    this.#socket.close();
    await this.begun;
    await Promise.all([this.documents.close(), this.#desk?.dispose()]);
  }

  async wipe(): Promise<void> {
    const { stores, notes } = this.environment;
    await this.close();
    for (const name of await stores.names(this.#prefix)) await stores.erase(name);
    for (const note of ['device', 'epoch', 'offset', 'threads']) notes.remove(this.#prefix + note);
  }

  /** A small value of this account and workspace, kept on the device. */
  note(key: 'threads'): { get(): string | null; set(value: string): void } {
    const { notes } = this.environment;
    return { get: () => notes.get(this.#prefix + key), set: (value) => notes.set(this.#prefix + key, value) };
  }

  async #begin(): Promise<Own> {
    const { environment, workspace, me } = this;
    const device = await deviceId(environment, workspace, me);
    this.#desk = new Replica(
      this.#socket,
      {
        document: `${workspace}/desk/${me}/${device}`,
        readOnly: true,
        durable: true,
        broadcast: environment.broadcast,
        presence: false,
        epoch: () => null,
      },
      {
        opened: () => undefined,
        changed: () => this.touch('content'),
        synced: () => undefined,
        closed: () => undefined,
      },
    );
    await this.#desk.keep(environment, `${this.#prefix}own/desk/${device}`);
    const desk = new Desk(this.#desk);
    const document = this.documents.acquire(outboxName(workspace, me, device), {
      broadcast: true,
      beforeConnect: async () => this.#own?.outbox.holdStale(),
    });
    this.#outboxDocument = document;
    this.#own = { outbox: new Outbox(document, desk, environment.clock, isCommand), desk };
    await document.whenLoaded;
    this.touch('content');
    return this.#own;
  }

  #documentChanged(name: DocumentName): void {
    const kind = parseDocumentName(name)?.kind;
    // Its editor follows the contact note itself; nothing else depends on it.
    if (kind === 'note') return;
    const { directoryDocument } = this.inboxes;
    if (kind === 'directory' && directoryDocument.version !== this.#directoryVersion) {
      this.#directoryVersion = directoryDocument.version;
      this.inboxes.directoryChanged();
    }
    if (kind === 'outbox') void this.#own?.outbox.fill();
    this.touch('content');
  }

  #socketChanged(): void {
    if (this.#socket.live) this.inboxes.retryEnded();
    else this.#noteTime();
    this.touch('connection');
  }

  /** So that countdowns are right at the next start, before the relay was heard. */
  #noteTime(): void {
    const offset = this.time.now() - this.environment.clock.wall();
    this.environment.notes.set(`${this.#prefix}offset`, String(offset));
  }

  async #end(): Promise<void> {
    this.#signedOut = { reason: 'signed-out', at: this.time.now() };
    this.touch('content');
    await this.close();
  }

  #tell(): void {
    const told = [...this.#told];
    this.#told.clear();
    for (const topic of told) this.#topics[topic].emit();
  }

  #tick(): void {
    if (this.#stopTicking) return;
    const toNextSecond = SECOND_MS - (this.time.now() % SECOND_MS);
    this.#stopTicking = this.environment.clock.after(toNextSecond, () => {
      this.#stopTicking = null;
      this.touch('time');
      this.#tick();
    });
  }
}
