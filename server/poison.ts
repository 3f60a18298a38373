// Commands on which the relay itself fails: a defect, found by what somebody wrote. Tried again, because it may have been
// something else; then set aside, so that whoever wrote it, and everybody else, can go on.

import type { CommandId } from '#lib/rules/ids.ts';
import { StorageError } from './log/storageError.ts';

const TRIES = 3;
/** Nobody writes so many; without an end, somebody hostile might. */
const KNOWN_MAX = 10_000;

export class Poison {
  readonly #failed = new Map<CommandId, number>();

  isOne(command: CommandId): boolean {
    return (this.#failed.get(command) ?? 0) >= TRIES;
  }

  /** Throws what `decide` throws. A disk that fails is no fault of the command. */
  watch(command: CommandId, decide: () => void): void {
    try {
      decide();
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
