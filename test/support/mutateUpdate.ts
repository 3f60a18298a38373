// Breaks updates where it hurts: they are read, something they say is changed, and they are written again, so that most
// of them are well-formed and lie.

import { scan } from '../../server/frontDoor/scan.ts';
import type { Id, ItemStruct, Scanned, Struct } from '../../server/frontDoor/structs.ts';
import { writeUpdate } from '../../server/frontDoor/writeUpdate.ts';
import type { Random } from './honestTraffic.ts';
import { below, pick } from './mutateBytes.ts';

/** Ids, clients and structs that lies are made of: what the document and other updates have. */
export interface Pool {
  ids: Id[];
  clients: number[];
  structs: Struct[];
}

export function poolOf(updates: Uint8Array[]): Pool {
  const structs = updates.flatMap((update) => scan(update).blocks.flatMap((block) => block.structs));
  const ids = structs.flatMap(({ client, clock, length }) => [
    { client, clock },
    { client, clock: clock + length - 1 },
    { client, clock: clock + (length >> 1) },
  ]);
  return { ids, clients: [...new Set(ids.map(({ client }) => client))], structs };
}

/** The update with one to three things said differently; null if it says nothing. */
export function mutateUpdate(update: Uint8Array, pool: Pool, random: Random): Uint8Array | null {
  const scanned = scan(update);
  if (scanned.blocks.length === 0 && scanned.deletes.length === 0) return null;
  for (let left = 1 + below(random, 3); left > 0; left -= 1) lie(scanned, pool, random);
  return write(scanned);
}

function lie(scanned: Scanned, pool: Pool, random: Random): void {
  const block = scanned.blocks[below(random, scanned.blocks.length)];
  const index = below(random, block?.structs.length ?? 0);
  const struct = block?.structs[index];
  const dice = random();
  if (!block || !struct || dice < 0.1) return lieAboutDeletes(scanned, pool, random);
  if (dice < 0.15) block.client = pick(pool.clients, random);
  else if (dice < 0.25) block.clock = Math.max(0, block.clock + below(random, 7) - 3);
  else if (dice < 0.3) block.structs.splice(index, 1);
  else if (dice < 0.38) block.structs.splice(index, 0, pick(pool.structs, random));
  else if (dice < 0.42) block.structs[index] = { ...struct, kind: 'gc' };
  else if (struct.kind === 'item') block.structs[index] = lieAboutItem(struct, pool, random);
}

function lieAboutItem(item: ItemStruct, pool: Pool, random: Random): ItemStruct {
  const id = random() < 0.1 ? null : pick(pool.ids, random);
  switch (below(random, 6)) {
    case 0:
      return { ...item, origin: id };
    case 1:
      return { ...item, rightOrigin: id };
    case 2:
      return { ...item, origin: item.rightOrigin, rightOrigin: item.origin };
    case 3: {
      const parent = id ? { type: id } : { root: pick(['note', 'commands', 'other', ''], random) };
      return {
        ...item,
        origin: null,
        rightOrigin: null,
        parent: { ...parent, sub: pick([null, 'level'], random) },
      };
    }
    case 4: {
      const other = pick(pool.structs, random);
      return other.kind === 'item' ? { ...item, content: other.content, length: other.length } : item;
    }
    default:
      return { ...item, origin: id, rightOrigin: random() < 0.5 ? pick(pool.ids, random) : null };
  }
}

function lieAboutDeletes(scanned: Scanned, pool: Pool, random: Random): void {
  const { client, clock } = pick(pool.ids, random);
  const span = { client, clock, length: 1 + below(random, 4) };
  if (random() < 0.5) scanned.deletes.push(span);
  else scanned.deletes = [span];
}

function write({ blocks, deletes }: Scanned): Uint8Array {
  return writeUpdate(
    blocks,
    deletes.toSorted((a, b) => a.clock - b.clock),
  );
}
