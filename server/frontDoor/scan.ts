// From bytes to structs. Takes version 1 of the encoding only: run-length bombs of version 2 cannot be told from
// documents by their size (yjs issue 687). Everything that Yjs would read in another way than it looks is refused.

import { isInheritedKey } from '../parseJson.ts';
import { Malformed, Reader } from './reader.ts';
import {
  HAS_ORIGIN,
  HAS_RIGHT_ORIGIN,
  HAS_SUB,
  REF,
  TYPE,
  endOf,
  type Block,
  type Content,
  type Id,
  type Parent,
  type Scanned,
  type Span,
  type Struct,
} from './structs.ts';

/** Yjs draws client ids from 32 bits. */
const CLIENT_MAX = 2 ** 32 - 1;
/** No honest clock gets here in a thousand years of typing; sums of clocks stay exact numbers. */
const CLOCK_MAX = 2 ** 40;
/** One stretch of deleted or forgotten content. */
const DELETED_MAX = 2 ** 24;
/** Client ids in one update. Each costs Yjs three state vectors; a device that was opened ten times a day for a year has fewer. */
const CLIENTS_MAX = 4_096;

/** Names of elements are schema names; names of marks and attributes may carry a hash. */
const ELEMENT_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const KEY_MAX = 128;

/** @throws {Malformed} if the bytes are no update that this relay takes */
export function scan(update: Uint8Array): Scanned {
  const reader = new Reader(update);
  const blocks: Block[] = [];
  const clients = new Set<number>();
  let skips = false;
  for (let left = clientCount(reader); left > 0; left -= 1) {
    const { block, skipped } = readBlock(reader);
    // Yjs keeps only the last of two blocks of one client, and shows both when it decodes.
    if (clients.has(block.client)) throw new Malformed('a client has two blocks');
    clients.add(block.client);
    blocks.push(block);
    skips ||= skipped;
  }
  const deletes = readDeletes(reader);
  if (reader.left > 0) throw new Malformed('it goes on after its end');
  return { blocks, deletes, skips };
}

function clientCount(reader: Reader): number {
  const count = reader.count();
  if (count > CLIENTS_MAX) throw new Malformed('it is by too many clients');
  return count;
}

function readBlock(reader: Reader): { block: Block; skipped: boolean } {
  const count = reader.count();
  if (count === 0) throw new Malformed('a block is empty');
  const client = readClient(reader);
  const clock = readClock(reader);
  const structs: Struct[] = [];
  let next = clock;
  let skipped = false;
  for (let left = count; left > 0; left -= 1) {
    const info = reader.byte();
    if (info === REF.skip) {
      skipped = true;
      next = advance(next, readLength(reader, CLOCK_MAX));
      continue;
    }
    const struct = readStruct(reader, info, { client, clock: next });
    structs.push(struct);
    next = advance(next, struct.length);
  }
  return { block: { client, clock, structs }, skipped };
}

function readStruct(reader: Reader, info: number, id: Id): Struct {
  const ref = info & 31;
  if (info === REF.gc) return { kind: 'gc', ...id, length: readLength(reader, DELETED_MAX) };
  // With other bits set, Yjs takes these two for one thing when it decodes and for another when it applies.
  if (ref === REF.gc || ref === REF.skip) throw new Malformed('a struct is of no kind');
  const origin = (info & HAS_ORIGIN) === 0 ? null : readId(reader);
  const rightOrigin = (info & HAS_RIGHT_ORIGIN) === 0 ? null : readId(reader);
  const parent = origin || rightOrigin ? null : readParent(reader, (info & HAS_SUB) !== 0);
  const { content, length } = readContent(reader, ref);
  return { kind: 'item', ...id, length, origin, rightOrigin, parent, content };
}

function readParent(reader: Reader, hasSub: boolean): Parent {
  const named = reader.varUint();
  if (named > 1) throw new Malformed('a parent is of no kind');
  const parent = named === 1 ? { root: reader.string() } : { type: readId(reader) };
  return { ...parent, sub: hasSub ? readKey(reader) : null };
}

function readContent(reader: Reader, ref: number): { content: Content; length: number } {
  switch (ref) {
    case REF.deleted:
      return { content: { kind: 'deleted' }, length: readLength(reader, DELETED_MAX) };
    case REF.string: {
      const text = reader.string();
      if (text === '') throw new Malformed('a struct has no length');
      return { content: { kind: 'string', text }, length: text.length };
    }
    case REF.embed:
      return { content: { kind: 'embed', value: reader.json() }, length: 1 };
    case REF.format:
      return { content: { kind: 'format', key: readKey(reader), value: reader.json() }, length: 1 };
    case REF.type:
      return { content: readType(reader), length: 1 };
    case REF.any: {
      const values = Array.from({ length: reader.count() }, () => reader.any());
      if (values.length === 0) throw new Malformed('a struct has no length');
      return { content: { kind: 'any', values }, length: values.length };
    }
    // 2 (the JSON of old versions), 3 (bytes) and 9 (documents in documents) are nothing that ours write.
    default:
      throw new Malformed('content of no kind that is taken');
  }
}

/** Elements and texts of rich text; arrays, maps, plain texts, fragments and hooks are nothing that ours write. */
function readType(reader: Reader): Content {
  switch (reader.varUint()) {
    case TYPE.element: {
      const name = reader.string();
      if (!ELEMENT_NAME.test(name)) throw new Malformed('an element has no proper name');
      return { kind: 'element', name };
    }
    case TYPE.text:
      return { kind: 'text' };
    default:
      throw new Malformed('a type of no kind that is taken');
  }
}

/** Sorted, without overlaps: Yjs takes time in the square of what overlaps. */
function readDeletes(reader: Reader): Span[] {
  const deletes: Span[] = [];
  const clients = new Set<number>();
  for (let left = clientCount(reader); left > 0; left -= 1) {
    const client = readClient(reader);
    if (clients.has(client)) throw new Malformed('a client has two lists of deletes');
    clients.add(client);
    let after = 0;
    const count = reader.count();
    if (count === 0) throw new Malformed('a list of deletes is empty');
    for (let ranges = count; ranges > 0; ranges -= 1) {
      const span = { client, clock: readClock(reader), length: readLength(reader, CLOCK_MAX) };
      if (span.clock < after) throw new Malformed('deletes overlap');
      after = advance(span.clock, span.length);
      deletes.push(span);
    }
  }
  return deletes;
}

function readClient(reader: Reader): number {
  const client = reader.varUint();
  if (client > CLIENT_MAX) throw new Malformed('a client id is too large');
  return client;
}

function readClock(reader: Reader): number {
  return advance(reader.varUint(), 0);
}

function readId(reader: Reader): Id {
  return { client: readClient(reader), clock: readClock(reader) };
}

function readLength(reader: Reader, max: number): number {
  const length = reader.varUint();
  if (length === 0 || length > max) throw new Malformed('a struct has no possible length');
  return length;
}

function readKey(reader: Reader): string {
  const key = reader.string();
  if (key === '' || key.length > KEY_MAX || isInheritedKey(key)) throw new Malformed('a key is not taken');
  return key;
}

function advance(clock: number, length: number): number {
  const end = endOf({ client: 0, clock, length });
  if (end > CLOCK_MAX) throw new Malformed('a clock is too far');
  return end;
}
