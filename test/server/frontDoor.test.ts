// What the front door takes, what it asks again for, and what it refuses. The frames are in test/support/hostileFrames.ts.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readCommands } from '#lib/doc/outboxDoc.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import { inspect, type Inspection, type Policy } from '../../server/frontDoor/inspect.ts';
import {
  HOSTILE_TO_COMMANDS,
  HOSTILE_TO_NOTES,
  NEW,
  OWN,
  storedCommands,
  storedNote,
  VICTIM,
  type Answer,
} from '../support/hostileFrames.ts';
import { any, element, gc, skip, text, type, updateBytes } from '../support/updateBytes.ts';

const ownsClient = (client: number): boolean => client !== VICTIM;
const commands: Policy = { root: 'commands', shape: 'append-only', ownsClient };
const note: Policy = { root: 'note', shape: 'rich-text', ownsClient };

const ANSWERS: Record<Answer, Partial<Inspection>> = {
  ok: { kind: 'ok' },
  missing: { kind: 'missing' },
  malformed: { kind: 'refused', code: CLOSE.malformed },
  'no-access': { kind: 'refused', code: CLOSE.noAccess },
  'too-large': { kind: 'refused', code: CLOSE.tooLarge },
};

describe.each([
  ['commands', commands, storedCommands, HOSTILE_TO_COMMANDS],
  ['a note', note, storedNote, HOSTILE_TO_NOTES],
] as const)('to %s', (_, policy, create, frames) => {
  it.each(frames)('%s', (_name, update, answer) => {
    const doc = create();
    const before = Y.encodeStateAsUpdate(doc);
    const roots = [...doc.share.keys()];
    const inspection = inspect(update, doc, policy);
    expect(inspection).toMatchObject(ANSWERS[answer]);
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
    expect([...doc.share.keys()]).toEqual(roots);
    if (inspection.kind === 'ok') expectApplies(doc, update);
  });
});

describe('an update that passes', () => {
  it('says whose structs are new, and whether anything is', () => {
    const doc = storedCommands();
    const everything = Y.encodeStateAsUpdate(doc);
    expect(inspect(everything, doc, commands)).toEqual({ kind: 'ok', clients: [], empty: true });
    expect(inspect(Uint8Array.of(0, 0), doc, commands)).toEqual({ kind: 'ok', clients: [], empty: true });
    const added = updateBytes([{ client: NEW, structs: [any({ origin: [OWN, 1] }, [{ id: 'x' }])] }]);
    expect(inspect(added, doc, commands)).toEqual({ kind: 'ok', clients: [NEW], empty: false });
    const takenBack = updateBytes([], [{ client: OWN, ranges: [[0, 1]] }]);
    expect(inspect(takenBack, doc, commands)).toEqual({ kind: 'ok', clients: [], empty: false });
    Y.applyUpdate(doc, takenBack);
    expect(inspect(takenBack, doc, commands)).toEqual({ kind: 'ok', clients: [], empty: true });
  });

  it('may bring again what the relay has deleted since', () => {
    const doc = storedCommands();
    const everything = Y.encodeStateAsUpdate(doc);
    doc.getArray('commands').delete(0, 3);
    expect(inspect(everything, doc, commands)).toEqual({ kind: 'ok', clients: [], empty: true });
  });

  it('may build on structs that come later in it', () => {
    const update = updateBytes([
      { client: 50, structs: [text({ parent: [20, 1] }, 'x')] },
      { client: 20, structs: [element({ origin: [40, 0] }, 'p'), type({ parent: [20, 0] }, 6)] },
      { client: 40, structs: [element({ parent: 'note' }, 'p')] },
    ]);
    const doc = storedNote();
    expect(inspect(update, doc, note)).toEqual({ kind: 'ok', clients: [50, 20, 40], empty: false });
    expectApplies(doc, update);
  });
});

describe('an update with a hole in it', () => {
  it('brings what does not need the hole', () => {
    const doc = storedCommands();
    const update = updateBytes(
      [
        {
          client: 30,
          structs: [any({ origin: [OWN, 1] }, [{ id: 'kept' }]), skip(1), any({ origin: [30, 1] }, [{}])],
        },
        { client: 31, structs: [any({ origin: [30, 2] }, [{ id: 'after the hole' }])] },
        { client: 32, structs: [any({ origin: [30, 0] }, [{ id: 'kept too' }])] },
      ],
      [{ client: OWN, ranges: [[0, 9]] }],
    );
    const inspection = inspect(update, doc, commands);
    if (inspection.kind !== 'missing' || !inspection.usable) return expect.unreachable();
    expect(inspection.usable.clients).toEqual([30, 32]);
    expectApplies(doc, inspection.usable.update);
    expect(readCommands(doc)).toEqual([{ id: 'kept' }, { id: 'kept too' }, { id: '99-0' }]);
    expect(inspect(update, doc, commands)).toEqual({ kind: 'missing', usable: null });
  });
});

describe('what was forgotten with its paragraph', () => {
  it('takes new words along, when they come late', () => {
    const doc = storedNote();
    doc.getXmlFragment('note').delete(0, 1);
    const late = updateBytes([
      { client: NEW, structs: [text({ origin: [OWN, 2], right: [OWN, 3] }, 'late')] },
    ]);
    expect(inspect(late, doc, note)).toEqual({ kind: 'ok', clients: [NEW], empty: false });
    expectApplies(doc, late);
    expect(doc.store.clients.get(NEW)?.[0]).toBeInstanceOf(Y.GC);
  });

  it('does not change what others see, under cover of being known or forgotten', () => {
    const doc = storedNote();
    Y.applyUpdate(doc, updateBytes([{ client: NEW, structs: [gc(1)] }]));
    const cut = { origin: [OWN, 4], right: [OWN, 5] } as const;
    const known = updateBytes([{ client: NEW, structs: [text(cut, 'x')] }]);
    expect(inspect(known, doc, note)).toMatchObject({
      kind: 'refused',
      reason: 'a known struct cuts a character',
    });
    const forgotten = updateBytes([
      { client: NEW, clock: 1, structs: [text({ origin: [OWN, 4], right: [NEW, 0] }, 'x')] },
    ]);
    expect(inspect(forgotten, doc, note)).toMatchObject({
      kind: 'refused',
      reason: 'a forgotten struct cuts a character',
    });
  });

  it('is asked for again, where its beginning is known and its place is not', () => {
    const doc = storedNote();
    Y.applyUpdate(doc, updateBytes([{ client: NEW, structs: [gc(1)] }]));
    const whole = updateBytes([
      { client: NEW, structs: [text({ origin: [OWN, 2], right: [OWN, 3] }, 'xy')] },
    ]);
    expect(inspect(whole, doc, note)).toEqual({ kind: 'missing', usable: null });
  });
});

function expectApplies(doc: Y.Doc, update: Uint8Array): void {
  Y.applyUpdate(doc, update);
  expect(doc.store.pendingStructs).toBeNull();
  expect(doc.store.pendingDs).toBeNull();
  const reloaded = new Y.Doc();
  Y.applyUpdate(reloaded, Y.encodeStateAsUpdate(doc));
  expect(Y.encodeStateAsUpdate(reloaded)).toEqual(Y.encodeStateAsUpdate(doc));
}
