// One workspace is one sequential machine: what comes in is decided one after another against its newest state, all that
// was decided in one turn of the event loop is committed at once, and only then does anybody hear of it.

import type * as Y from 'yjs';
import type { Command, DirectoryCommand } from '#lib/rules/command.ts';
import type { RelayInput } from '#lib/rules/decideRelay.ts';
import { EMPTY_DIRECTORY, type Directory } from '#lib/rules/directory.ts';
import type { Card } from '#lib/rules/conversation.ts';
import type { Author, CommandId, ConversationId, MemberId, TeamId, WorkspaceId } from '#lib/rules/ids.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import type { Channels } from './channels/channel.ts';
import type { Clock } from './clock.ts';
import { holdsCommands, takeCommands, type Counter, type Outbox } from './commands.ts';
import { decideCommand, decideInput, type Outcome } from './decisions.ts';
import { Documents } from './documents.ts';
import type { View } from './guard.ts';
import type { ErasingDesk } from './erasure.ts';
import { noFiles, type FileIndex } from './files/files.ts';
import { FIRST_HASH } from './log/hash.ts';
import type { Dispatch, Epoch, Log } from './log/log.ts';
import { mergeUpdate } from './merge.ts';
import type { Meter } from './meter.ts';
import type { Peer, Principal, Stream } from './principal.ts';
import { Poison } from './poison.ts';
import { preview } from './preview.ts';
import type { Projection } from './project.ts';
import { createIds, type Chance } from './random.ts';
import { RateLimits } from './rateLimits.ts';
import type { Room } from './room.ts';
import { Rooms, type RoomsHost } from './rooms.ts';
import type { Session } from './session.ts';
import type { Suspecting } from './suspects.ts';
import { noteTexts } from './texts.ts';
import { Timers } from './timers.ts';
import { Turn, type Committed } from './turn.ts';
import { WaitingOutboxes } from './waitingOutboxes.ts';
import { WorkQueue } from './workQueue.ts';

export interface WorkspacePorts {
  log: Log;
  clock: Clock;
  chance: Chance;
  meter: Meter;
  channels: Channels;
  /** None, unless said. */
  files?: FileIndex;
  /** No command is known to have ended a process, unless said. */
  suspects?: Suspecting;
  /** Told of what a commit has to send, or has noted about it. */
  dispatched?: (workspace: WorkspaceId, dispatches: readonly Dispatch[]) => void;
  /** Told of what should not happen: a defect, or a disk that fails. Never gets content. */
  problem(what: string, error: unknown): void;
}

export class Workspace implements Counter, RoomsHost {
  readonly workspace: WorkspaceId;
  readonly log: Log;
  readonly projection: Projection;
  readonly files: FileIndex;
  readonly #ports: WorkspacePorts;
  readonly #epoch: Epoch;
  readonly #documents: Documents;
  readonly #rooms: Rooms;
  readonly #timers: Timers;
  readonly #limits = new RateLimits();
  readonly poison: Poison;
  readonly #queue: WorkQueue;
  readonly #waiting = new WaitingOutboxes(this);
  #isStopped = false;
  readonly #ids: (now: number) => string;
  #committed: Committed;
  #turn: Turn;
  #latest = 0;

  constructor(workspace: WorkspaceId, epoch: Epoch, ports: WorkspacePorts) {
    this.workspace = workspace;
    this.log = ports.log;
    this.#ports = ports;
    this.files = ports.files ?? noFiles;
    this.poison = new Poison(workspace, ports.suspects);
    this.#queue = new WorkQueue({
      soon: (task) => ports.clock.soon(this.#unlessStopped(task)),
      begin: () => this.#timers.catchUp(),
      isCareful: () => this.poison.isCareful,
      attempt: (run) => this.#attempt(run),
    });
    this.#epoch = epoch;
    this.#documents = new Documents(ports.log, epoch.client);
    this.#rooms = new Rooms(this, this.#documents, ports.meter);
    this.#timers = new Timers(ports.clock, ports.log, this);
    this.#ids = createIds(ports.chance);
    this.projection = {
      workspace,
      epoch: epoch.epoch,
      documents: this.#documents,
      channelKind: (channel) => ports.channels.kindOf(workspace, channel),
      channels: () => ports.channels.of(workspace),
    };
    this.#committed = this.#readCommitted();
    this.#turn = this.#newTurn();
    this.#timers.arm();
    for (const team of Object.keys(this.directory.teams)) this.queueMoved(team);
  }

  // What others ask of it.

  get directory(): Directory {
    return this.#committed.directory;
  }

  /** Opens a stream; whether it may is decided in its turn and told to the peer. */
  connect(who: Principal, document: string, epoch: number | null, peer: Peer): Stream {
    return this.#rooms.connect(who, document, epoch, peer);
  }

  /** A conversation as it is now, without keeping it: for whoever looks at very many. */
  peek(conversation: ConversationId): Card | null {
    return this.#turn.peek(conversation)?.card ?? null;
  }

  /** Lets others have their turn, in the middle of something long. */
  pause(): Promise<void> {
    return new Promise((resolve) => this.read(resolve));
  }

  /** Decides a command that did not come by outbox (a script, the demo). Rejects if it could not be made durable. */
  act(actor: MemberId, command: Command): Promise<Outcome> {
    return this.#queue.write(() => decideCommand(this, actor, command));
  }

  /** What a change of the directory would do now. Nothing happens. */
  preview(actor: MemberId, command: DirectoryCommand): Promise<ReturnType<typeof preview>> {
    return this.#queue.write(() => preview(this, actor, command));
  }

  /** @param command what makes it count once for ever, where it has such an id */
  submit(input: RelayInput, by: Author = 'relay', command: CommandId | null = null): Promise<void> {
    return this.#queue.write(() => decideInput(this, input, by, command));
  }

  compact(name: string): void {
    this.#documents.compact(name);
  }

  /** Does it in a turn; resolves when what it did is durable. */
  perform<T>(work: (desk: Counter & ErasingDesk) => T): Promise<T> {
    return this.#queue.write(() => work(this));
  }

  /** For whoever has to end streams. */
  get rooms(): Pick<Rooms, 'closeMember' | 'closeChannel'> {
    return this.#rooms;
  }

  /** Finishes what was begun and closes every stream. */
  stop(): void {
    this.#timers.stop();
    this.#queue.finish();
    this.#rooms.closeAll(CLOSE.unavailable, 'restarting');
    this.#isStopped = true;
  }

  // What decisions, rooms and timers ask of it.

  get turn(): Turn {
    return this.#turn;
  }

  get epoch(): number {
    return this.#epoch.epoch;
  }

  now(): number {
    this.#latest = Math.max(this.#latest, this.#turn.head.at, this.#ports.clock.now());
    return this.#latest;
  }

  salt(): string {
    return Buffer.from(this.#ports.chance.bytes(16)).toString('hex');
  }

  newId(): string {
    return this.#ids(this.now());
  }

  view(): View {
    const turn = this.#turn;
    return { directory: turn.directory, card: (id) => turn.card(id)?.card ?? null, now: this.now() };
  }

  document(name: string): Y.Doc {
    return this.#documents.get(name);
  }

  change(name: string, write: (doc: Y.Doc) => void): void {
    this.#documents.change(name, write);
  }

  mayDecide(who: Principal): boolean {
    return this.#limits.take(who, this.#ports.clock.now());
  }

  refused(reason: string): void {
    this.#ports.meter.refused(reason);
  }

  barrier(): void {
    this.#commit();
  }

  queueMoved(team: TeamId): void {
    this.#background({ kind: 'pull-queue', team });
  }

  due(input: RelayInput): void {
    this.#background(input);
  }

  read(task: () => void): void {
    this.#queue.read(task);
  }

  after(delayMs: number, task: () => void): () => void {
    return this.#ports.clock.after(delayMs, this.#unlessStopped(task));
  }

  /** What waited when it stopped would find its data folder closed, or in somebody else's hands. */
  #unlessStopped(task: () => void): () => void {
    return () => (this.#isStopped ? undefined : task());
  }

  merge(room: Room, session: Session, update: Uint8Array): void {
    this.#queue.add({
      run: () => {
        const offered = mergeUpdate(this, room, session, update);
        if (offered && holdsCommands(room.ref)) this.#take({ name: room.name, who: session.who });
      },
      failed: () => session.close(CLOSE.unavailable, 'not-stored'),
    });
  }

  opened(room: Room, session: Session): void {
    if (holdsCommands(room.ref)) this.take({ name: room.name, who: session.who });
  }

  // The machine.

  #take(outbox: Outbox): void {
    if (takeCommands(this, outbox)) this.#waiting.wait(outbox, this.#limits.waitMs(outbox.who));
  }

  /** What is in an outbox was promised to be decided: where there is no room for it now, later. */
  take(outbox: Outbox): void {
    this.#queue.add({ run: () => this.#take(outbox), failed: () => this.#waiting.noRoom(outbox) });
  }

  #background(input: RelayInput): void {
    this.submit(input).catch((error: unknown) => this.#ports.problem(input.kind, error));
  }

  #attempt(run: () => void): { cause: unknown } | null {
    try {
      run();
      this.poison.committing();
      this.#commit();
      this.poison.turnOver(true);
      return null;
    } catch (cause) {
      this.poison.turnOver(false);
      this.#ports.meter.failed('work');
      this.#ports.problem('turn', cause);
      this.#documents.discard();
      this.#queue.undone();
      this.#committed = this.#readCommitted();
      this.#turn = this.#newTurn();
      return { cause };
    }
  }

  /** Durable first, then everybody hears of it. */
  #commit(): void {
    const updates = this.#documents.takeChanges();
    for (const text of noteTexts(updates, (name) => this.#documents.get(name), this))
      this.#turn.add('texts', text);
    if (!this.#turn.changed && updates.length === 0) return this.#queue.committed();
    const before = this.#committed;
    const commit = this.#turn.commit(updates);
    const begun = this.#ports.clock.now();
    const appended = this.log.append(this.workspace, before.head.seq, commit);
    if (appended === 'raced') throw new Error('another relay has appended');
    this.#ports.meter.committed(commit.records.length, this.#ports.clock.now() - begun);
    this.#committed = this.#turn.committed();
    this.#turn = this.#newTurn();
    this.#documents.settled(updates);
    // Whoever just lost access must not be sent what was decided with it or after it.
    this.#rooms.recheckAfter(commit, before.directory);
    this.#rooms.publish(updates);
    if (commit.dispatches.length > 0) this.#ports.dispatched?.(this.workspace, commit.dispatches);
    this.#timers.arm();
    this.#queue.committed();
    // Not part of the turn: if it fails, all that the turn did has been done, and told.
    this.#documents.shorten(updates, (cause) => this.#ports.problem('shorten', cause));
  }

  #newTurn(): Turn {
    return new Turn(this.workspace, this.log, this.#committed);
  }

  #readCommitted(): Committed {
    return {
      head: this.log.head(this.workspace) ?? { seq: 0, at: 0, hash: FIRST_HASH },
      directory: this.log.directory(this.workspace) ?? EMPTY_DIRECTORY,
      cards: new Map(),
    };
  }
}
