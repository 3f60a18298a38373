// What the view of API tokens shows, and does.

import type { WorkspaceId } from '#lib/rules/ids.ts';
import { createToken, fetchTokens, revokeToken, type ApiToken } from './tokens.ts';

export class TokenList {
  readonly #workspace: WorkspaceId;
  #tokens = $state.raw<readonly ApiToken[] | null>(null);
  #secret = $state<string | null>(null);
  #problem = $state.raw<unknown>(null);
  #busy = $state(false);

  constructor(workspace: WorkspaceId) {
    this.#workspace = workspace;
  }

  /** Null before the relay has said. */
  get tokens(): readonly ApiToken[] | null {
    return this.#tokens;
  }
  /** Of the one that was made just now. */
  get secret(): string | null {
    return this.#secret;
  }
  get problem(): unknown {
    return this.#problem;
  }
  get busy(): boolean {
    return this.#busy;
  }

  load(): Promise<boolean> {
    return this.#do(async () => undefined);
  }
  create(name: string): Promise<boolean> {
    return this.#do(async () => {
      this.#secret = await createToken(this.#workspace, name);
    });
  }
  revoke(id: string): Promise<boolean> {
    return this.#do(() => revokeToken(this.#workspace, id));
  }
  /** It has been copied: it shall not stand on the screen for longer. */
  forgetSecret(): void {
    this.#secret = null;
  }

  /** True if it worked. */
  async #do(task: () => Promise<void>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.#problem = null;
    try {
      await task();
      this.#tokens = await fetchTokens(this.#workspace);
      return true;
    } catch (problem) {
      this.#problem = problem;
      return false;
    } finally {
      this.#busy = false;
    }
  }
}
