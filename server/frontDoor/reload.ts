// The last question about an update that puts something between neighbours in the wrong order: would the document be the
// same after a reload? Undo in the editor writes such items now and then (Yjs' redoItem), and mostly it would; what is
// made to tear replicas apart would not. Answered on a copy, so it costs as much as loading the document.

import * as Y from 'yjs';

/** Bytes of a document that may be copied for this: tens of milliseconds. */
const COPY_MAX = 1_048_576;

export function survivesReload(update: Uint8Array, doc: Y.Doc, root: string): boolean {
  const state = Y.encodeStateAsUpdate(doc);
  if (state.length > COPY_MAX) return false;
  const applied = load(state);
  Y.applyUpdate(applied, update);
  return layoutOf(applied.get(root)) === layoutOf(load(Y.encodeStateAsUpdate(applied)).get(root));
}

function load(state: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  return doc;
}

/** The ids of everything in a type, in order; how they are split into items says nothing. */
function layoutOf(type: Y.AbstractType<unknown>): string {
  const parts: string[] = [];
  let next = { client: -1, clock: -1 };
  for (let item = type._start; item !== null; item = item.right) {
    const { client, clock } = item.id;
    if (client !== next.client || clock !== next.clock) parts.push(`${client}.${clock}`);
    next = { client, clock: clock + item.length };
    if (item.content instanceof Y.ContentType) parts.push(`(${layoutOf(item.content.type)})`);
  }
  return parts.join(' ');
}
