// Commands with something wrong in them, somewhere.

import type { Command } from '#lib/rules/command.ts';
import type { Random } from './honestTraffic.ts';
import { below, pick } from './mutateBytes.ts';

const base = { id: '01934d7c-8a00-7000-8000-000000000001', seen: 7, written: 1_700_000_000_000 };
const ofBudi = { ...base, conversation: 'budi' };
const invoice = { id: 'a'.repeat(64), name: 'invoice.pdf', type: 'application/pdf', size: 1024 };

export const entries: Command[] = [
  { ...ofBudi, kind: 'reply', text: 'Halo 👋', attachments: [invoice] },
  { ...ofBudi, kind: 'note', text: 'x', attachments: [], mention: 'leo' },
  { ...ofBudi, kind: 'assign', to: { kind: 'team-member', team: 'sales', member: 'leo' } },
  { ...ofBudi, kind: 'add-collaborators', members: ['leo', 'ana'] },
  { ...ofBudi, kind: 'set-status', status: { kind: 'snoozed', until: 5 } },
  { ...ofBudi, kind: 'update-contact', name: 'Budi', fields: { company: 'Kopi' } },
  { ...base, kind: 'set-preferences', preferences: { theme: 'dark' } },
];

const HOSTILE: unknown[] = [
  undefined,
  null,
  true,
  -1,
  1.5,
  Number.NaN,
  Infinity,
  2 ** 53,
  10n,
  '',
  '\0',
  '\ud800',
  '__proto__',
  'constructor',
  'x'.repeat(20_000),
  [],
  {},
  new Uint8Array(3),
  new Map([['kind', 'reply']]),
  new Date(0),
  () => 'reply',
  Symbol('reply'),
  JSON.parse('{"__proto__":{"admin":true}}'),
  Object.create({ kind: 'reply' }),
  JSON.parse('['.repeat(500) + ']'.repeat(500)),
  Array.from({ length: 2_000 }, () => 'leo'),
];

const KEYS = ['__proto__', 'constructor', 'toString', 'id', 'kind', 'member', 'Ünder', ''];

/** A copy with one thing changed, at any depth. */
export function breakEntry(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.05) return pick(HOSTILE, random);
  if (Array.isArray(value)) {
    if (value.length === 0 || random() < 0.3) return [...(value as unknown[]), pick(HOSTILE, random)];
    const at = below(random, value.length);
    return (value as unknown[]).with(at, breakEntry(value[at], random));
  }
  const copy = { ...value } as Record<string, unknown>;
  const keys = Object.keys(copy).concat(random() < 0.2 ? KEYS : []);
  if (keys.length === 0) return pick(HOSTILE, random);
  const key = pick(keys, random);
  if (random() < 0.1) Reflect.deleteProperty(copy, key);
  else if (random() < 0.1) define(copy, pick(KEYS, random), pick(HOSTILE, random));
  else define(copy, key, breakEntry(copy[key], random));
  return copy;
}

/** As JSON.parse does it: also `__proto__` becomes a key. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
