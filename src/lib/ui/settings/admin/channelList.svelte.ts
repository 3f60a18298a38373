// The channels as the relay has them. Whether a mailbox is connected is in no document, so it is asked for while it is shown.

import type { WorkspaceId } from '#lib/rules/ids.ts';
import { fetchChannels, type Channel } from './adminApi.ts';

export class ChannelList {
  readonly #workspace: WorkspaceId;
  #shown = $state.raw<readonly Channel[] | null>(null);
  #problem = $state.raw<unknown>(null);
  /** Of the question that was asked last; an answer to an earlier one says nothing any more. */
  #asked = 0;

  constructor(workspace: WorkspaceId) {
    this.#workspace = workspace;
  }

  /** Null before the relay has said. */
  get shown(): readonly Channel[] | null {
    return this.#shown;
  }
  /** Why there is no list. */
  get problem(): unknown {
    return this.#problem;
  }
  /** Something of it may change without anybody’s doing. */
  get changesByItself(): boolean {
    return this.#shown?.some(({ kind, enabled }) => kind === 'email' && enabled) ?? false;
  }

  /** What is shown stays until there is an answer, and for good if there is none. */
  async load(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const channels = await fetchChannels(this.#workspace);
      if (asked !== this.#asked) return;
      this.#shown = channels;
      this.#problem = null;
    } catch (problem) {
      if (asked === this.#asked && this.#shown === null) this.#problem = problem;
    }
  }
}
