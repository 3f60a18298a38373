// The structs of an update come in one by one, each after all that it builds on, and each is asked whether it may.

import { samePlace, type Draft } from './draft.ts';
import { compareWithStored } from './known.ts';
import type { Order } from './order.ts';
import { Malformed } from './reader.ts';
import type { Shape } from './shapes.ts';
import { endOf, type Block, type Id, type ItemStruct, type Struct } from './structs.ts';

interface Cursor {
  block: Block;
  next: number;
  /** `stuck`: what comes next builds on something that is missing. */
  state: 'ready' | 'waiting' | 'stuck';
}

/** A block that waits itself is waiting for this one: neither will ever come. */
function canAdvance({ block, next, state }: Cursor): boolean {
  return state === 'ready' && next < block.structs.length;
}

/** Takes the structs of an update one by one, each after all that it builds on. */
export class Entrance {
  readonly #draft: Draft;
  readonly #shape: Shape;
  readonly #order: Order;

  constructor(draft: Draft, shape: Shape, order: Order) {
    this.#draft = draft;
    this.#shape = shape;
    this.#order = order;
  }

  /**
   * Every struct is visited once, whatever the sender's order.
   *
   * @returns what was admitted: the beginning of each block, up to what builds on something that is missing
   * @throws {Malformed} if one of them may not be here at all
   */
  admitAll(blocks: Block[]): { blocks: Block[]; isWhole: boolean } {
    const cursors = new Map<number, Cursor>(
      blocks.map((block) => [block.client, { block, next: 0, state: 'ready' }]),
    );
    for (const cursor of cursors.values()) if (cursor.state === 'ready') this.#admitBlock(cursor, cursors);
    const all = [...cursors.values()];
    return {
      blocks: all.map(({ block, next }) => ({ ...block, structs: block.structs.slice(0, next) })),
      isWhole: all.every(({ block, next }) => next === block.structs.length),
    };
  }

  #admitBlock(first: Cursor, cursors: Map<number, Cursor>): void {
    const stack = [{ cursor: first, until: Infinity }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { cursor, until } = top;
      const struct = cursor.block.structs[cursor.next];
      if (!struct || this.#draft.state(cursor.block.client) >= until) {
        cursor.state = 'ready';
        stack.pop();
        continue;
      }
      const need = this.#unmet(struct);
      const needed = need && cursors.get(need.client);
      if (!need && this.#admit(struct)) cursor.next += 1;
      else if (need && needed && canAdvance(needed)) {
        cursor.state = 'waiting';
        stack.push({ cursor: needed, until: need.clock + 1 });
      } else {
        // Whoever waits for it, waits in vain.
        for (const waiting of stack) waiting.cursor.state = 'stuck';
        return;
      }
    }
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

  /** False after a gap, and where the sender should rather send exactly what the relay lacks. */
  #admit(struct: Struct): boolean {
    if (struct.clock > this.#draft.state(struct.client)) return false;
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
