// What every adapter asks of a commit before it writes. A commit that does not fit is a bug of the caller: it throws.

import { isMerged, parseDocumentName } from '#lib/doc/names.ts';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import { FIRST_HASH } from './hash.ts';
import { follows } from './leap.ts';
import type { Commit, Epoch, Head } from './log.ts';

/**
 * @throws if the records do not continue the chain, or a document belongs to another workspace: what happens in one
 * workspace never changes a byte of another
 */
export function assertFits(workspace: WorkspaceId, head: Head | null, commit: Commit): void {
  let { seq, at, hash } = head ?? { seq: 0, at: 0, hash: FIRST_HASH };
  for (const record of commit.records) {
    if (!follows(record, seq)) throw new Error(`record ${record.seq} does not follow record ${seq}`);
    if (record.previous !== hash) throw new Error(`record ${record.seq} does not name the hash before it`);
    if (record.at < at) throw new Error(`record ${record.seq} is earlier than record ${seq}`);
    ({ seq, at, hash } = record);
  }
  for (const { document } of [...commit.updates, ...commit.clients]) {
    const of = documentOf(document).workspace;
    if (of !== workspace) throw new Error(`${document} is not a document of workspace ${workspace}`);
  }
}

/** @throws if the epoch does not come after all before it, or its Yjs client id was used before */
export function assertNewEpoch(before: Epoch[], next: Epoch): void {
  for (const { epoch, client } of before) {
    if (next.epoch <= epoch) throw new Error(`epoch ${next.epoch} does not come after epoch ${epoch}`);
    if (next.client === client) throw new Error(`client id ${client} was epoch ${epoch}'s`);
  }
}

/** Whose a document is, and whether the relay writes it. @throws if the name is none */
export function documentOf(name: string): { workspace: WorkspaceId; decided: boolean } {
  const ref = parseDocumentName(name);
  if (!ref) throw new Error(`not a document's name: ${name}`);
  return { workspace: ref.workspace, decided: !isMerged(ref.kind) };
}
