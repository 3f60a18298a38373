// Makes all decided documents of a workspace again from its log, in a new epoch: after a defect in a projection, after a
// restore, after a change of what documents hold. Browsers see the new epoch and drop their copies of decided documents.

import { EMPTY_DIRECTORY } from '#lib/rules/directory.ts';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import type { Channels } from './channels/channel.ts';
import type { Clock } from './clock.ts';
import { changesMembership, followDirectory, type Follower } from './decisions.ts';
import { Documents } from './documents.ts';
import { verifyChain } from './log/chain.ts';
import { FIRST_HASH, seal } from './log/hash.ts';
import { leapFrom } from './log/leap.ts';
import { UNDER_WAY, type Head, type Log } from './log/log.ts';
import { StorageError } from './log/storageError.ts';
import { project, type Projection } from './project.ts';
import { clientIdFrom, type Chance } from './random.ts';
import { Turn, type Committed } from './turn.ts';

export interface RebuildPorts {
  log: Log;
  chance: Chance;
  clock: Pick<Clock, 'now'>;
  channels: Channels;
  /** It came with a backup: of what was to be sent when that was made, nobody knows what has been sent since. */
  restored?: boolean;
  /** The newest record of the workspace that anybody saw confirmed, whether or not this log has it. */
  seen?: { epoch: number; seq: number };
}

/** Records read, and changes committed, at once: bounds memory, not meaning. */
const RECORDS_AT_ONCE = 500;
const RACED = 'somebody writes to the log that is being rebuilt';

/**
 * Not atomic as a whole: run it on a copy of the data and put the copy in place when it is done, as the command does.
 *
 * @returns how many records were projected
 * @throws if there is no such workspace, or a StorageError if its log is damaged: what is not whole is not projected
 */
export function rebuild(workspace: WorkspaceId, ports: RebuildPorts): number {
  const old = ports.log.epoch(workspace);
  if (!old) throw new Error(`no workspace ${workspace}`);
  const [damage] = verifyChain(ports.log, workspace);
  if (damage !== undefined) throw new StorageError('damaged', `workspace ${workspace}: ${damage}`);
  const now = ports.clock.now();
  const lost = ports.seen ?? { epoch: 0, seq: 0 };
  const before = Math.max(old.epoch, lost.epoch);
  const epoch = { epoch: nextEpoch(before, now), client: clientIdFrom(ports.chance) };
  ports.log.beginEpoch(workspace, epoch);
  const desk = new RebuildDesk(workspace, epoch, ports);
  let projected = 0;
  for (let last = 0; ;) {
    const records = ports.log.read(workspace, last, RECORDS_AT_ONCE);
    if (records.length === 0) break;
    for (const record of records) desk.replay(record);
    desk.barrier();
    projected += records.length;
    last = records.at(-1)?.seq ?? last;
  }
  if (ports.restored) desk.doubtDispatches();
  // Always: a copy of the whole folder that was put back looks like any other.
  desk.leap(lost.seq, { now, salt: Buffer.from(ports.chance.bytes(16)).toString('hex') });
  return projected;
}

/**
 * Never a number that was used before: of a backup that is restored elsewhere nobody knows which epochs came after it, and a
 * browser that has one of those must see that this is another.
 */
function nextEpoch(before: number, now: number): number {
  return Math.max(before + 1, Math.floor(now / 1_000));
}

/** Decides nothing: what follows from a record is worked out by the same code as when it was made. */
class RebuildDesk implements Follower {
  readonly workspace: WorkspaceId;
  readonly log: Log;
  readonly projection: Projection;
  turn: Turn;
  readonly #documents: Documents;
  readonly #epoch: number;
  #head: Head;
  #committed: Committed;
  #at = 0;

  constructor(
    workspace: WorkspaceId,
    epoch: { epoch: number; client: number },
    { log, channels }: RebuildPorts,
  ) {
    this.workspace = workspace;
    this.log = log;
    this.#documents = new Documents(log, epoch.client);
    this.#epoch = epoch.epoch;
    this.#head = log.head(workspace) ?? { seq: 0, at: 0, hash: FIRST_HASH };
    this.#committed = { head: this.#head, directory: EMPTY_DIRECTORY, cards: new Map() };
    this.turn = new Turn(workspace, log, this.#committed);
    this.projection = {
      workspace,
      epoch: epoch.epoch,
      documents: this.#documents,
      channelKind: (channel) => channels.kindOf(workspace, channel),
      channels: () => channels.of(workspace),
    };
  }

  replay(record: Parameters<Turn['apply']>[0]): void {
    this.#at = record.at;
    if (record.events.some(changesMembership)) this.barrier();
    const applied = this.turn.apply(record);
    project(this.projection, applied);
    const { before, after } = applied.directory;
    if (before !== after) followDirectory(this, before, after);
  }

  /** As if the relay had died in the middle of each try: tried again where that is safe, else shown as unknown. */
  doubtDispatches(): void {
    for (const dispatch of this.log.pending(this.workspace, Number.MAX_SAFE_INTEGER)) {
      this.turn.add('dispatches', { ...dispatch, nextAt: UNDER_WAY });
    }
    this.#commit(this.#documents.takeChanges());
  }

  /** Begins the new numbers. What a restart finds is the newest record that the witness saw. */
  leap(lost: number, { now, salt }: { now: number; salt: string }): void {
    const record = leapFrom(this.#head, lost, { epoch: this.#epoch, now });
    const stored = seal(record, salt, this.#head.hash);
    const nothing = { ...this.turn.commit([]), records: [stored] };
    if (this.log.append(this.workspace, this.#head.seq, nothing) === 'raced') throw new Error(RACED);
    this.#head = { seq: stored.seq, at: stored.at, hash: stored.hash };
  }

  barrier(): void {
    const updates = this.#documents.takeChanges();
    if (updates.length > 0) this.#commit(updates);
  }

  #commit(updates: ReturnType<Documents['takeChanges']>): void {
    if (this.log.append(this.workspace, this.#head.seq, this.turn.commit(updates)) === 'raced') {
      throw new Error(RACED);
    }
    this.#committed = this.turn.committed();
    this.#documents.settled(updates);
    this.#documents.shorten(updates, (cause) => {
      throw cause;
    });
    this.turn = new Turn(this.workspace, this.log, this.#committed);
  }

  now(): number {
    return this.#at;
  }

  /** Who was given what from a queue stands in the log. */
  queueMoved(): void {
    // Nothing follows.
  }
}
