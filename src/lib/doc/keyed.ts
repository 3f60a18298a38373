// Keyed collections that are rewritten often. A Y.Map keeps every overwritten item for ever; y-utility's YKeyValue keeps
// one array of pairs and does not grow (100,000 overwrites of 100 keys: 1.9 KB against 984 KB).

import { YKeyValue } from 'y-utility/y-keyvalue';
import type * as Y from 'yjs';

// One YKeyValue for each root of each document: every instance observes the array, and two would repair each other's work.
const opened = new WeakMap<Y.Doc, Map<string, YKeyValue<unknown>>>();

/** The keyed collection under a root's name. Only one client may ever write to it. */
export function keyed<T>(doc: Y.Doc, root: string): YKeyValue<T> {
  const ofDoc = opened.get(doc) ?? new Map<string, YKeyValue<unknown>>();
  opened.set(doc, ofDoc);
  const found = ofDoc.get(root) ?? new YKeyValue<unknown>(doc.getArray<{ key: string; val: unknown }>(root));
  ofDoc.set(root, found);
  return found as YKeyValue<T>;
}

/** A copy of all pairs, in no order that means anything. */
export function pairsOf<T>(doc: Y.Doc, root: string): Record<string, T> {
  return Object.fromEntries([...keyed<T>(doc, root).map.values()].map(({ key, val }) => [key, val]));
}

export function sizeOf(doc: Y.Doc, root: string): number {
  return keyed(doc, root).map.size;
}
