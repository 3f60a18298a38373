// Reads the primitives of lib0's encoding, each with its bounds. lib0's own readers return undefined or NaN past the end
// of the bytes, allocate what a count promises, and recurse as deep as the sender likes.

import { isInheritedKey } from '../parseJson.ts';
import type { Value } from './structs.ts';

/** Nesting of a value in an update: more than any command or mark has, far from what overflows a stack (4,700). */
const VALUE_DEPTH_MAX = 32;

/**
 * The update is not what this relay accepts. Thrown only inside the front door, as the way out of nested reading;
 * `inspect` turns it into a value.
 */
export class Malformed extends Error {}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Malformed('it ends early');
    this.#at += 1;
    return byte;
  }

  varUint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new Malformed('a number is too large');
      if (byte < 128) return value;
    }
  }

  /** A count of things that take at least one byte each. */
  count(): number {
    const count = this.varUint();
    if (count > this.left) throw new Malformed('it promises more than it has');
    return count;
  }

  string(): string {
    const bytes = this.#slice(this.varUint());
    try {
      return utf8.decode(bytes);
    } catch {
      throw new Malformed('a text is not UTF-8');
    }
  }

  /** A value that travels as JSON text (formats, embeds). */
  json(): unknown {
    const text = this.string();
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new Malformed('a value is not JSON');
    }
    checkValue(value, VALUE_DEPTH_MAX);
    return value;
  }

  /** A value in lib0's own form; the tags are those of `writeAny` in lib0/encoding.js. */
  any(depth = VALUE_DEPTH_MAX): Value {
    if (depth === 0) throw new Malformed('a value is nested too deep');
    const tag = this.byte();
    switch (tag) {
      case 127:
        return undefined;
      case 126:
        return null;
      case 125:
        return this.#varInt();
      case 124:
        return this.#float(4);
      case 123:
        return this.#float(8);
      case 121:
        return false;
      case 120:
        return true;
      case 119:
        return this.string();
      case 118:
        return this.#object(depth);
      case 117:
        return Array.from({ length: this.count() }, () => this.any(depth - 1));
      // 122 is a BigInt, 116 are bytes: neither is JSON, and nothing of ours writes them.
      default:
        throw new Malformed('a value is of no kind that is taken');
    }
  }

  #object(depth: number): Record<string, Value> {
    const object: Record<string, Value> = {};
    for (let left = this.count(); left > 0; left -= 1) {
      const key = this.string();
      if (isInheritedKey(key)) throw new Malformed('a key is inherited');
      object[key] = this.any(depth - 1);
    }
    return object;
  }

  #varInt(): number {
    const first = this.byte();
    const sign = (first & 64) === 0 ? 1 : -1;
    let value = first & 63;
    let more = first >= 128;
    for (let scale = 64; more; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new Malformed('a number is too large');
      more = byte >= 128;
    }
    return sign * value;
  }

  #float(size: 4 | 8): number {
    const at = this.#at;
    this.#slice(size);
    return size === 4 ? this.#view.getFloat32(at) : this.#view.getFloat64(at);
  }

  #slice(length: number): Uint8Array {
    if (length > this.left) throw new Malformed('it ends early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** JSON.parse has no limit of depth below the stack's, and keeps `__proto__` as a key that the next copy turns into more. */
function checkValue(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === 0) throw new Malformed('a value is nested too deep');
  for (const [key, item] of Object.entries(value)) {
    if (isInheritedKey(key)) throw new Malformed('a key is inherited');
    checkValue(item, depth - 1);
  }
}
