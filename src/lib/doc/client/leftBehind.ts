// What one account keeps on this device in a workspace that is not open here: how much of it is nowhere else, and how it goes.

import { isPrivate } from '../overlayStep.ts';
import { entryId, readCommands } from '../outboxDoc.ts';
import type { Command } from '../../rules/command.ts';
import type { MemberId, WorkspaceId } from '../../rules/ids.ts';
import * as Y from 'yjs';
import { readDesk } from './desk.ts';
import { devicePrefix, eraseDevice } from './device.ts';
import type { Environment } from './environment.ts';
import { countEditedNotes } from './kept.ts';
import { isCommand } from './wishes.ts';

/** Commands that no relay has decided, and texts that no relay has. */
export async function countUnsent(
  { stores, notes }: Environment,
  workspace: WorkspaceId,
  member: MemberId,
): Promise<number> {
  const work = new Set<string>();
  for (const name of await stores.names(`${devicePrefix(workspace, member)}own/`)) {
    const doc = new Y.Doc();
    const copy = stores.open(name, doc, false);
    await copy.loaded;
    const { asides, drafts } = readDesk(doc);
    const commands = [...readCommands(doc), ...asides.map(({ command }) => command)].filter(isCommand);
    for (const command of commands) if (isWork(command)) work.add(entryId(command) ?? '');
    for (const [key, { text }] of drafts) if (text !== '') work.add(key);
    await copy.close();
    doc.destroy();
  }
  // Files that were attached and go with nothing yet: no relay has them.
  for (const name of await stores.names(`${devicePrefix(workspace, member)}attached/`)) work.add(name);
  return work.size + countEditedNotes(notes, devicePrefix(workspace, member));
}

/** Removes all of it; a tab that has it open learns of it. */
export async function leaveBehind(
  environment: Environment,
  workspace: WorkspaceId,
  member: MemberId,
): Promise<void> {
  await eraseDevice(environment, devicePrefix(workspace, member), ['threads']);
}

/** Somebody would miss it: not what only says how far was read or which colours were chosen. */
function isWork(command: Command): boolean {
  return command.kind === 'save-draft' ? command.text !== '' : !isPrivate(command);
}
