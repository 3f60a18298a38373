// What may stand in a merged document: one shape for commands on their way, one for the contact note.

import type { Place } from './draft.ts';
import { Malformed } from './reader.ts';
import type { Content, ItemStruct } from './structs.ts';

export interface Shape {
  /** True if content may be forgotten together with what it stood in. */
  forgets: boolean;
  /** @throws {Malformed} if the item may not stand there */
  check(item: ItemStruct, place: Place): void;
}

/** Types in types of a note; lists in lists take two each. Yjs deletes them recursively. */
const NESTING_MAX = 64;

/** Entries are added at the end of one list. */
export const appendOnly: Shape = {
  forgets: false,
  check({ content, rightOrigin }, { host, sub }) {
    if (host.kind !== 'root' || sub !== null) throw new Malformed('only the list itself takes entries');
    if (rightOrigin) throw new Malformed('an entry is not at the end');
    if (content.kind === 'deleted') return;
    if (content.kind !== 'any' || !content.values.every(isObject))
      throw new Malformed('an entry is no object');
  },
};

/** The tree of an editor: elements with attributes, texts with formats. */
export const richText: Shape = {
  forgets: true,
  check({ content, rightOrigin }, { host, sub }) {
    if (host.depth >= NESTING_MAX) throw new Malformed('types are nested too deep');
    if (content.kind === 'deleted') return;
    if (sub === null) {
      const allowed = host.kind === 'text' ? isInline(content) : isNode(content);
      if (!allowed) throw new Malformed('content of a kind that does not stand there');
      return;
    }
    if (host.kind !== 'element') throw new Malformed('only elements have attributes');
    // One value each; but those that are over and kept for undoing come as one run.
    if (content.kind !== 'any') throw new Malformed('an attribute is no value');
    if (rightOrigin) throw new Malformed('an attribute is not at the end');
  },
};

function isNode({ kind }: Content): boolean {
  return kind === 'element' || kind === 'text';
}

function isInline({ kind }: Content): boolean {
  return kind === 'string' || kind === 'format' || kind === 'embed';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
