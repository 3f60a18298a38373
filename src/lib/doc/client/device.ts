// Which device this is, for one account in one workspace: its outbox is named after it.

import type { MemberId, WorkspaceId } from '../../rules/ids.ts';
import { isId } from '../../rules/ids.ts';
import { outboxName } from '../names.ts';
import type { Environment } from './environment.ts';

/** Before the names of everything that this device keeps for one account in one workspace. */
export function devicePrefix(workspace: WorkspaceId, who: string): string {
  return `estafet/${workspace}/${who}/`;
}

/**
 * The device's id; made at the first call. Where the browser has forgotten it but kept an outbox (they are cleared
 * separately), the outbox's device is this one: its commands must still arrive.
 */
export async function deviceId(
  environment: Environment,
  workspace: WorkspaceId,
  member: MemberId,
): Promise<string> {
  const prefix = devicePrefix(workspace, member);
  const noted = environment.notes.get(`${prefix}device`);
  if (isId(noted)) return noted;
  const outboxes = `${prefix}own/${outboxName(workspace, member, '')}`;
  const [kept] = await environment.stores.names(outboxes);
  const id = kept?.slice(outboxes.length) ?? environment.newId();
  environment.notes.set(`${prefix}device`, id);
  return id;
}

/** Removes every copy and note whose name begins so. @param notes beside those that every client keeps */
export async function eraseDevice(
  environment: Environment,
  prefix: string,
  notes: readonly string[],
): Promise<void> {
  for (const name of await environment.stores.names(prefix)) await environment.stores.erase(name);
  for (const note of [...notes, 'device', 'epoch', 'offset']) environment.notes.remove(prefix + note);
}
