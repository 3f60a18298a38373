// Who am I, and where do I work?

import { activeMember } from '#lib/rules/directory.ts';
import { WIRE_VERSION } from '#lib/doc/wire.ts';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import type { SignedIn } from '../accounts/accounts.ts';
import { setCookies, type ApiContext, type ApiPorts, type DemoMember } from './context.ts';

export interface Me {
  /** Null when signed out. */
  account: { id: string; name: string; email: string } | null;
  /** Workspaces in which this account is an active member. */
  memberships: { workspace: WorkspaceId; name: string; member: string }[];
  demo: boolean;
  /** Whom one may sign in as: in the demo, when signed out. */
  demoMembers: DemoMember[];
  demoWorkspace: WorkspaceId | null;
  /** The version of the wire that this relay speaks: a page whose handshake is refused learns it here. */
  wire: number;
}

export async function getMe(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const signedIn = await ports.accounts.signedIn(context.req.raw.headers, { renew: true });
  setCookies(context, signedIn?.cookies ?? []);
  const me: Me = {
    account: signedIn && { id: signedIn.account, name: signedIn.name, email: signedIn.email },
    memberships: signedIn ? membershipsOf(ports, signedIn) : [],
    demo: ports.demo !== null,
    demoMembers: signedIn ? [] : (ports.demo?.members ?? []),
    demoWorkspace: ports.demo?.workspace ?? null,
    wire: WIRE_VERSION,
  };
  return context.json(me);
}

function membershipsOf({ accounts, relay }: ApiPorts, { account }: SignedIn): Me['memberships'] {
  return accounts.memberships.of(account).flatMap(({ workspace, member }) => {
    const directory = relay.directory(workspace);
    if (!directory || !activeMember(directory, member)) return [];
    return [{ workspace, name: directory.settings.name, member }];
  });
}
