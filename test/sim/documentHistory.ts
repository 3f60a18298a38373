// Every state that a decided document ever had on disk, so that a replica can be asked which of them it is.

import * as Y from 'yjs';
import { isMerged, parseDocumentName, type DocumentKind } from '#lib/doc/names.ts';
import { ROOT } from '#lib/doc/schema.ts';
import type { Commit } from '../../server/log/log.ts';

const INBOX = {
  arrays: [ROOT.cards, ROOT.notifications, ROOT.held, ROOT.drafts, ROOT.read],
  maps: [ROOT.counts, ROOT.preferences],
};

/** The shared types of each kind of document, read as they are and not through the readers that are to be tested. */
const SHAPES: Partial<Record<DocumentKind, { arrays: string[]; maps: string[] }>> = {
  directory: { arrays: [ROOT.members, ROOT.teams, ROOT.load], maps: [ROOT.settings, ROOT.meta] },
  inbox: INBOX,
  team: INBOX,
  intake: INBOX,
  all: INBOX,
  thread: { arrays: [ROOT.timeline], maps: [ROOT.card, ROOT.delivery] },
  chat: { arrays: [ROOT.timeline], maps: [ROOT.meta] },
};

export class DocumentHistory {
  readonly #documents = new Map<string, Y.Doc>();
  readonly #newest = new Map<string, string>();
  /** By document and state vector: more than one content where only deletions lie between them. */
  readonly #states = new Map<string, Set<string>>();

  /** Names of all documents that were ever written. */
  get names(): string[] {
    return [...this.#documents.keys()];
  }

  appended(updates: Commit['updates']): void {
    for (const { document, update } of updates) {
      const ref = parseDocumentName(document);
      if (!ref || isMerged(ref.kind)) continue;
      const doc = this.#documents.get(document) ?? new Y.Doc();
      this.#documents.set(document, doc);
      Y.applyUpdate(doc, update);
      const key = `${document} ${stateOf(doc)}`;
      const contents = this.#states.get(key) ?? new Set();
      const content = contentOf(document, doc);
      this.#newest.set(document, content);
      this.#states.set(key, contents.add(content));
    }
  }

  /** A new epoch: decided documents begin anew. What they were before may still be shown somewhere. */
  begin(): void {
    this.#documents.clear();
    this.#newest.clear();
  }

  /** As it is on disk now; null if there is none. */
  newest(document: string): string | null {
    return this.#newest.get(document) ?? null;
  }

  /** Whether a replica is in a state that was on disk. An empty one is before the first. */
  has(document: string, replica: Y.Doc): boolean {
    const state = stateOf(replica);
    if (state === '') return true;
    return this.#states.get(`${document} ${state}`)?.has(contentOf(document, replica)) ?? false;
  }
}

export function contentOf(document: string, doc: Y.Doc): string {
  const shape = SHAPES[parseDocumentName(document)?.kind ?? 'note'];
  if (!shape) throw new Error(`${document} is not decided`);
  return JSON.stringify([
    shape.arrays.map((root) => doc.getArray(root).toArray()),
    shape.maps.map((root) => Object.entries(doc.getMap(root).toJSON()).sort(byKey)),
  ]);
}

function stateOf(doc: Y.Doc): string {
  return [...doc.store.clients.keys()]
    .map((client) => `${client}:${Y.getState(doc.store, client)}`)
    .sort()
    .join();
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
