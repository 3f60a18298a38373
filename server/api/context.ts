// What every address of the API shares: how it is asked, how it answers, and who asks.

import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as v from 'valibot';
import { activeMember, isAdmin } from '#lib/rules/directory.ts';
import { isId, type MemberId, type WorkspaceId } from '#lib/rules/ids.ts';
import type { Accounts, SignedIn } from '../accounts/accounts.ts';
import type { ChannelTable } from '../channels/channelTable.ts';
import type { Emails } from '../channels/email/emails.ts';
import type { EraseContact } from '../forgetContact.ts';
import type { Webhooks } from '../channels/webhook/webhooks.ts';
import type { Clock } from '../clock.ts';
import type { Simulation } from '../demo/simulation.ts';
import type { Files } from '../files/files.ts';
import type { Origins } from '../http/origin.ts';
import type { RateLimit } from '../http/rateLimit.ts';
import type { Principal } from '../principal.ts';
import type { Chance } from '../random.ts';
import type { Relay } from '../relay.ts';
import type { NoteSecurity } from '../securityLog.ts';

export interface Env {
  Bindings: HttpBindings;
  /** `address`: of the client, as http.ts established it; `network`: who shares limits with it. */
  Variables: { address: string; network: string };
}
export type ApiContext = Context<Env>;

/** A member of the demo, as the sign-in page offers them. */
export interface DemoMember {
  member: MemberId;
  name: string;
  role: 'admin' | 'agent';
  colour: number;
}

export interface ApiPorts {
  accounts: Accounts;
  relay: Pick<
    Relay,
    | 'directory'
    | 'submit'
    | 'createWorkspace'
    | 'page'
    | 'search'
    | 'preview'
    | 'auditPage'
    | 'checkLog'
    | 'card'
    | 'closeChannel'
    | 'attachment'
    | 'chatAttachment'
    | 'replyAttachment'
    | 'exportContact'
  >;
  eraseContact: EraseContact;
  channels: ChannelTable;
  webhooks: Webhooks;
  emails: Emails;
  files: Pick<Files, 'state' | 'bring' | 'facts' | 'read'>;
  origins: Origins;
  clock: Clock;
  chance: Chance;
  /** What costs much or is worth guessing. */
  guesses: RateLimit;
  searches: RateLimit;
  /** What costs some, and is asked for often by whoever uses the app well. */
  lookups: RateLimit;
  /** Files that come in, and files that go out. */
  uploads: RateLimit;
  downloads: RateLimit;
  /** Bytes that visitors of one network bring in a day. */
  visitorBytes: RateLimit;
  demo: {
    workspace: WorkspaceId;
    members: DemoMember[];
    simulation: Pick<Simulation, 'until' | 'start' | 'stop'>;
  } | null;
  /** Shown on the console of a relay without members; null where nothing is to be set up. */
  setupCode: string | null;
  note: NoteSecurity;
  /** The identity that sockets were opened with is over. */
  onSignedOut: (session: string) => void;
}

/** The API's answer when it does not do what was asked. Thrown, because it ends the request wherever it is noticed. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: ContentfulStatusCode;
  readonly code: string;

  /** @param message in plain words, for whoever writes a client; people see what the app makes of `code` */
  constructor(status: ContentfulStatusCode, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function errorBody(code: string, message: string): { error: string; message: string } {
  return { error: code, message };
}

/** @throws ApiError if the body is not JSON of that form */
export async function readBody<Schema extends v.GenericSchema>(
  context: ApiContext,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new ApiError(415, 'not-json', 'Send Content-Type: application/json.');
  const body: unknown = await context.req.json().catch(() => {
    throw new ApiError(400, 'malformed', 'The body is not JSON.');
  });
  const parsed = v.safeParse(schema, body);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue) ?? 'body';
  throw new ApiError(400, 'malformed', `${path}: ${issue.message}`);
}

/** Limits how often one address, or whoever `key` names, may try. @throws ApiError if that was too often */
export function limited(context: ApiContext, limit: RateLimit, key = context.get('network')): void {
  if (limit(key)) return;
  context.header('Retry-After', '60');
  throw new ApiError(429, 'too-fast', 'Too many tries. Wait a minute.');
}

/** @throws ApiError unless somebody is signed in by cookie: programs with a token manage no accounts */
export async function mustBeSignedIn({ accounts }: ApiPorts, context: ApiContext): Promise<SignedIn> {
  const signedIn = await accounts.signedIn(context.req.raw.headers, { renew: false });
  if (!signedIn) throw new ApiError(401, 'not-signed-in', 'Sign in first.');
  return signedIn;
}

type MemberPrincipal = Principal & { kind: 'member' };

/** The active member who asks, by cookie or token. @throws ApiError if there is none */
export async function mustBeMember(
  ports: ApiPorts,
  context: ApiContext,
  workspace: string,
): Promise<MemberPrincipal> {
  const { headers } = context.req.raw;
  // Tokens in addresses are for sockets that cannot send a header; here they would only end in logs.
  const identity = await ports.accounts.identify({ url: '/', headers });
  if (!identity) throw new ApiError(401, 'not-signed-in', 'Sign in first, or send a valid API token.');
  return activeIn(ports, workspace, identity.principalFor(workspace));
}

/** As `mustBeMember`, but not with a token. */
export async function mustBeMemberInPerson(
  ports: ApiPorts,
  context: ApiContext,
  workspace: string,
): Promise<MemberPrincipal> {
  const { account } = await mustBeSignedIn(ports, context);
  const member = ports.accounts.memberships.memberOf(account, workspace);
  return activeIn(ports, workspace, member === null ? null : { kind: 'member', workspace, member });
}

export async function mustBeAdmin(
  ports: ApiPorts,
  context: ApiContext,
  workspace: string,
): Promise<MemberPrincipal> {
  const who = await mustBeMemberInPerson(ports, context, workspace);
  const directory = ports.relay.directory(workspace);
  if (directory && isAdmin(directory, who.member)) return who;
  throw new ApiError(403, 'not-an-admin', 'Only admins may do this.');
}

/** One answer for unknown workspaces and those of others. */
function activeIn({ relay }: ApiPorts, workspace: string, who: Principal | null): MemberPrincipal {
  const directory = isId(workspace) ? relay.directory(workspace) : null;
  if (directory && who?.kind === 'member' && activeMember(directory, who.member)) return who;
  throw new ApiError(404, 'no-such-workspace', 'There is no such workspace, or you do not belong to it.');
}

export function setCookies(context: ApiContext, cookies: string[]): void {
  for (const cookie of cookies) context.header('Set-Cookie', cookie, { append: true });
}
