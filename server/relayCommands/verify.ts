// `relay verify`: everything that can be checked about a database, and which record, row or document is damaged.

import * as Y from 'yjs';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import { verifyChain } from '../log/chain.ts';
import { openSqliteFile, type SqliteLog } from '../log/sqlite.ts';
import { StorageError } from '../log/storageError.ts';
import type { Seen } from '../log/witness.ts';

export type Print = (line: string) => void;

/** Faults told of each part: one damaged page may be thousands. */
const FAULTS_TOLD = 100;
/** Documents of the newest updates are built as a test; checksums cover the bytes of all of them. */
const UPDATES_TRIED = 1_000;

/**
 * @param file a database, also of a relay that runs, or a backup
 * @param seen records that somebody knows to be confirmed (the data folder's witness, a browser): only that tells a log
 * that ends too early from a shorter one. To be read before the database is.
 * @returns the exit code: 0 if nothing is wrong
 */
export function verify(file: string, seen: Seen[], print: Print): number {
  try {
    const log = openSqliteFile(file);
    try {
      return verifyLog(log, seen, print);
    } finally {
      log.close();
    }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    print(error.message);
    return 1;
  }
}

function verifyLog(log: SqliteLog, seen: Seen[], print: Print): number {
  let faults = tell('the tables', log.damage(), print);
  const present = log.workspaces();
  for (const workspace of new Set([...present, ...seen.map((each) => each.workspace)])) {
    const expected = seen.filter((each) => each.workspace === workspace);
    faults += tell(`workspace ${workspace}`, faultsOf(log, workspace, expected), print);
    const head = log.head(workspace);
    print(`workspace ${workspace}: ${head ? `${head.seq} records, the last is ${head.hash}` : 'no records'}`);
  }
  faults += tell('documents', unbuildable(log), print);
  print(faults === 0 ? 'everything is as it was written' : `${faults} faults`);
  return faults === 0 ? 0 : 1;
}

function* faultsOf(log: SqliteLog, workspace: WorkspaceId, expected: Seen[]): Generator<string> {
  const epoch = log.epoch(workspace)?.epoch ?? 0;
  // What an earlier epoch lost is known to be lost: that is what the new one began for.
  const standing = expected.filter((seen) => seen.epoch >= epoch);
  yield* verifyChain(log, workspace, standing);
  if (standing.some((seen) => seen.epoch > epoch)) yield 'a later epoch than its last was confirmed';
}

function* unbuildable(log: SqliteLog): Generator<string> {
  for (const name of log.newestDocuments(UPDATES_TRIED)) {
    const fault = faultOfDocument(log, name);
    if (fault) yield `${name}: ${fault}`;
  }
}

function faultOfDocument(log: SqliteLog, name: string): string | null {
  const doc = new Y.Doc();
  try {
    doc.transact(() => log.document(name).forEach((update) => Y.applyUpdate(doc, update)));
    return doc.store.pendingStructs || doc.store.pendingDs ? 'an update of it is missing' : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    doc.destroy();
  }
}

/** Prints faults as they are found; returns how many there are. */
function tell(of: string, faults: Iterable<string>, print: Print): number {
  let count = 0;
  for (const fault of faults) {
    count += 1;
    if (count <= FAULTS_TOLD) print(`${of}: ${fault}`);
  }
  if (count > FAULTS_TOLD) print(`${of}: and ${count - FAULTS_TOLD} more`);
  return count;
}
