// Rows in and out: statements that are prepared once, checksums, and values of the types that the schema says.

import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { TABLES, type Table } from './sqliteSchema.ts';
import { StorageError } from './storageError.ts';

export type Row = Record<string, SQLOutputValue>;

export class Rows {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepared(sql).run(...values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | null {
    return this.#prepared(sql).get(...values) ?? null;
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values);
  }

  /** Row by row, for tables that do not fit in memory. */
  each(sql: string, ...values: SQLInputValue[]): Iterable<Row> {
    return this.#db.prepare(sql).iterate(...values);
  }

  /** Inserts a row, with its checksum. `values` are those of TABLES, in that order. */
  insert(table: Table, ...values: SQLInputValue[]): void {
    this.run(insertInto(table), ...values, checksum(values));
  }

  /** Inserts a row, or replaces the one with the same key. */
  put(table: Table, ...values: SQLInputValue[]): void {
    this.run(upsertInto(table), ...values, checksum(values));
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** The row itself. @throws a StorageError if it is not what was written */
export function sound(table: Table, row: Row): Row {
  if (isSound(table, row)) return row;
  throw new StorageError('damaged', unsoundness(table, row));
}

export function isSound(table: Table, row: Row): boolean {
  return row.crc === checksum(TABLES[table].columns.map((column) => row[column] ?? null));
}

/** In words, which row is not what was written. */
export function unsoundness(table: Table, row: Row): string {
  const { key, columns } = TABLES[table];
  const name = columns.slice(0, Math.max(key, 1)).map((column) => String(row[column]));
  return `a row of ${table} is not what was written: ${name.join(' ')}`;
}

export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : wrong(column, value);
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'number' ? value : wrong(column, value);
}

export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : wrong(column, value);
}

/** What was stored as JSON. Of which shape it is, its checksum or hash vouches for: we wrote it. */
export function json(row: Row, column: string): unknown {
  try {
    return JSON.parse(text(row, column));
  } catch (error) {
    throw new StorageError('damaged', `${column} is not JSON`, { cause: error });
  }
}

function wrong(column: string, value: unknown): never {
  throw new StorageError('damaged', `${column} holds a ${typeof value}`);
}

function checksum(values: readonly SQLInputValue[]): number {
  let sum = crc32(JSON.stringify(values.filter((value) => !ArrayBuffer.isView(value))));
  for (const value of values) if (ArrayBuffer.isView(value)) sum = crc32(value, sum);
  return sum;
}

function insertInto(table: Table): string {
  const names = [...TABLES[table].columns, 'crc'];
  return `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
}

function upsertInto(table: Table): string {
  const { key, columns } = TABLES[table];
  const changed = [...columns.slice(key), 'crc'].map((column) => `${column} = excluded.${column}`);
  return `${insertInto(table)} ON CONFLICT (${columns.slice(0, key).join(', ')}) DO UPDATE SET ${changed.join(', ')}`;
}
