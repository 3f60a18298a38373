// From structs to bytes: what scan.ts reads, written again.

import * as encoding from 'lib0/encoding';
import {
  HAS_ORIGIN,
  HAS_RIGHT_ORIGIN,
  HAS_SUB,
  REF,
  TYPE,
  type Block,
  type Content,
  type Id,
  type Parent,
  type Span,
  type Struct,
} from './structs.ts';

/** @param deletes in order, those of one client together */
export function writeUpdate(blocks: Block[], deletes: Span[]): Uint8Array {
  const encoder = encoding.createEncoder();
  const filled = blocks.filter(({ structs }) => structs.length > 0);
  encoding.writeVarUint(encoder, filled.length);
  for (const { client, clock, structs } of filled) {
    encoding.writeVarUint(encoder, structs.length);
    writeId(encoder, { client, clock });
    for (const struct of structs) writeStruct(encoder, struct);
  }
  const byClient = Map.groupBy(deletes, ({ client }) => client);
  encoding.writeVarUint(encoder, byClient.size);
  for (const [client, spans] of byClient) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, spans.length);
    for (const { clock, length } of spans) {
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint(encoder, length);
    }
  }
  return encoding.toUint8Array(encoder);
}

function writeStruct(encoder: encoding.Encoder, struct: Struct): void {
  if (struct.kind === 'gc') {
    encoding.writeUint8(encoder, REF.gc);
    encoding.writeVarUint(encoder, struct.length);
    return;
  }
  const { origin, rightOrigin, parent, content, length } = struct;
  const flags =
    (origin ? HAS_ORIGIN : 0) |
    (rightOrigin ? HAS_RIGHT_ORIGIN : 0) |
    (parent && parent.sub !== null ? HAS_SUB : 0);
  encoding.writeUint8(encoder, refOf(content) | flags);
  if (origin) writeId(encoder, origin);
  if (rightOrigin) writeId(encoder, rightOrigin);
  if (parent) writeParent(encoder, parent);
  writeContent(encoder, content, length);
}

function refOf({ kind }: Content): number {
  return kind === 'element' || kind === 'text' ? REF.type : REF[kind];
}

function writeParent(encoder: encoding.Encoder, parent: Parent): void {
  const isRoot = 'root' in parent;
  encoding.writeVarUint(encoder, isRoot ? 1 : 0);
  if (isRoot) encoding.writeVarString(encoder, parent.root);
  else writeId(encoder, parent.type);
  if (parent.sub !== null) encoding.writeVarString(encoder, parent.sub);
}

function writeContent(encoder: encoding.Encoder, content: Content, length: number): void {
  switch (content.kind) {
    case 'deleted':
      return encoding.writeVarUint(encoder, length);
    case 'any':
      encoding.writeVarUint(encoder, content.values.length);
      for (const value of content.values) encoding.writeAny(encoder, value);
      return;
    case 'string':
      return encoding.writeVarString(encoder, content.text);
    case 'embed':
      return encoding.writeVarString(encoder, JSON.stringify(content.value));
    case 'format':
      encoding.writeVarString(encoder, content.key);
      return encoding.writeVarString(encoder, JSON.stringify(content.value));
    case 'element':
      encoding.writeVarUint(encoder, TYPE.element);
      return encoding.writeVarString(encoder, content.name);
    case 'text':
      return encoding.writeVarUint(encoder, TYPE.text);
  }
}

function writeId(encoder: encoding.Encoder, { client, clock }: Id): void {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
}
