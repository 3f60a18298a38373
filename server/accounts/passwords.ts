// Passwords of accounts that have one: demo members have none.

import type { Auth } from './auth.ts';

export class Passwords {
  readonly #auth: Auth;

  constructor(auth: Auth) {
    this.#auth = auth;
  }

  async has(account: string): Promise<boolean> {
    return (await this.#hashOf(account)) !== null;
  }

  async isOf(account: string, password: string): Promise<boolean> {
    const hash = await this.#hashOf(account);
    if (hash === null) return false;
    const context = await this.#auth.$context;
    return context.password.verify({ hash, password });
  }

  /** The rules for passwords have been asked before. */
  async set(account: string, password: string): Promise<void> {
    const context = await this.#auth.$context;
    await context.internalAdapter.updatePassword(account, await context.password.hash(password));
  }

  async #hashOf(account: string): Promise<string | null> {
    const { internalAdapter } = await this.#auth.$context;
    return (await internalAdapter.findCredentialAccount(account))?.password ?? null;
  }
}
