// The front door of merged documents. Yjs has no authorship, half-applies what it does not like and parks what it cannot
// place; so an update is understood here, whole, before Yjs sees it. What passes never makes Y.applyUpdate throw and
// leaves nothing pending. docs/protocol.md says what is taken; test/support/hostileFrames.ts has what is not.

import type * as Y from 'yjs';
import { CLOSE, type CloseCode } from '#lib/doc/wire.ts';
import { MERGED_UPDATE_MAX } from '#lib/rules/limits.ts';
import { Draft, samePlace } from './draft.ts';
import { compareWithStored } from './known.ts';
import { Order } from './order.ts';
import { Malformed } from './reader.ts';
import { survivesReload } from './reload.ts';
import { scan } from './scan.ts';
import { appendOnly, richText, type Shape } from './shapes.ts';
import {
  endOf,
  type Block,
  type Id,
  type ItemStruct,
  type Scanned,
  type Span,
  type Struct,
} from './structs.ts';

export type Policy = ({ root: 'commands'; shape: 'append-only' } | { root: 'note'; shape: 'rich-text' }) & {
  /** True if the Yjs client id is nobody's yet in this document, or the sender's. */
  ownsClient(client: number): boolean;
};

export type Inspection =
  /** May be applied. `clients`: whose structs are new. `empty`: the document has all of it. */
  | { kind: 'ok'; clients: number[]; empty: boolean }
  /** It builds on what the relay does not have: ask the sender for all of it (sync step 1). No offence. */
  | { kind: 'missing' }
  | { kind: 'refused'; code: CloseCode; reason: string };

/**
 * Judges one update (version 1) to a merged document. Never throws, and never changes the document.
 *
 * @param doc what is stored, without pending structs; its client id writes nothing in this document
 */
export function inspect(update: Uint8Array, doc: Y.Doc, policy: Policy): Inspection {
  if (update.length > MERGED_UPDATE_MAX)
    return { kind: 'refused', code: CLOSE.tooLarge, reason: 'too-large' };
  try {
    const { inspection, isTangled } = judge(scan(update), doc, policy);
    if (isTangled && !survivesReload(update, doc, policy.root))
      throw new Malformed('neighbours are in the wrong order');
    return inspection;
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'refused', code: CLOSE.malformed, reason: error.message };
    throw error;
  }
}

function judge(scanned: Scanned, doc: Y.Doc, policy: Policy): { inspection: Inspection; isTangled: boolean } {
  const draft = new Draft(doc, policy.root);
  const order = new Order(draft);
  const fresh = scanned.blocks.filter((block) => blockEnd(block) > draft.storedState(block.client));
  if (fresh.some(({ client }) => !policy.ownsClient(client))) {
    const inspection = { kind: 'refused', code: CLOSE.noAccess, reason: 'foreign-client' } as const;
    return { inspection, isTangled: false };
  }
  const shape = policy.shape === 'append-only' ? appendOnly : richText;
  const isWhole =
    !scanned.skips &&
    new Entrance(draft, shape, order).admitAll(scanned.blocks) &&
    scanned.deletes.every((span) => endOf(span) <= draft.state(span.client));
  if (!isWhole) return { inspection: { kind: 'missing' }, isTangled: false };
  const empty = fresh.length === 0 && !scanned.deletes.some((span) => hitsLive(draft, span));
  const clients = fresh.map(({ client }) => client);
  return { inspection: { kind: 'ok', clients, empty }, isTangled: order.isTangled };
}

function blockEnd({ clock, structs }: Block): number {
  const last = structs.at(-1);
  return last ? endOf(last) : clock;
}

function hitsLive(draft: Draft, span: Span): boolean {
  const { client, clock } = span;
  const end = Math.min(endOf(span), draft.storedState(client));
  for (const stored of draft.storedBetween(client, clock, end)) if (!stored.deleted) return true;
  return false;
}

interface Cursor {
  block: Block;
  next: number;
  /** It waits for another block. */
  waiting: boolean;
}

/** Takes the structs of an update one by one, each after all that it builds on. */
class Entrance {
  readonly #draft: Draft;
  readonly #shape: Shape;
  readonly #order: Order;

  constructor(draft: Draft, shape: Shape, order: Order) {
    this.#draft = draft;
    this.#shape = shape;
    this.#order = order;
  }

  /** False if something that they build on is missing. Every struct is visited once, whatever the sender's order. */
  admitAll(blocks: Block[]): boolean {
    const cursors = new Map(blocks.map((block) => [block.client, { block, next: 0, waiting: false }]));
    return [...cursors.values()].every((cursor) => this.#admitBlock(cursor, cursors));
  }

  #admitBlock(first: Cursor, cursors: Map<number, Cursor>): boolean {
    const stack = [{ cursor: first, until: Infinity }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { cursor, until } = top;
      const struct = cursor.block.structs[cursor.next];
      const state = this.#draft.state(cursor.block.client);
      if (!struct || state >= until) {
        cursor.waiting = false;
        stack.pop();
        continue;
      }
      if (struct.clock > state) return false;
      const need = this.#unmet(struct);
      if (!need) {
        if (!this.#admit(struct)) return false;
        cursor.next += 1;
        continue;
      }
      const needed = cursors.get(need.client);
      // A block that waits itself is waiting for this one: neither will ever come.
      if (!needed || needed.waiting || needed.next >= needed.block.structs.length) return false;
      cursor.waiting = true;
      stack.push({ cursor: needed, until: need.clock + 1 });
    }
    return true;
  }

  #unmet(struct: Struct): Id | null {
    if (struct.kind === 'gc') return null;
    const { client, clock, origin, rightOrigin, parent } = struct;
    // Yjs makes a root of any name it reads, even for a struct that it then ignores.
    if (parent && 'root' in parent && parent.root !== this.#draft.rootName) {
      throw new Malformed('a root has another name');
    }
    for (const id of [origin, rightOrigin, parent && 'type' in parent ? parent.type : null]) {
      if (!id) continue;
      if (id.client === client && id.clock >= clock) throw new Malformed('a struct builds on itself');
      if (id.clock >= this.#draft.state(id.client)) return id;
    }
    return null;
  }

  /** False if the sender should rather send exactly what the relay lacks. */
  #admit(struct: Struct): boolean {
    const stored = this.#draft.storedState(struct.client);
    if (struct.clock < stored) {
      compareWithStored(struct, this.#draft);
      if (endOf(struct) <= stored) return true;
    }
    const tail = struct.clock < stored ? tailOf(struct, stored) : struct;
    if (tail !== struct && !this.#standsWith(struct, tail)) return false;
    this.#admitNew(tail);
    return true;
  }

  /** Where the relay has the beginning, Yjs lets the rest follow it, but takes the place that the whole claims. */
  #standsWith(struct: Struct, tail: Struct): boolean {
    if (struct.kind === 'gc' || tail.kind === 'gc') return true;
    return samePlace(this.#draft.placeOf(struct), this.#draft.placeOf(tail));
  }

  #admitNew(struct: Struct): void {
    const place = struct.kind === 'gc' ? null : this.#draft.placeOf(struct);
    if (struct.kind === 'item' && place) {
      this.#shape.check(struct, place);
      this.#order.add(struct, place);
    } else {
      if (!this.#shape.forgets) throw new Malformed('nothing is forgotten here');
      if (struct.kind === 'item' && this.#draft.cutsCharacter(struct)) {
        throw new Malformed('a forgotten struct cuts a character');
      }
    }
    this.#draft.add(struct, place);
  }
}

function tailOf(struct: Struct, from: number): Struct {
  const offset = from - struct.clock;
  const span = { client: struct.client, clock: from, length: struct.length - offset };
  if (struct.kind === 'gc') return { kind: 'gc', ...span };
  const origin = { client: struct.client, clock: from - 1 };
  return { ...struct, ...span, origin, parent: null, content: contentFrom(struct, offset) };
}

function contentFrom({ content }: ItemStruct, offset: number): ItemStruct['content'] {
  switch (content.kind) {
    case 'any':
      return { kind: 'any', values: content.values.slice(offset) };
    case 'string':
      return { kind: 'string', text: content.text.slice(offset) };
    // Deleted content says nothing but its length; the others have no tail, because they are one unit long.
    default:
      return content;
  }
}
