// Invites: an admin makes a link; whoever opens it signs up, or joins with the account they have.

import * as v from 'valibot';
import { activeMember, isAdmin } from '#lib/rules/directory.ts';
import type { Invite } from '../accounts/invites.ts';
import { join } from '../accounts/join.ts';
import type { Membership } from '../accounts/memberships.ts';
import {
  ApiError,
  limited,
  mustBeAdmin,
  readBody,
  setCookies,
  type ApiContext,
  type ApiPorts,
} from './context.ts';
import { email, id, name, password, role } from './forms.ts';

const wanted = v.strictObject({ workspace: id, role });
/** Signed in, the account's own name is used. */
const signUp = v.strictObject({ name, email, password });

export async function postInvite(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace, role: wantedRole } = await readBody(context, wanted);
  const admin = await mustBeAdmin(ports, context, workspace);
  const { token, expiresAt } = ports.accounts.invites.create(workspace, wantedRole, admin.member);
  const link = `${ports.origins.baseUrl(context.req.header('host'))}/invite/${token}`;
  return context.json({ link, expiresAt }, 201);
}

/** Those that can still be used. Their links are nowhere any more: only whoever made one saw it. */
export async function getInvites(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace } = await mustBeAdmin(ports, context, context.req.query('workspace') ?? '');
  const directory = ports.relay.directory(workspace);
  const open = ports.accounts.invites.open(workspace);
  const invites = open.filter(({ createdBy }) => directory && isAdmin(directory, createdBy));
  return context.json({
    invites: invites.map(({ id: invite, role: of, createdBy, expiresAt }) => ({
      id: invite,
      role: of,
      createdBy,
      expiresAt,
    })),
  });
}

export async function deleteInvite(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace } = await mustBeAdmin(ports, context, context.req.query('workspace') ?? '');
  if (ports.accounts.invites.revoke(workspace, context.req.param('invite') ?? ''))
    return context.body(null, 204);
  throw new ApiError(404, 'no-such-invite', 'There is no such open invite.');
}

/** What the link is for, to whoever has it. */
export function getInvite(ports: ApiPorts, context: ApiContext): Response {
  limited(context, ports.guesses);
  const { invite } = mustFind(ports, context);
  const directory = ports.relay.directory(invite.workspace);
  return context.json({
    workspace: invite.workspace,
    name: directory?.settings.name ?? invite.workspace,
    role: invite.role,
    invitedBy: directory?.members[invite.createdBy]?.name ?? null,
    expiresAt: invite.expiresAt,
  });
}

export async function postAccept(ports: ApiPorts, context: ApiContext): Promise<Response> {
  limited(context, ports.guesses);
  const { token, invite } = mustFind(ports, context);
  const signedIn = await ports.accounts.signedIn(context.req.raw.headers, { renew: false });
  const joined = signedIn
    ? joinWith(ports, { token, invite }, signedIn.account, signedIn.name)
    : await signUpWith(ports, context, { token, invite });
  await join(ports.relay, joined);
  return context.json({ workspace: joined.workspace, member: joined.member }, 201);
}

interface Found {
  token: string;
  invite: Invite;
}

/** Making an account takes a while: the invite is kept for this caller meanwhile, so that two do not share it. */
async function signUpWith(ports: ApiPorts, context: ApiContext, found: Found): Promise<Membership> {
  const { accounts } = ports;
  const person = await readBody(context, signUp);
  if (!accounts.invites.reserve(found.token)) throw used();
  const made = await accounts.signUp(person, context.req.raw.headers);
  if ('problem' in made) {
    accounts.invites.release(found.token);
    throw new ApiError(400, made.problem, made.message);
  }
  const joined = joinWith(ports, found, made.account, person.name);
  setCookies(context, made.cookies);
  return joined;
}

function joinWith(ports: ApiPorts, { token, invite }: Found, account: string, as: string): Membership {
  const { accounts } = ports;
  const { workspace } = invite;
  if (accounts.memberships.memberOf(account, workspace) !== null) {
    throw new ApiError(
      409,
      'already-a-member',
      'You belong to this workspace already. The invite was not used.',
    );
  }
  const joined = accounts.joinByInvite(token, account, { workspace, name: as, role: invite.role });
  if (!joined) throw used();
  return joined;
}

/** One answer for unknown, used and expired, and for one whose maker is no longer an admin's equal. */
function mustFind({ accounts, relay }: ApiPorts, context: ApiContext): Found {
  const token = context.req.param('token') ?? '';
  const invite = accounts.invites.find(token);
  const directory = invite && relay.directory(invite.workspace);
  // An admin who was deactivated since lets nobody in any more.
  const maker = directory && activeMember(directory, invite.createdBy);
  if (!invite || maker?.role !== 'admin') {
    throw new ApiError(404, 'no-such-invite', 'This invite is unknown, used or over. Ask for a new one.');
  }
  return { token, invite };
}

function used(): ApiError {
  return new ApiError(409, 'invite-used', 'Somebody has just used this invite. Ask for a new one.');
}
