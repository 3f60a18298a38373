// Writes updates by hand, byte for byte, so that they can say what no Yjs would say. Version 1 of the encoding.

import * as encoding from 'lib0/encoding';

type Id = readonly [client: number, clock: number];
type Bytes = (encoder: encoding.Encoder) => void;

interface Where {
  origin?: Id;
  right?: Id;
  /** Under a root's name, or in the type that an id made; only without neighbours. */
  parent?: string | Id;
  sub?: string;
}

export interface BlockBytes {
  client: number;
  clock?: number;
  structs: Bytes[];
  /** What the block says there are; as many as there are, if not given. */
  count?: number;
}

/** Structs by client, then deleted ranges by client. */
export function updateBytes(
  blocks: BlockBytes[],
  deletes: { client: number; ranges: Id[]; count?: number }[] = [],
): Uint8Array {
  return bytes((encoder) => {
    encoding.writeVarUint(encoder, blocks.length);
    for (const { client, clock = 0, structs, count } of blocks) {
      encoding.writeVarUint(encoder, count ?? structs.length);
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
      for (const write of structs) write(encoder);
    }
    encoding.writeVarUint(encoder, deletes.length);
    for (const { client, ranges, count } of deletes) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, count ?? ranges.length);
      for (const [clock, length] of ranges) {
        encoding.writeVarUint(encoder, clock);
        encoding.writeVarUint(encoder, length);
      }
    }
  });
}

export function bytes(write: Bytes): Uint8Array {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}

/** An item: its content's number, where it stands, and what writes its content. */
export function item(ref: number, { origin, right, parent, sub }: Where, content: Bytes): Bytes {
  return (encoder) => {
    const flags = (origin ? 128 : 0) | (right ? 64 : 0) | (sub === undefined ? 0 : 32);
    encoding.writeUint8(encoder, ref | flags);
    if (origin) writeId(encoder, origin);
    if (right) writeId(encoder, right);
    if (!origin && !right) {
      encoding.writeVarUint(encoder, typeof parent === 'object' ? 0 : 1);
      if (typeof parent === 'object') writeId(encoder, parent);
      else encoding.writeVarString(encoder, parent ?? '');
      if (sub !== undefined) encoding.writeVarString(encoder, sub);
    }
    content(encoder);
  };
}

export function deleted(where: Where, length: number): Bytes {
  return item(1, where, (encoder) => encoding.writeVarUint(encoder, length));
}

export function text(where: Where, content: string): Bytes {
  return item(4, where, (encoder) => encoding.writeVarString(encoder, content));
}

export function embed(where: Where, json: string): Bytes {
  return item(5, where, (encoder) => encoding.writeVarString(encoder, json));
}

export function format(where: Where, key: string, json: string): Bytes {
  return item(6, where, (encoder) => {
    encoding.writeVarString(encoder, key);
    encoding.writeVarString(encoder, json);
  });
}

export function element(where: Where, name: string): Bytes {
  return item(7, where, (encoder) => {
    encoding.writeVarUint(encoder, 3);
    encoding.writeVarString(encoder, name);
  });
}

/** A type by its number: 0 array, 1 map, 2 text, 4 fragment, 5 hook, 6 text of a tree. */
export function type(where: Where, ref: number): Bytes {
  return item(7, where, (encoder) => encoding.writeVarUint(encoder, ref));
}

/** Values as lib0 writes them, or bytes that claim to be one. */
export function any(where: Where, values: unknown[]): Bytes {
  return item(8, where, (encoder) => {
    encoding.writeVarUint(encoder, values.length);
    for (const value of values) {
      if (typeof value === 'function') (value as Bytes)(encoder);
      else encoding.writeAny(encoder, value as Parameters<typeof encoding.writeAny>[1]);
    }
  });
}

export function gc(length: number): Bytes {
  return (encoder) => {
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, length);
  };
}

export function skip(length: number): Bytes {
  return (encoder) => {
    encoding.writeUint8(encoder, 10);
    encoding.writeVarUint(encoder, length);
  };
}

/** An object with one key, which may be one that no object literal has. */
export function objectWith(key: string, value: Bytes): Bytes {
  return (encoder) => {
    encoding.writeUint8(encoder, 118);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, key);
    value(encoder);
  };
}

export function raw(...content: number[]): Bytes {
  return (encoder) => encoding.writeUint8Array(encoder, Uint8Array.from(content));
}

function writeId(encoder: encoding.Encoder, [client, clock]: Id): void {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
}
