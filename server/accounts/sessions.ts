// Where an account is signed in. A session ends by itself after a month without use, and always after ninety days.

import type { Clock } from '../clock.ts';
import type { Auth } from './auth.ts';

/** However often it is used: whoever holds a stolen cookie is out by then. */
const LIFETIME_MS = 90 * 24 * 3_600_000;

export interface Session {
  id: string;
  /** Opens it: never leaves the relay in an answer. */
  token: string;
  startedAt: number;
  /** To the day: a session is renewed once a day. */
  usedAt: number;
  /** The browser's own words for itself (User-Agent). */
  agent: string;
}

export class Sessions {
  readonly #auth: Auth;
  readonly #clock: Clock;

  constructor(auth: Auth, clock: Clock) {
    this.#auth = auth;
    this.#clock = clock;
  }

  /** True for one that has to end although it is in use. */
  isOld(startedAt: Date): boolean {
    return startedAt.getTime() <= this.#clock.now() - LIFETIME_MS;
  }

  /** Those that are open, the last used first. */
  async of(account: string): Promise<Session[]> {
    const { internalAdapter } = await this.#auth.$context;
    const sessions = await internalAdapter.listSessions(account, { onlyActiveSessions: true });
    return sessions
      .map(({ id, token, createdAt, updatedAt, userAgent }) => ({
        ...{ id, token, agent: userAgent ?? '' },
        ...{ startedAt: createdAt.getTime(), usedAt: updatedAt.getTime() },
      }))
      .sort((a, b) => b.usedAt - a.usedAt);
  }

  /** Their sockets are closed with them. */
  async end(sessions: readonly Pick<Session, 'token'>[]): Promise<void> {
    if (sessions.length === 0) return;
    const { internalAdapter } = await this.#auth.$context;
    await internalAdapter.deleteSessions(sessions.map(({ token }) => token));
  }

  async endAllOf(account: string): Promise<void> {
    await this.end(await this.of(account));
  }

  /** Those whose time is up. */
  async endExpired(): Promise<void> {
    const { adapter } = await this.#auth.$context;
    const now = this.#clock.now();
    const over = [
      { field: 'expiresAt', value: new Date(now) },
      { field: 'createdAt', value: new Date(now - LIFETIME_MS) },
    ].map(({ field, value }) =>
      adapter.findMany<{ token: string }>({
        model: 'session',
        where: [{ field, operator: 'lte', value }],
      }),
    );
    await this.end((await Promise.all(over)).flat());
  }
}
