// Commands on which the relay itself fails: a defect, found by what somebody wrote. Tried again, because it may have been
// something else; then set aside, so that whoever wrote it, and everybody else, can go on. Those that end the whole process
// are counted on the disk (suspects.ts), those that only fail in memory.

import type { CommandId, WorkspaceId } from '#lib/rules/ids.ts';
import { StorageError } from './log/storageError.ts';
import { noSuspects, TRIES, type Suspecting } from './suspects.ts';

/** Nobody writes so many; without an end, somebody hostile might. */
const KNOWN_MAX = 10_000;

export class Poison {
  readonly #workspace: WorkspaceId;
  readonly #suspects: Suspecting;
  readonly #failed = new Map<CommandId, number>();
  /** Suspects that this turn decides after all, or sets aside. */
  #settled: CommandId[] = [];

  constructor(workspace: WorkspaceId, suspects: Suspecting = noSuspects) {
    this.#workspace = workspace;
    this.#suspects = suspects;
  }

  isOne(command: CommandId): boolean {
    return (this.#failed.get(command) ?? 0) >= TRIES || this.#suspects.isPoison(this.#workspace, command);
  }

  /** True where each command has to be decided and committed alone, so that none is blamed for another. */
  get isCareful(): boolean {
    return this.#suspects.isCareful;
  }

  /** With the commit of this turn it has its verdict, and is no suspect any more. */
  settles(command: CommandId): void {
    if (this.#suspects.isSuspect(this.#workspace, command)) this.#settled.push(command);
  }

  /** The turn's commands are decided; now they are committed. */
  committing(): void {
    this.#suspects.committing();
  }

  turnOver(committed: boolean): void {
    this.#suspects.over();
    const settled = this.#settled;
    this.#settled = [];
    if (committed) for (const command of settled) this.#suspects.forget(this.#workspace, command);
  }

  /** Throws what `decide` throws. A disk that fails is no fault of the command. */
  watch(command: CommandId, decide: () => void): void {
    this.#suspects.deciding(this.#workspace, command);
    try {
      decide();
      this.settles(command);
    } catch (error) {
      if (!(error instanceof StorageError)) this.#note(command);
      throw error;
    }
  }

  #note(command: CommandId): void {
    const tries = (this.#failed.get(command) ?? 0) + 1;
    this.#failed.delete(command);
    this.#failed.set(command, tries);
    for (const oldest of this.#failed.keys()) {
      if (this.#failed.size <= KNOWN_MAX) break;
      this.#failed.delete(oldest);
    }
  }
}
