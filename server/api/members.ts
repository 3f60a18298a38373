// Members who come back, and whose account a member is.

import { activeMember } from '#lib/rules/directory.ts';
import { byMember, entryOf, type WorkspaceId } from '#lib/rules/ids.ts';
import { ApiError, mustBeAdmin, type ApiContext, type ApiPorts } from './context.ts';

/** Lets somebody deactivated in again, under the name and role they had: their account was never gone. */
export async function postRejoin(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const { workspace = '', member: id = '' } = context.req.param();
  const admin = await mustBeAdmin(ports, context, workspace);
  const directory = ports.relay.directory(workspace);
  const member = directory && entryOf(directory.members, id);
  if (!member) throw new ApiError(404, 'no-such-member', 'There is no such member.');
  if (member.active) throw new ApiError(409, 'already-a-member', 'They work here already.');
  const { name, role, colour } = member;
  await ports.relay.submit(
    workspace,
    { kind: 'join-member', member: id, name, role, colour },
    byMember(admin.member),
  );
  return context.body(null, 204);
}

/** The account of somebody who works here. @throws ApiError if there is no such member, or they left */
export function memberAccount({ accounts, relay }: ApiPorts, workspace: WorkspaceId, member: string): string {
  const directory = relay.directory(workspace);
  const works = directory !== null && activeMember(directory, member) !== null;
  const account = works ? accounts.memberships.accountOf(workspace, member) : null;
  if (account === null) throw new ApiError(404, 'no-such-member', 'There is no such member.');
  return account;
}
