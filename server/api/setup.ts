// The first start in production: whoever sees the relay's console founds the workspace and becomes its first admin.

import * as v from 'valibot';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import { join, workspaceIdFrom } from '../accounts/join.ts';
import { isSecret } from '../accounts/secret.ts';
import { FIRST_CHANNEL } from '../channels/channelTable.ts';
import { ApiError, limited, readBody, setCookies, type ApiContext, type ApiPorts } from './context.ts';
import { email, name, password } from './forms.ts';

const setup = v.strictObject({
  code: v.pipe(v.string(), v.maxLength(100)),
  /** The name of the workspace. */
  workspace: name,
  name,
  email,
  password,
});

/** One at a time, or two would both find that nobody is there yet. */
const founding = new WeakSet<ApiPorts>();

export function getSetup(ports: ApiPorts, context: ApiContext): Response {
  return context.json({ needed: isNeeded(ports) });
}

export async function postSetup(ports: ApiPorts, context: ApiContext): Promise<Response> {
  limited(context, ports.guesses);
  const wish = await readBody(context, setup);
  const right = ports.setupCode !== null && isSecret(wish.code.trim().toLowerCase(), ports.setupCode);
  if (!isNeeded(ports) || founding.has(ports))
    throw new ApiError(409, 'set-up', 'This relay is set up already.');
  if (!right) throw new ApiError(403, 'wrong-code', 'That is not the code on the console of the relay.');
  founding.add(ports);
  try {
    return await found(ports, context, wish);
  } finally {
    founding.delete(ports);
  }
}

function isNeeded({ accounts, setupCode }: ApiPorts): boolean {
  return setupCode !== null && !accounts.memberships.any();
}

async function found(
  ports: ApiPorts,
  context: ApiContext,
  wish: v.InferOutput<typeof setup>,
): Promise<Response> {
  const { accounts, relay, channels } = ports;
  const admin = await firstAccount(ports, context, wish);
  const workspace: WorkspaceId = workspaceIdFrom(wish.workspace) ?? 'workspace';
  // A first try may have ended in between.
  if (!relay.directory(workspace)) await relay.createWorkspace(workspace, wish.workspace);
  channels.addWebChat(workspace, FIRST_CHANNEL, wish.workspace);
  const membership = { workspace, member: accounts.newMemberId(), name: wish.name, role: 'admin' as const };
  accounts.memberships.add(admin.account, membership);
  await join(relay, membership);
  setCookies(context, admin.cookies);
  return context.json({ workspace, member: membership.member }, 201);
}

/** A first try may have made the account before it ended: then its password lets in. */
async function firstAccount(
  { accounts }: ApiPorts,
  context: ApiContext,
  wish: v.InferOutput<typeof setup>,
): Promise<{ account: string; cookies: string[] }> {
  const { headers } = context.req.raw;
  const made = await accounts.signUp(wish, headers);
  if (!('problem' in made)) return made;
  const again = made.problem.startsWith('user-already-exists') ? await accounts.signIn(wish, headers) : made;
  if ('problem' in again) throw new ApiError(400, again.problem, again.message);
  return again;
}
