// Everything that the contact note's own editor writes passes the front door: formats, lists, links, pasting, undo, offline.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { World } from '../support/honestTraffic.ts';
import { typing } from '../support/noteTyping.ts';

const WORLDS = 60;
const STEPS = 200;

describe('the contact note, as its editor writes it', () => {
  it('D1 F3 nothing is refused, and everybody ends with the same note', () => {
    const shape = { root: 'note', shape: 'rich-text' } as const;
    const total = { ok: 0, empty: 0, missing: 0 };
    for (let seed = 1; seed <= WORLDS; seed += 1) {
      const world = new World(seed, shape, { mira: 2, leo: 1, ana: 1 }, typing);
      world.run(STEPS);
      expect(world.tally.refused, `seed ${seed}`).toEqual([]);
      expect(world.relay.store.pendingStructs, `seed ${seed}`).toBeNull();
      for (const { doc } of world.tabs) {
        expect(textOf(doc), `seed ${seed}`).toEqual(textOf(world.relay));
        expect(Y.encodeStateVector(doc), `seed ${seed}`).toEqual(Y.encodeStateVector(world.relay));
      }
      for (const key of ['ok', 'empty', 'missing'] as const) total[key] += world.tally[key];
    }
    console.log('updates of the editor', total);
    expect(total.ok).toBeGreaterThan(10 * WORLDS);
  });
});

function textOf(doc: Y.Doc): string {
  const note = doc.getXmlFragment('note');
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- Yjs' own toString writes the tree as XML
  return note.toString();
}
