// The document as it would be: what is stored, and in front of it what the update has brought so far. Nothing here changes
// the document. Where something stands is found as Yjs finds it (yjs/src/structs/Item.js, getMissing).

import * as Y from 'yjs';
import { Malformed } from './reader.ts';
import { endOf, type Id, type ItemStruct, type Struct } from './structs.ts';

/** A type that holds others. One object a type, so that two places can be compared. */
export interface Host {
  kind: 'root' | 'element' | 'text';
  /** Types around it; the root has none. */
  depth: number;
  /** The stored type; null if the update makes it. */
  stored: Y.AbstractType<unknown> | null;
}

export interface Place {
  host: Host;
  sub: string | null;
}

export type Found =
  /** Forgotten: what stands beside or in it will be forgotten too. */
  | { kind: 'void' }
  /** `opens`: the type that it makes; null if it makes none. `gone`: its content is deleted. */
  | { kind: 'item'; place: Place; opens: Host | null; gone: boolean };

type Stored = Y.Item | Y.GC;

const VOID: Found = { kind: 'void' };

export class Draft {
  readonly rootName: string;
  readonly #doc: Y.Doc;
  readonly #root: Y.AbstractType<unknown>;
  readonly #hosts = new Map<Y.AbstractType<unknown>, Host>();
  readonly #added = new Map<number, { struct: Struct; found: Found }[]>();

  constructor(doc: Y.Doc, rootName: string) {
    this.#doc = doc;
    this.rootName = rootName;
    this.#root = doc.get(rootName);
    this.#hosts.set(this.#root, { kind: 'root', depth: 0, stored: this.#root });
  }

  /** Up to where a client's structs are stored. */
  storedState(client: number): number {
    return Y.getState(this.#doc.store, client);
  }

  state(client: number): number {
    const last = this.#added.get(client)?.at(-1);
    return last ? endOf(last.struct) : this.storedState(client);
  }

  /** The stored structs that cover `from` to `to`, in order. Both must lie below the stored state. */
  *storedBetween(client: number, from: number, to: number): Iterable<Stored> {
    const structs = this.#doc.store.clients.get(client) ?? [];
    if (from >= to) return;
    for (let index = Y.findIndexSS(structs, from); index < structs.length; index += 1) {
      const struct = structs[index];
      if (!struct || struct.id.clock >= to) return;
      yield struct;
    }
  }

  storedAt(id: Id): Stored | null {
    for (const struct of this.storedBetween(id.client, id.clock, id.clock + 1)) return struct;
    return null;
  }

  /** What has the id, which must be below the state of its client. */
  find(id: Id): Found {
    if (id.clock >= this.storedState(id.client)) return this.#findAdded(id);
    const stored = this.storedAt(id);
    return stored instanceof Y.Item ? this.#foundOf(stored) : VOID;
  }

  /**
   * Where an item stands, or null where one of its neighbours, or what it would stand in, is forgotten.
   *
   * @throws {Malformed} if it stands nowhere, or in two places
   */
  placeOf(item: ItemStruct): Place | null {
    const beside = [item.origin, item.rightOrigin].filter((id) => id !== null).map((id) => this.find(id));
    const places = beside.map((found) => (found.kind === 'void' ? null : found.place));
    if (places.includes(null)) return null;
    const [first, second] = places;
    if (first && second && !samePlace(first, second)) {
      throw new Malformed('neighbours stand in different places');
    }
    return first ?? this.#underParent(item);
  }

  /**
   * True if the item's neighbours part between the halves of a character. Yjs then puts U+FFFD for both: seen by all when
   * the item is passed on, but by nobody else when it is not, because it is known or forgotten.
   */
  cutsCharacter({ origin, rightOrigin }: ItemStruct): boolean {
    return (
      (origin !== null && this.#isInsideCharacter({ client: origin.client, clock: origin.clock + 1 })) ||
      (rightOrigin !== null && this.#isInsideCharacter(rightOrigin))
    );
  }

  /** Adds the next struct of a client: `place` is null for what is forgotten. */
  add(struct: Struct, place: Place | null): void {
    const all = this.#added.get(struct.client) ?? [];
    this.#added.set(struct.client, all);
    all.push({ struct, found: struct.kind === 'gc' || !place ? VOID : madeBy(struct, place) });
  }

  #isInsideCharacter(id: Id): boolean {
    const stored = id.clock < this.storedState(id.client) ? this.storedAt(id) : null;
    if (!(stored instanceof Y.Item) || !(stored.content instanceof Y.ContentString)) return false;
    const before = stored.content.str.charCodeAt(id.clock - stored.id.clock - 1);
    return before >= 0xd800 && before <= 0xdbff;
  }

  #underParent({ parent }: ItemStruct): Place | null {
    if (!parent) throw new Malformed('an item has no parent');
    if ('root' in parent) return { host: this.#hostOf(this.#root), sub: parent.sub };
    const found = this.find(parent.type);
    if (found.kind === 'void' || (found.gone && !found.opens)) return null;
    if (!found.opens) throw new Malformed('a parent is no type');
    return { host: found.opens, sub: parent.sub };
  }

  #findAdded(id: Id): Found {
    const all = this.#added.get(id.client) ?? [];
    let low = 0;
    let high = all.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const candidate = all[middle];
      if (!candidate) break;
      if (id.clock < candidate.struct.clock) high = middle - 1;
      else if (id.clock >= endOf(candidate.struct)) low = middle + 1;
      else return candidate.found;
    }
    throw new Malformed('an id names nothing');
  }

  #foundOf(item: Y.Item): Found {
    if (!(item.parent instanceof Y.AbstractType)) return VOID;
    const { content } = item;
    return {
      kind: 'item',
      place: { host: this.#hostOf(item.parent), sub: item.parentSub },
      opens: content instanceof Y.ContentType ? this.#hostOf(content.type) : null,
      gone: item.deleted,
    };
  }

  #hostOf(type: Y.AbstractType<unknown>): Host {
    const known = this.#hosts.get(type);
    if (known) return known;
    const around = type._item?.parent;
    const depth = around instanceof Y.AbstractType ? this.#hostOf(around).depth + 1 : 1;
    const host: Host = { kind: type instanceof Y.XmlText ? 'text' : 'element', depth, stored: type };
    this.#hosts.set(type, host);
    return host;
  }
}

function madeBy(item: ItemStruct, place: Place): Found {
  const { kind } = item.content;
  const opens: Host | null =
    kind === 'element' || kind === 'text' ? { kind, depth: place.host.depth + 1, stored: null } : null;
  return { kind: 'item', place, opens, gone: kind === 'deleted' };
}

export function samePlace(a: Place | null, b: Place | null): boolean {
  if (a === null || b === null) return a === b;
  return a.host === b.host && a.sub === b.sub;
}
