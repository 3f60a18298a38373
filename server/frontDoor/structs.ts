// What an update is made of, as read from its bytes: yjs/src/utils/encoding.js, version 1 of the encoding.

/** Flags of a struct's first byte; its five low bits say what it is. */
export const HAS_ORIGIN = 128;
export const HAS_RIGHT_ORIGIN = 64;
export const HAS_SUB = 32;

/** What a struct is. Elements and texts are types, told apart by TYPE. */
export const REF = { gc: 0, deleted: 1, string: 4, embed: 5, format: 6, type: 7, any: 8, skip: 10 } as const;
export const TYPE = { element: 3, text: 6 } as const;

export interface Id {
  client: number;
  clock: number;
}

/** A stretch of one client's clock. */
export interface Span extends Id {
  length: number;
}

/** What lib0 writes as `any`, but for bytes and BigInts. */
export type Value = undefined | null | boolean | number | string | Value[] | { [key: string]: Value };

export type Content =
  | { kind: 'deleted' }
  | { kind: 'any'; values: Value[] }
  | { kind: 'string'; text: string }
  | { kind: 'embed'; value: unknown }
  | { kind: 'format'; key: string; value: unknown }
  | { kind: 'element'; name: string }
  | { kind: 'text' };

/** Where a struct without neighbours stands: under the name of a root, or in a type that another struct made. */
export type Parent = { root: string; sub: string | null } | { type: Id; sub: string | null };

export interface ItemStruct extends Span {
  kind: 'item';
  origin: Id | null;
  rightOrigin: Id | null;
  /** Null if a neighbour says it. */
  parent: Parent | null;
  content: Content;
}

/** What was here has been forgotten, with what it stood in. */
export interface GcStruct extends Span {
  kind: 'gc';
}

export type Struct = ItemStruct | GcStruct;

export interface Block {
  client: number;
  /** Of the first struct; the others follow without gaps. */
  clock: number;
  structs: Struct[];
}

export interface Scanned {
  blocks: Block[];
  deletes: Span[];
  /** The sender knows of structs that it does not have itself. */
  skips: boolean;
}

export function endOf(span: Span): number {
  return span.clock + span.length;
}

export function sameId(a: Id | null, b: Id | null): boolean {
  return a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);
}
