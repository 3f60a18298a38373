// The disk under the relay's log: what was appended stays, whatever becomes of the process; the process can die at each
// point of a commit, and the disk can be full for a while.

import type { Commit, Epoch, Log } from '../../server/log/log.ts';
import { StorageError } from '../../server/log/storageError.ts';
import type { WorkspaceId } from '#lib/rules/ids.ts';

/** Thrown into a process that has just died. Nobody is left to catch it. */
export class Died extends Error {}

export const CRASH_POINTS = ['before-commit', 'after-commit', 'after-publish'] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

export interface DiskEvents {
  /** This commit is durable; nobody has heard of it yet. */
  appended(workspace: WorkspaceId, commit: Commit): void;
  epochBegun(workspace: WorkspaceId, epoch: Epoch): void;
  /** The relay asked whether a command had been decided, and it had. */
  knownVerdict(): void;
  /** The process reached the point at which it was to die. */
  dies(point: CrashPoint): void;
}

export class Disk {
  /** What survives. */
  log: Log;
  isFull = false;
  /** Names of all documents that were ever written. */
  readonly documents = new Set<string>();
  dieAt: CrashPoint | null = null;
  readonly #events: DiskEvents;

  constructor(log: Log, events: DiskEvents) {
    this.log = log;
    this.#events = events;
  }

  /** The log as one process has it: when that has died, it reads and writes nothing any more. */
  mount(isAlive: () => boolean): Log {
    const { log } = this;
    const guarded = <K extends keyof Log>(name: K): Log[K] => {
      const method = log[name].bind(log) as (...args: unknown[]) => unknown;
      return ((...args: unknown[]) => {
        if (!isAlive()) throw new Died();
        return method(...args);
      }) as Log[K];
    };
    return {
      append: (workspace, after, commit) => this.#append(guarded('append'), { workspace, after, commit }),
      beginEpoch: (workspace, epoch) => {
        this.#assertRoom();
        guarded('beginEpoch')(workspace, epoch);
        this.#events.epochBegun(workspace, epoch);
      },
      compact: (name, snapshot) => {
        this.#assertRoom();
        guarded('compact')(name, snapshot);
      },
      verdict: (workspace, command) => {
        const seq = guarded('verdict')(workspace, command);
        if (seq !== null) this.#events.knownVerdict();
        return seq;
      },
      erase: guarded('erase'),
      scrub: guarded('scrub'),
      read: guarded('read'),
      head: guarded('head'),
      workspaces: guarded('workspaces'),
      epoch: guarded('epoch'),
      directory: guarded('directory'),
      card: guarded('card'),
      cardsOf: guarded('cardsOf'),
      waiting: guarded('waiting'),
      page: guarded('page'),
      search: guarded('search'),
      audited: guarded('audited'),
      conversationOf: guarded('conversationOf'),
      cursor: guarded('cursor'),
      due: guarded('due'),
      pending: guarded('pending'),
      clientOwner: guarded('clientOwner'),
      document: guarded('document'),
      close: () => undefined,
    };
  }

  #append(
    append: Log['append'],
    { workspace, after, commit }: { workspace: WorkspaceId; after: number; commit: Commit },
  ): 'appended' | 'raced' {
    this.#assertRoom();
    this.#dieIf('before-commit');
    const result = append(workspace, after, commit);
    if (result === 'raced') return result;
    for (const { document } of commit.updates) this.documents.add(document);
    this.#events.appended(workspace, commit);
    this.#dieIf('after-commit');
    if (this.dieAt === 'after-publish') {
      this.dieAt = null;
      this.#events.dies('after-publish');
    }
    return result;
  }

  #dieIf(point: CrashPoint): void {
    if (this.dieAt !== point) return;
    this.dieAt = null;
    this.#events.dies(point);
    throw new Died();
  }

  #assertRoom(): void {
    if (this.isFull) throw new StorageError('full', 'no room left on the device');
  }
}
