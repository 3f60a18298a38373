// Accounts: who may speak for which member. Opens everything below and answers what the relay asks.

import type { DatabaseSync } from 'node:sqlite';
import { isAPIError } from 'better-auth/api';
import type { MemberId, WorkspaceId } from '#lib/rules/ids.ts';
import { transact } from '../database.ts';
import type { Identity, RequestHead } from '../identity.ts';
import type { Chance } from '../random.ts';
import { ApiTokens, type Holder } from './apiTokens.ts';
import { createAuth, type Auth, type AuthOptions } from './auth.ts';
import { Invites } from './invites.ts';
import { Memberships, type Membership } from './memberships.ts';
import { Passwords } from './passwords.ts';
import { Resets } from './resets.ts';
import { newId } from './secret.ts';
import { Sessions } from './sessions.ts';
import { createTables, installationKind, type InstallationKind } from './tables.ts';

export interface AccountsOptions extends AuthOptions {
  kind: InstallationKind;
  chance: Chance;
}

/** Somebody who is signed in with a cookie. `cookies`: what the response has to set, because the session was renewed. */
export interface SignedIn {
  account: string;
  session: string;
  name: string;
  email: string;
  cookies: string[];
}

interface NewAccount {
  name: string;
  email: string;
  password: string;
}

/** `problem`: a code of better-auth in lower case, for example `user-already-exists`, with its own words. */
type SignUp = { account: string; cookies: string[] } | { problem: string; message: string };

/** The data folder belongs to the other kind of installation. */
export class WrongKind extends Error {
  override name = 'WrongKind';
}

/** @throws WrongKind if the folder was begun as the other kind */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const auth = await createAuth(options);
  createTables(options.database);
  const kind = installationKind(options.database, options.kind);
  if (kind !== options.kind) throw new WrongKind(explainKind(kind));
  removeHalfMade(options.database);
  return new Accounts(auth, options);
}

export class Accounts {
  readonly invites: Invites;
  readonly tokens: ApiTokens;
  readonly memberships: Memberships;
  readonly resets: Resets;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly #auth: Auth;
  readonly #options: AccountsOptions;

  constructor(auth: Auth, options: AccountsOptions) {
    const { database, clock, chance } = options;
    this.#auth = auth;
    this.#options = options;
    this.invites = new Invites(database, clock, chance);
    this.tokens = new ApiTokens(database, clock, chance);
    this.memberships = new Memberships(database);
    this.resets = new Resets(database, clock, chance);
    this.sessions = new Sessions(auth, clock);
    this.passwords = new Passwords(auth);
  }

  /** Answers better-auth's own addresses below /api/auth. */
  handle(request: Request): Promise<Response> {
    return this.#auth.handler(request);
  }

  /** Whoever the request comes from. A token that is given but not valid never falls back to the cookie. */
  async identify(request: RequestHead): Promise<Identity | null> {
    const token = bearerOf(request);
    if (token !== null) {
      const holder = this.tokens.find(token);
      return holder && ofToken(holder);
    }
    const signedIn = await this.signedIn(request.headers, { renew: false });
    return signedIn && this.#ofSession(signedIn);
  }

  /**
   * Who is signed in by cookie, asked of the database and of no cache: a signed-out cookie opens nothing.
   *
   * @param renew lets the session begin a new month, where the response can carry the new cookie
   */
  async signedIn(headers: Headers, { renew }: { renew: boolean }): Promise<SignedIn | null> {
    const query = { disableCookieCache: true, disableRefresh: !renew };
    const found = await this.#auth.api.getSession({ headers, query, returnHeaders: true });
    if (!found.response) return null;
    const { user, session } = found.response;
    if (this.sessions.isOld(session.createdAt)) {
      await this.sessions.end([session]);
      return null;
    }
    const { name, email } = user;
    return { account: user.id, session: session.id, name, email, cookies: found.headers.getSetCookie() };
  }

  /** Makes an account and signs it in. */
  async signUp(person: NewAccount, headers: Headers): Promise<SignUp> {
    const { name, email, password } = person;
    const made = await this.#attempt(() =>
      this.#auth.api.signUpEmail({ body: { name, email, password }, headers, returnHeaders: true }),
    );
    if ('problem' in made) return made;
    return { account: made.response.user.id, cookies: made.headers.getSetCookie() };
  }

  async signIn({ email, password }: Omit<NewAccount, 'name'>, headers: Headers): Promise<SignUp> {
    const made = await this.#attempt(() =>
      this.#auth.api.signInEmail({ body: { email, password }, headers, returnHeaders: true }),
    );
    if ('problem' in made) return made;
    return { account: made.response.user.id, cookies: made.headers.getSetCookie() };
  }

  /** Ends the session that a request came with, if it still is one: whoever signs in anew leaves the old one behind. */
  async endSessionOf(headers: Headers): Promise<void> {
    const query = { disableCookieCache: true, disableRefresh: true };
    const found = await this.#auth.api.getSession({ headers, query });
    if (found) await this.sessions.end([found.session]);
  }

  /** A new session for an account; returns the cookies that carry it. */
  async openSession(account: string, headers: Headers): Promise<string[]> {
    const opened = await this.#auth.api.openSession({ body: { account }, headers, returnHeaders: true });
    return opened.headers.getSetCookie();
  }

  /** What an account is known by; null if there is none. */
  async person(account: string): Promise<{ name: string; email: string } | null> {
    const { internalAdapter } = await this.#auth.$context;
    const user = await internalAdapter.findUserById(account);
    return user && { name: user.name, email: user.email };
  }

  /** Uses an invite up for an account: both or neither. Null if somebody else was faster. */
  joinByInvite(token: string, account: string, joining: Omit<Membership, 'member'>): Membership | null {
    const membership = { ...joining, member: this.newMemberId() };
    return transact(this.#options.database, () => {
      if (!this.invites.use(token)) return null;
      this.memberships.add(account, membership);
      return membership;
    });
  }

  newMemberId(): MemberId {
    return newId(this.#options.chance);
  }

  /** Gives each demo member an account that nobody can sign in to but through `openSession`. */
  async addDemoAccounts(workspace: WorkspaceId, members: Omit<Membership, 'workspace'>[]): Promise<void> {
    const { internalAdapter } = await this.#auth.$context;
    for (const membership of members) {
      const { member, name } = membership;
      if (this.memberships.accountOf(workspace, member) !== null) continue;
      const email = `${member}@${workspace}.invalid`;
      const known = await internalAdapter.findUserByEmail(email);
      const user =
        known?.user ??
        (await internalAdapter.createUser({ name, email, emailVerified: false }, { method: 'demo' }));
      if (!known)
        await internalAdapter.linkAccount({ userId: user.id, providerId: 'demo', accountId: member });
      this.memberships.add(user.id, { workspace, ...membership });
    }
  }

  #ofSession({ account, session }: SignedIn): Identity {
    return {
      account,
      session,
      principalFor: (workspace) => {
        const member = this.memberships.memberOf(account, workspace);
        return member === null ? null : { kind: 'member', workspace, member };
      },
    };
  }

  async #attempt<T>(call: () => Promise<T>): Promise<T | { problem: string; message: string }> {
    try {
      return await call();
    } catch (error) {
      if (!isAPIError(error)) throw error;
      const { code, message } = error.body ?? {};
      return { problem: problemCode(code), message: message ?? 'The account could not be made.' };
    }
  }
}

/** Codes of better-auth (`USER_ALREADY_EXISTS`) in the form of ours (`user-already-exists`). */
export function problemCode(code: unknown): string {
  return typeof code === 'string' ? code.toLowerCase().replaceAll('_', '-') : 'refused';
}

/** The id that an API token's sockets are known by. */
export function tokenSession(id: string): string {
  return `token:${id}`;
}

function ofToken(holder: Holder): Identity {
  const { id, workspace, member } = holder;
  return {
    account: null,
    session: tokenSession(id),
    principalFor: (wanted) => (wanted === workspace ? { kind: 'member', workspace, member } : null),
  };
}

function bearerOf({ url, headers }: RequestHead): string | null {
  // Other schemes are a proxy's business and say nothing about a member.
  const bearer = /^Bearer +(.*)$/i.exec(headers.get('authorization') ?? '');
  if (bearer) return bearer[1] ?? '';
  return URL.parse(url, 'http://relay')?.searchParams.get('token') ?? null;
}

/** An account without a way to sign in is what a crash left between two writes: its e-mail address is free again. */
function removeHalfMade(database: DatabaseSync): void {
  const halfMade =
    'SELECT id FROM user WHERE NOT EXISTS (SELECT 1 FROM account WHERE account.userId = user.id)';
  transact(database, () => {
    database.exec(
      `DELETE FROM session WHERE userId IN (${halfMade}); DELETE FROM user WHERE id IN (${halfMade})`,
    );
  });
}

function explainKind(kind: InstallationKind): string {
  return kind === 'demo'
    ? 'This data folder holds the demo, in which everybody may sign in. Set DATA_DIR to another folder, or DEMO=1.'
    : 'This data folder holds real conversations, and DEMO is on. Set DEMO=0, or DATA_DIR to another folder.';
}
