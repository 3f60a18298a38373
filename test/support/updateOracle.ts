// Whether the front door was right: nothing changes before it says yes, and after a yes nothing breaks, anywhere.

import { expect } from 'vitest';
import * as Y from 'yjs';
import { inspect, type Inspection, type Policy } from '../../server/frontDoor/inspect.ts';

/**
 * Inspects, applies what passes to a copy, and returns the copy; the same document if it was not taken.
 *
 * @param watched runs the inspection, to see how long it takes
 */
export function inspectAndCheck(
  update: Uint8Array,
  doc: Y.Doc,
  policy: Policy,
  watched: (run: () => Inspection) => Inspection = (run) => run(),
): { inspection: Inspection; after: Y.Doc } {
  const before = Y.encodeStateAsUpdate(doc);
  const inspection = watched(() => inspect(update, doc, policy));
  expectEqual(Y.encodeStateAsUpdate(doc), before);
  if (inspection.kind === 'missing' && inspection.usable) {
    const part = inspectAndCheck(inspection.usable.update, doc, policy);
    expect(part.inspection).toEqual({ kind: 'ok', clients: inspection.usable.clients, empty: false });
    return { inspection, after: part.after };
  }
  if (inspection.kind !== 'ok') return { inspection, after: doc };
  const after = load(before, policy);
  const own: Uint8Array[] = [];
  after.on('update', (news: Uint8Array) => own.push(news));
  Y.applyUpdate(after, update);
  expect(after.store.pendingStructs).toBeNull();
  expect(after.store.pendingDs).toBeNull();
  expect([...after.share.keys()]).toEqual([policy.root]);
  expectSameButFor(inspection.clients, doc, after);
  expect(inspection.clients.every((client) => policy.ownsClient(client))).toBe(true);
  expect(own.length === 0).toBe(inspection.empty);
  if (inspection.empty) expectSame(after, doc, policy);
  // Who hears the relay's own news, and who comes later, has what the relay has.
  const listener = load(before, policy);
  for (const news of own) Y.applyUpdate(listener, news);
  expectSame(listener, after, policy);
  expectSame(load(Y.encodeStateAsUpdate(after), policy), after, policy);
  return { inspection, after };
}

export function load(state: Uint8Array, { root }: Pick<Policy, 'root'>): Y.Doc {
  // Without a name of its own, Yjs draws one by thirty questions to the machine: a sixth of a fuzz run.
  const doc = new Y.Doc({ guid: 'copy' });
  if (root === 'note') doc.getXmlFragment(root);
  else doc.getArray(root);
  Y.applyUpdate(doc, state);
  return doc;
}

function expectSameButFor(clients: number[], before: Y.Doc, after: Y.Doc): void {
  const earlier = Y.decodeStateVector(Y.encodeStateVector(before));
  for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(after))) {
    if (clients.includes(client)) expect(clock).toBeGreaterThan(earlier.get(client) ?? 0);
    else expect(clock).toBe(earlier.get(client));
  }
}

function expectSame(one: Y.Doc, other: Y.Doc, { root }: Policy): void {
  expectEqual(Y.encodeStateVector(one), Y.encodeStateVector(other));
  expect(contentOf(one.get(root))).toEqual(contentOf(other.get(root)));
}

/** What an editor shows. Marks that hold nothing are not compared: any replica may clear them away, when it likes. */
function contentOf(type: unknown): unknown {
  if (type instanceof Y.XmlText) return type.toDelta() as unknown;
  if (type instanceof Y.XmlElement) {
    return [type.nodeName, type.getAttributes(), type.toArray().map((child) => contentOf(child))];
  }
  if (type instanceof Y.XmlFragment) return type.toArray().map((child) => contentOf(child));
  return type instanceof Y.Array ? type.toArray() : type;
}

/** `expect` is asked for its words only: hundreds of thousands of its comparisons are seconds. */
function expectEqual(one: Uint8Array, other: Uint8Array): void {
  if (Buffer.compare(one, other) !== 0) expect(one).toEqual(other);
}
