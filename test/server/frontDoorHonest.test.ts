// Nobody who is honest is ever refused: whatever the network does, and however often they reload.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readCommands } from '#lib/doc/outboxDoc.ts';
import { scan } from '../../server/frontDoor/scan.ts';
import { writeUpdate } from '../../server/frontDoor/writeUpdate.ts';
import { World } from '../support/honestTraffic.ts';
import { commanding } from '../support/commanding.ts';
import { writing } from '../support/richText.ts';

const WORLDS = 150;
const STEPS = 150;

describe('commands on their way', () => {
  it('all pass, and the relay has what the tabs have', () => {
    const shape = { root: 'commands', shape: 'append-only' } as const;
    expectHonest(
      (seed) => new World(seed, shape, { mira: 3 }, commanding),
      (doc) => readCommands(doc),
    );
  });
});

describe('commands of devices that lose what they stored', () => {
  it('pass as far as they are whole', () => {
    const shape = { root: 'commands', shape: 'append-only' } as const;
    const lossy = { ...commanding, losesRows: true };
    expectHonest(
      (seed) => new World(seed, shape, { mira: 3 }, lossy),
      (doc) => readCommands(doc),
    );
  });
});

describe('a contact note', () => {
  it('takes what everybody writes', () => {
    const shape = { root: 'note', shape: 'rich-text' } as const;
    const members = { mira: 2, leo: 1, ana: 1 };
    expectHonest(
      (seed) => new World(seed, shape, members, writing),
      (doc) => noteText(doc),
    );
  });
});

describe('what the relay writes again', () => {
  it('says the same', () => {
    const worlds = [
      new World(1, { root: 'commands', shape: 'append-only' }, { mira: 2 }, commanding),
      new World(1, { root: 'note', shape: 'rich-text' }, { mira: 2, leo: 1 }, writing),
    ];
    for (const world of worlds) {
      world.run(600);
      expect(world.offered.length).toBeGreaterThan(50);
      for (const { bytes } of world.offered) {
        const { skips, ...scanned } = scan(bytes);
        if (!skips) expect(scan(writeUpdate(scanned.blocks, scanned.deletes))).toEqual({ ...scanned, skips });
      }
    }
  });
});

function noteText(doc: Y.Doc): string {
  const note = doc.getXmlFragment('note');
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- Yjs' own toString writes the tree as XML
  return note.toString();
}

function expectHonest(create: (seed: number) => World, content: (doc: Y.Doc) => unknown): void {
  const total = { ok: 0, empty: 0, missing: 0 };
  for (let seed = 1; seed <= WORLDS; seed += 1) {
    const world = create(seed);
    world.run(STEPS);
    expect(world.tally.refused, `seed ${seed}`).toEqual([]);
    expect(world.relay.store.pendingStructs, `seed ${seed}`).toBeNull();
    expect(world.relay.store.pendingDs, `seed ${seed}`).toBeNull();
    for (const doc of [...world.tabs.map((tab) => tab.doc), reloaded(world)]) {
      expect(content(doc), `seed ${seed}`).toEqual(content(world.relay));
      expect(Y.encodeStateVector(doc), `seed ${seed}`).toEqual(Y.encodeStateVector(world.relay));
    }
    for (const key of ['ok', 'empty', 'missing'] as const) total[key] += world.tally[key];
  }
  console.log('honest updates', total);
  expect(Math.min(total.ok / 10, total.empty, total.missing * 5)).toBeGreaterThan(WORLDS);
}

function reloaded(world: World): Y.Doc {
  const doc = world.newDoc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(world.relay));
  return doc;
}
