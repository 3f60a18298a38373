// The directory of a workspace: `{w}`. Members read it; only the relay writes it.

import type * as Y from 'yjs';
import type { Directory, Member, Settings, Team } from '../rules/directory.ts';
import type { MemberId } from '../rules/ids.ts';
import { EMPTY_DIRECTORY } from '../rules/directory.ts';
import { keyed, pairsOf } from './keyed.ts';
import { ROOT, type DirectoryContent } from './schema.ts';

export function readDirectory(doc: Y.Doc): Directory {
  return {
    members: pairsOf<Member>(doc, ROOT.members),
    teams: pairsOf<Team>(doc, ROOT.teams),
    settings: { ...EMPTY_DIRECTORY.settings, ...(doc.getMap(ROOT.settings).toJSON() as Partial<Settings>) },
  };
}

/** Epoch of the decided documents, and the seq of the record that changed the directory last; null before the first. */
export function readMeta(doc: Y.Doc): DirectoryContent['meta'] | null {
  const meta = doc.getMap(ROOT.meta).toJSON() as Partial<DirectoryContent['meta']>;
  return meta.epoch === undefined ? null : { epoch: meta.epoch, seq: meta.seq ?? 0 };
}

/** How many open conversations a member owns. */
export function readLoad(doc: Y.Doc, member: MemberId): number {
  return keyed<number>(doc, ROOT.load).get(member) ?? 0;
}

/** `meta` stays: the load moves with every assignment, and changes neither the directory nor anybody's access. */
export function writeLoad(doc: Y.Doc, member: MemberId, open: number): void {
  if (readLoad(doc, member) !== open) keyed<number>(doc, ROOT.load).set(member, open);
}

/** Writes what differs between two directories. */
export function writeDirectory(
  doc: Y.Doc,
  before: Directory,
  after: Directory,
  meta: DirectoryContent['meta'],
): void {
  writeChanged(doc, ROOT.members, before.members, after.members);
  writeChanged(doc, ROOT.teams, before.teams, after.teams);
  const settings = doc.getMap(ROOT.settings);
  if (settings.get('name') !== after.settings.name) settings.set('name', after.settings.name);
  if (before.settings.intake !== after.settings.intake || !settings.has('intake')) {
    settings.set('intake', after.settings.intake);
  }
  for (const [key, value] of Object.entries(meta)) doc.getMap(ROOT.meta).set(key, value);
}

function writeChanged<T>(
  doc: Y.Doc,
  root: string,
  before: Record<string, T>,
  after: Record<string, T>,
): void {
  const stored = keyed<T>(doc, root);
  for (const [key, value] of Object.entries(after)) {
    // Events replace what they change, so what is the same object is the same content.
    if (before[key] !== value || !stored.has(key)) stored.set(key, value);
  }
}
