// The first look at a value from outside: is it plain JSON of a size that is safe to walk, to check and to keep?

import { COMMAND_MAX, JSON_DEPTH_MAX } from '#lib/rules/limits.ts';

/** As keys they reach what every object inherits: `__proto__` on the wire makes an object that is not what its keys say. */
const INHERITED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export function isInheritedKey(key: string): boolean {
  return INHERITED_KEYS.has(key);
}

/**
 * True if the value is plain JSON (no undefined, bytes, big integers, class instances or inherited keys), nested at most
 * JSON_DEPTH_MAX deep and at most COMMAND_MAX bytes as JSON in UTF-8. Never throws, and stops at the first limit.
 */
export function isBoundedJson(value: unknown): boolean {
  const nodes = { left: COMMAND_MAX };
  return isPlain(value, JSON_DEPTH_MAX, nodes) && Buffer.byteLength(JSON.stringify(value)) <= COMMAND_MAX;
}

/**
 * As much of a refused entry as can be kept and shown: its JSON text, cut to COMMAND_MAX code units. Never throws.
 */
export function safeContent(entry: unknown): string {
  return textOf(entry).slice(0, COMMAND_MAX).toWellFormed();
}

/** Every value takes at least one byte as JSON, so the count of values is bounded by what is allowed in bytes. */
function isPlain(value: unknown, depth: number, nodes: { left: number }): boolean {
  nodes.left -= 1;
  if (nodes.left < 0) return false;
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return value.length <= COMMAND_MAX;
  if (typeof value !== 'object' || depth === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depth - 1, nodes));
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.entries(value).every(
    ([key, item]) => key.length <= COMMAND_MAX && !isInheritedKey(key) && isPlain(item, depth - 1, nodes),
  );
}

function textOf(entry: unknown): string {
  try {
    // What is no JSON value (undefined, a function) has no text either; neither has anything that JSON.stringify throws at.
    const text: unknown = JSON.stringify(entry, (_key, item: unknown) =>
      typeof item === 'bigint' ? String(item) : item,
    );
    return typeof text === 'string' ? text : '';
  } catch {
    return '';
  }
}
