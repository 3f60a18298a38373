// Which device this is, for one account in one workspace: its outbox is named after it.

import type { MemberId, WorkspaceId } from '../../rules/ids.ts';
import { isId } from '../../rules/ids.ts';
import * as Y from 'yjs';
import { outboxName } from '../names.ts';
import { readCommands } from '../outboxDoc.ts';
import { readDesk } from './desk.ts';
import type { Environment } from './environment.ts';

/** A year of a device that is opened once or twice a day. */
const CLIENTS_MAX = 500;

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
  await environment.whileAlone(`${prefix}device`, async () => {
    if (environment.notes.get(`${prefix}worn`) !== null) await putAway(environment, workspace, member);
  });
  const noted = environment.notes.get(`${prefix}device`);
  if (isId(noted)) return noted;
  const outboxes = `${prefix}own/${outboxName(workspace, member, '')}`;
  const [kept] = await environment.stores.names(outboxes);
  const id = kept?.slice(outboxes.length) ?? environment.newId();
  environment.notes.set(`${prefix}device`, id);
  return id;
}

/**
 * To be called with the outbox as it was kept: each tab that ever wrote in it has left a Yjs client id, which every commit pays
 * for, and of which the relay takes no more than 4,096. Beyond some, the next start begins a new one.
 */
export function noteIfWorn(environment: Environment, prefix: string, outbox: Y.Doc): void {
  if (outbox.store.clients.size > CLIENTS_MAX) environment.notes.set(`${prefix}worn`, '1');
}

/** Forgets which device this is, if nothing of it is on its way: from then on it is another. To be called while no tab has it open. */
async function putAway(environment: Environment, workspace: WorkspaceId, member: MemberId): Promise<void> {
  const { notes, stores } = environment;
  const prefix = devicePrefix(workspace, member);
  const device = notes.get(`${prefix}device`);
  if (!isId(device)) return;
  const names = [outboxName(workspace, member, device), `desk/${device}`].map(
    (name) => `${prefix}own/${name}`,
  );
  for (const name of names) if (!(await isEmpty(environment, name))) return;
  for (const name of names) await stores.erase(name);
  notes.remove(`${prefix}worn`);
  notes.remove(`${prefix}device`);
}

async function isEmpty({ stores }: Environment, name: string): Promise<boolean> {
  const doc = new Y.Doc();
  const copy = stores.open(name, doc, false);
  await copy.loaded;
  const { asides, drafts } = readDesk(doc);
  const empty = readCommands(doc).length + asides.length + drafts.size === 0;
  await copy.close();
  doc.destroy();
  return empty;
}

/** Removes every copy and note whose name begins so. @param notes beside those that every client keeps */
export async function eraseDevice(
  environment: Environment,
  prefix: string,
  notes: readonly string[],
): Promise<void> {
  for (const name of await environment.stores.names(prefix)) await environment.stores.erase(name);
  for (const note of [...notes, 'worn', 'device', 'epoch', 'offset']) environment.notes.remove(prefix + note);
}
