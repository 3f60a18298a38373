// Makes members of accounts: the account's side is a row, the workspace's side an event in its log. The row is written
// first, so what a crash leaves undone is seen and done at the next start.

import type { WorkspaceId } from '#lib/rules/ids.ts';
import type { Relay } from '../relay.ts';
import type { Membership, Memberships } from './memberships.ts';

/** The golden angle: hues of members who join one after another are as far apart as can be. */
const HUE_STEP = 137;

type Joining = Pick<Relay, 'directory' | 'submit'>;

/** Lets the member join the workspace's directory; one who is there stays as they are. */
export async function join(relay: Joining, membership: Membership): Promise<void> {
  const { workspace, member, name, role } = membership;
  const directory = relay.directory(workspace);
  if (!directory || directory.members[member]) return;
  const colour = (Object.keys(directory.members).length * HUE_STEP) % 360;
  await relay.submit(workspace, { kind: 'join-member', member, name, role, colour });
}

/** Lets everybody join who has an account and is missing in their workspace. */
export async function joinMissing(relay: Joining, memberships: Memberships): Promise<void> {
  for (const membership of memberships.all()) await join(relay, membership);
}

/** A workspace's id from its name: readable in addresses. Null if nothing of the name can stand in one. */
export function workspaceIdFrom(name: string): WorkspaceId | null {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? null : slug;
}
