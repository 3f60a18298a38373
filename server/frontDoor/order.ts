// Is the left neighbour left of the right one? Yjs does not ask; an item between neighbours in the wrong order may end up
// in different places in different replicas. The list is rebuilt as Yjs would have it (yjs/src/structs/Item.js, integrate),
// but only where an item's neighbours do not show their order by themselves.

import * as Y from 'yjs';
import type { Draft, Host, Place } from './draft.ts';
import { Malformed } from './reader.ts';
import { endOf, sameId, type Id, type ItemStruct, type Span } from './structs.ts';

/** A stretch of a list that has not been split. */
interface Run extends Span {
  origin: Id | null;
  rightOrigin: Id | null;
}

/** What the update has added to a list; the list itself, rebuilt if it had to be, has the first `placed` of them. */
interface List {
  added: ItemStruct[];
  placed: number;
  runs: Run[] | null;
}

/** Comparisons for one update: some milliseconds. People do not type an update that needs more. */
const WORK_MAX = 2_000_000;

export class Order {
  readonly #draft: Draft;
  readonly #lists = new Map<Host, List>();
  /** By the id of their first unit, and of their last. */
  readonly #addedFrom = new Map<string, ItemStruct>();
  readonly #addedTo = new Map<string, ItemStruct>();
  #isTangled = false;
  #work = 0;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** True if some item's neighbours are in the wrong order. */
  get isTangled(): boolean {
    return this.#isTangled;
  }

  /** Puts an item in its place. */
  add(item: ItemStruct, { host, sub }: Place): void {
    // Attributes have no right neighbours: their order is that of their origins.
    if (sub !== null) return;
    const list = this.#lists.get(host) ?? { added: [], placed: 0, runs: null };
    this.#lists.set(host, list);
    list.added.push(item);
    if (!this.#isInOrder(item)) {
      list.runs ??= storedRuns(host);
      for (const added of list.added.slice(list.placed)) this.#insert(list.runs, added);
      list.placed = list.added.length;
    }
    this.#addedFrom.set(keyOf(item), item);
    this.#addedTo.set(keyOf({ client: item.client, clock: endOf(item) - 1 }), item);
  }

  /** True if the order of the neighbours shows without the list. */
  #isInOrder({ origin, rightOrigin }: ItemStruct): boolean {
    if (!origin || !rightOrigin) return true;
    // Typed one after the other: what is right of the item is right of the one before it. Or the other way round.
    if (sameId(this.#addedTo.get(keyOf(origin))?.rightOrigin ?? null, rightOrigin)) return true;
    if (sameId(this.#addedFrom.get(keyOf(rightOrigin))?.origin ?? null, origin)) return true;
    if (origin.clock >= this.#draft.storedState(origin.client)) return false;
    const stored = this.#draft.storedAt(origin);
    if (!(stored instanceof Y.Item)) return false;
    const after = { client: origin.client, clock: origin.clock + 1 };
    const inside = after.clock < stored.id.clock + stored.length;
    return sameId(inside ? after : (stored.right?.id ?? null), rightOrigin);
  }

  #insert(runs: Run[], item: ItemStruct): void {
    const { origin, rightOrigin } = item;
    // Both cuts first: a cut moves the positions behind it.
    if (origin) this.#cut(runs, origin, origin.clock + 1);
    if (rightOrigin) this.#cut(runs, rightOrigin, rightOrigin.clock);
    const left = origin ? this.#indexOf(runs, origin) + 1 : 0;
    const right = rightOrigin ? this.#indexOf(runs, rightOrigin) : runs.length;
    if (right < left) this.#isTangled = true;
    runs.splice(this.#resolve(runs, item, left, right < left ? runs.length : right), 0, { ...item });
  }

  /** Among what others put between the same neighbours: as `integrate` does, with positions for pointers. */
  #resolve(runs: Run[], item: ItemStruct, from: number, to: number): number {
    let position = from;
    for (let at = from; at < to; at += 1) {
      const other = runs[at];
      if (!other) break;
      this.#spend(1);
      if (sameId(item.origin, other.origin)) {
        if (other.client < item.client) position = at + 1;
        else if (sameId(item.rightOrigin, other.rightOrigin)) break;
        continue;
      }
      const origin = other.origin ? this.#indexOf(runs, other.origin) : -1;
      if (origin < from || origin > at) break;
      if (origin < position) position = at + 1;
    }
    return position;
  }

  /** Cuts the run that contains `id` so that a run begins with the clock `at`. */
  #cut(runs: Run[], id: Id, at: number): void {
    const index = this.#indexOf(runs, id);
    const run = runs[index];
    if (!run || at <= run.clock || at >= endOf(run)) return;
    const length = at - run.clock;
    const origin = { client: run.client, clock: at - 1 };
    runs.splice(index, 1, { ...run, length }, { ...run, clock: at, length: run.length - length, origin });
  }

  #indexOf(runs: Run[], id: Id): number {
    const index = runs.findIndex(
      (run) => run.client === id.client && run.clock <= id.clock && id.clock < endOf(run),
    );
    this.#spend(index < 0 ? runs.length : index);
    if (index < 0) throw new Malformed('a neighbour stands in another list');
    return index;
  }

  #spend(work: number): void {
    this.#work += work;
    if (this.#work > WORK_MAX) throw new Malformed('it is too tangled');
  }
}

function storedRuns(host: Host): Run[] {
  const runs: Run[] = [];
  for (let item = host.stored?._start ?? null; item !== null; item = item.right) {
    const { id, length, origin, rightOrigin } = item;
    runs.push({ client: id.client, clock: id.clock, length, origin, rightOrigin });
  }
  return runs;
}

function keyOf(id: Id): string {
  return `${id.client}.${id.clock}`;
}
