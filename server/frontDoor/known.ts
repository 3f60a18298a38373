// Structs that came before come again: a browser that was offline offers what it has, and two offers may cross. Yjs ignores
// what it knows by its id alone; here it must also say the same, unit by unit, however the two sides split or merged it.

import { isDeepStrictEqual } from 'node:util';
import * as Y from 'yjs';
import type { Draft } from './draft.ts';
import { Malformed } from './reader.ts';
import { endOf, sameId, type Content, type Id, type ItemStruct, type Struct } from './structs.ts';

/** @throws {Malformed} if the part of the struct that is stored already says something else */
export function compareWithStored(struct: Struct, draft: Draft): void {
  // What the sender has forgotten it cannot say; the deletes say what became of it.
  if (struct.kind === 'gc') return;
  const end = Math.min(endOf(struct), draft.storedState(struct.client));
  for (const stored of draft.storedBetween(struct.client, struct.clock, end)) {
    if (stored instanceof Y.Item) {
      const from = Math.max(struct.clock, stored.id.clock);
      compareItems(struct, stored, from, Math.min(end, stored.id.clock + stored.length));
      compareParents(struct, stored, draft);
    } else if (draft.cutsCharacter(struct)) {
      // The relay has forgotten it, so there is nothing to compare; it must not change anything either.
      throw new Malformed('a known struct cuts a character');
    }
  }
}

function compareItems(struct: ItemStruct, stored: Y.Item, from: number, to: number): void {
  const { client, clock } = struct;
  // Inside a struct every unit follows the one before it: so the origin of any unit is the same in every split.
  const before: Id = { client, clock: from - 1 };
  const origin = from === clock ? struct.origin : before;
  const storedOrigin = from === stored.id.clock ? stored.origin : before;
  if (!sameId(origin, storedOrigin) || !sameId(struct.rightOrigin, stored.rightOrigin)) {
    throw new Malformed('a known struct stands elsewhere');
  }
  const same = sameContent(struct.content, stored.content, [from - clock, from - stored.id.clock, to - from]);
  if (!same) throw new Malformed('a known struct has other content');
}

/** The two have the same neighbours; without any, the parents have to be compared by themselves. */
function compareParents(struct: ItemStruct, stored: Y.Item, draft: Draft): void {
  if (!struct.parent || struct.clock !== stored.id.clock) return;
  const place = draft.placeOf(struct);
  const same = place?.host.stored === stored.parent && place.sub === stored.parentSub;
  if (!same) throw new Malformed('a known struct stands elsewhere');
}

type Range = [offset: number, storedOffset: number, length: number];

function sameContent(content: Content, stored: Y.Item['content'], [at, storedAt, length]: Range): boolean {
  if (content.kind === 'deleted' || stored instanceof Y.ContentDeleted) return true;
  switch (content.kind) {
    case 'any':
      return (
        stored instanceof Y.ContentAny &&
        isDeepStrictEqual(
          content.values.slice(at, at + length),
          stored.arr.slice(storedAt, storedAt + length),
        )
      );
    case 'string':
      return (
        stored instanceof Y.ContentString &&
        sameText(content.text.slice(at, at + length), stored.str.slice(storedAt, storedAt + length))
      );
    case 'embed':
      return stored instanceof Y.ContentEmbed && sameJson(content.value, stored.embed);
    case 'format':
      return (
        stored instanceof Y.ContentFormat &&
        content.key === stored.key &&
        sameJson(content.value, stored.value)
      );
    case 'element':
      return (
        stored instanceof Y.ContentType &&
        stored.type instanceof Y.XmlElement &&
        stored.type.nodeName === content.name
      );
    case 'text':
      return stored instanceof Y.ContentType && stored.type instanceof Y.XmlText;
  }
}

/** Yjs puts U+FFFD where a split would leave half a character, on the side that was split first. */
function sameText(text: string, stored: string): boolean {
  if (text === stored) return true;
  if (text.length !== stored.length) return false;
  for (let index = 0; index < text.length; index += 1) {
    const [one, other] = [text[index], stored[index]];
    if (one !== other && one !== '\ufffd' && other !== '\ufffd') return false;
  }
  return true;
}

/** As text, because it travels as text: -0 comes back as 0. */
function sameJson(value: unknown, stored: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(stored);
}
