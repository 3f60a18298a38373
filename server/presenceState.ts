// One entry of an awareness update: what a client says of itself, checked, and what the relay makes of it. The format is
// that of y-protocols/awareness.js.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as v from 'valibot';
import type { ContactState, PresenceSaid, PresenceState, TeamState } from '#lib/doc/presence.ts';
import { ROOT } from '#lib/doc/schema.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import type { Member } from '#lib/rules/directory.ts';
import { AWARENESS_MAX } from '#lib/rules/limits.ts';
import { count } from './parseParts.ts';

/** y-websocket's message type. */
const AWARENESS = 1;
/** An unmodified provider repeats to the relay what it heard of everybody in the room: as many as a crowded room holds. */
const ENTRIES_MAX = 4_096;

const yjsId = v.object({ client: count, clock: count });
/** Of the note and of nothing else: Yjs makes a root of whatever name it is asked for. */
const position = v.object({
  type: v.nullish(yjsId),
  tname: v.nullish(v.literal(ROOT.note)),
  item: v.nullish(yjsId),
  assoc: v.nullish(v.picklist([-1, 0])),
});
/** Open, unlike everything else that is parsed: editors add fields of their own (`user`), and the relay takes these two. */
const said = v.object({
  writing: v.optional(v.nullable(v.picklist(['reply', 'note'])), null),
  cursor: v.optional(v.nullable(v.object({ anchor: position, head: position })), null),
});

/** The awareness client id under which the relay itself speaks of a customer or of the team. Yjs chooses its ids at random. */
export const RELAY_CLIENT = 0;

export interface Entry {
  client: number;
  /** JSON in UTF-8, not read yet. */
  json: Uint8Array;
}

export type Heard =
  | { kind: 'said'; said: PresenceSaid }
  /** They are not there any more. */
  | { kind: 'gone' }
  | { kind: 'refused'; code: number; reason: string };

/** Null if the bytes are no awareness update, or one about more clients than a room has sessions. */
export function entriesOf(update: Uint8Array): Entry[] | null {
  try {
    const decoder = decoding.createDecoder(update);
    const length = decoding.readVarUint(decoder);
    return length > ENTRIES_MAX ? null : Array.from({ length }, () => readEntry(decoder));
  } catch {
    // lib0 throws when bytes end early.
    return null;
  }
}

function readEntry(decoder: decoding.Decoder): Entry {
  const client = decoding.readVarUint(decoder);
  // Their clock: the relay counts by its own.
  decoding.readVarUint(decoder);
  return { client, json: decoding.readVarUint8Array(decoder) };
}

/** Never throws. */
export function hear(json: Uint8Array): Heard {
  if (json.length > AWARENESS_MAX) return { kind: 'refused', code: CLOSE.tooLarge, reason: 'awareness' };
  const value = parseJson(json);
  if (value === null) return { kind: 'gone' };
  const parsed = v.safeParse(said, value);
  if (parsed.success) return { kind: 'said', said: parsed.output };
  return { kind: 'refused', code: CLOSE.malformed, reason: 'awareness' };
}

export function isGone(json: Uint8Array): boolean {
  return json.length === 4 && parseJson(json) === null;
}

/** What others are told of a member. */
export function stateOf(member: Member, what: PresenceSaid): PresenceState {
  return { ...what, member: member.id, user: { name: member.name, color: caretColour(member.colour) } };
}

/** @param state null: gone */
export function encodeEntry(
  client: number,
  clock: number,
  state: PresenceState | ContactState | TeamState | null,
): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
  encoding.writeVarString(encoder, JSON.stringify(state));
  return encoding.toUint8Array(encoder);
}

export function awarenessMessage(entries: Uint8Array[]): Uint8Array {
  const update = encoding.createEncoder();
  encoding.writeVarUint(update, entries.length);
  for (const entry of entries) encoding.writeUint8Array(update, entry);
  const message = encoding.createEncoder();
  encoding.writeVarUint(message, AWARENESS);
  encoding.writeVarUint8Array(message, encoding.toUint8Array(update));
  return encoding.toUint8Array(message);
}

/** Undefined, which no schema takes, if it is no JSON. */
function parseJson(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    return undefined;
  }
}

/** A hue (degrees) as carets show it, dark enough for white letters: hsl(hue 55% 38%). Editors take `#rrggbb` only. */
function caretColour(hue: number): string {
  const [saturation, lightness] = [0.55, 0.38];
  const channels = [0, 8, 4].map((offset) => {
    const k = (offset + hue / 30) % 12;
    const value = lightness - saturation * lightness * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
}
