// better-auth, set up for a relay that is alone: no network, no telemetry, its tables in the relay's own database, e-mail
// and password, and no way to an account that does not go through us.

import type { DatabaseSync } from 'node:sqlite';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import {
  APIError,
  createAuthEndpoint,
  createAuthMiddleware,
  getSessionFromCtx,
  isAPIError,
} from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { getAdapter } from 'better-auth/db/adapter';
import { getMigrations } from 'better-auth/db/migration';
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { AuthTries } from './authTries.ts';
import { isEasilyGuessed } from './passwordRules.ts';

/** Shorter passwords are guessed; longer ones than 128 characters only cost time to hash. */
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 128;

const DAY_S = 24 * 3_600;
/** A month without opening the app signs a device out; any day it is opened begins a new month. */
const SESSION_S = 30 * DAY_S;

/** Set by http.ts on every request that reaches better-auth, whatever the client sent under this name. */
export const ADDRESS_HEADER = 'x-estafet-client';

export interface AuthOptions {
  database: DatabaseSync;
  secret: string;
  /** Where browsers find the relay. Only over https do cookies get `Secure` and the `__Host-` name. */
  baseUrl: string;
  /** True for requests of our own pages. */
  trusts: (request: Request) => boolean;
  /** A session is over: signed out, revoked, or its password changed. */
  onSessionEnded: (session: string) => void;
  logger: Logger;
  clock: Clock;
}

export type Auth = Awaited<ReturnType<typeof createAuth>>;

export async function createAuth(options: AuthOptions) {
  const settings = authSettings(options);
  const direct = { ...settings, database: options.database };
  const { runMigrations } = await getMigrations(direct);
  await runMigrations();
  const adapter = await getAdapter(direct);
  // Its transactions stay open over an `await`, which database.ts forbids. What a crash then leaves half made is removed
  // at the next start: see accounts.ts.
  adapter.transaction = (work) => work(adapter);
  return betterAuth({ ...settings, plugins: [sessions], database: () => adapter });
}

/** Makes a session for an account without a password, for the relay itself: no address leads to it. */
const sessions = {
  id: 'estafet-sessions',
  endpoints: {
    openSession: createAuthEndpoint.serverOnly(
      { method: 'POST', body: v.object({ account: v.string() }) },
      async (context) => {
        const { internalAdapter } = context.context;
        const user = await internalAdapter.findUserById(context.body.account);
        if (!user) throw new Error('a session for an account that does not exist');
        const session = await internalAdapter.createSession(user.id);
        await setSessionCookie(context, { session, user });
        return { session: session.id };
      },
    ),
  },
};

/** Those of the wrong length are better-auth's to refuse. */
const chosen = v.object({
  newPassword: v.optional(v.string()),
  password: v.optional(v.string()),
  name: v.optional(v.string()),
  email: v.optional(v.string()),
});

const refuseEasyPasswords = createAuthMiddleware(async (context) => {
  if (context.path !== '/sign-up/email' && context.path !== '/change-password') return;
  const body = v.safeParse(chosen, context.body);
  if (!body.success) return;
  const { newPassword, password, name = '', email = '' } = body.output;
  const user = context.path === '/change-password' ? (await getSessionFromCtx(context))?.user : undefined;
  const problem = await easyProblem(newPassword ?? password ?? '', user ?? { name, email });
  if (problem) throw new APIError('BAD_REQUEST', problem);
});

/** What is wrong with a password that somebody chooses, apart from its length; null if nothing is. */
export async function easyProblem(
  password: string,
  { name, email }: { name: string; email: string },
): Promise<{ code: string; message: string } | null> {
  const fits = password.length >= PASSWORD_MIN && password.length <= PASSWORD_MAX;
  if (!fits || !(await isEasilyGuessed(password, [name, email]))) return null;
  return {
    code: 'PASSWORD_TOO_EASY',
    message: 'This password is easy to guess. Three or four words that do not belong together are better.',
  };
}

function authSettings({ secret, baseUrl, trusts, onSessionEnded, logger, clock }: AuthOptions) {
  const secure = baseUrl.startsWith('https:');
  return {
    appName: 'Estafet',
    baseURL: baseUrl,
    basePath: '/api/auth',
    secret,
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => logger.error({ part: 'accounts' }, message) },
    // What it refuses is in the security log; by itself it would write a line of its own making for each to the console.
    onAPIError: {
      onError: (error) => {
        if (!isAPIError(error) || error.statusCode >= 500) logger.error({ part: 'accounts', error });
      },
    },
    emailAndPassword: { enabled: true, minPasswordLength: PASSWORD_MIN, maxPasswordLength: PASSWORD_MAX },
    // Invites sign up, on the server's side only.
    disabledPaths: ['/sign-up/email'],
    hooks: { before: refuseEasyPasswords },
    session: { expiresIn: SESSION_S, updateAge: DAY_S, cookieCache: { enabled: false } },
    databaseHooks: { session: { delete: { after: async (session) => onSessionEnded(session.id) } } },
    // In memory: one relay serves one database. The address comes from us alone, so nobody makes up a new one per try.
    rateLimit: {
      enabled: true,
      customStorage: new AuthTries(clock),
      window: 60,
      max: 120,
      customRules: { '/sign-in/email': { window: 60, max: 10 }, '/change-password': { window: 60, max: 10 } },
    },
    trustedOrigins: (request) => [request && trusts(request) ? request.headers.get('origin') : null],
    advanced: {
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      // Both follow from NODE_ENV otherwise.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: false,
      cookiePrefix: secure ? '__Host-estafet' : 'estafet',
      // Strict: the app is a static shell that needs no cookie to open; only its own requests carry one.
      defaultCookieAttributes: { secure, sameSite: 'strict', httpOnly: true, path: '/' },
    },
  } satisfies BetterAuthOptions;
}
