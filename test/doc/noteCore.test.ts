// The contact note on several devices, against the real relay core.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { countUnsent } from '#lib/doc/client/leftBehind.ts';
import type { NoteCore } from '#lib/doc/client/noteCore.ts';
import type { WorkspaceCore } from '#lib/doc/client/workspaceCore.ts';
import { MemoryLog } from '../../server/log/memory.ts';
import { rebuild } from '../../server/rebuild.ts';
import { seededChance } from '../support/fakeChance.ts';
import { DAY, MINUTE } from '../support/people.ts';
import { Stage } from '../support/stage.ts';
import { CHANNEL, WORKSPACE } from '../support/startRelay.ts';
import type { TestDevice } from '../support/testDevice.ts';

let stage: Stage;
let conversation: string;
beforeEach(async () => {
  stage = new Stage();
  await stage.relay.found();
  conversation = stage.relay.customerWrites('visitor-1', 'Halo');
});
afterEach(async () => {
  await stage.end();
  expect(stage.relay.problems).toEqual([]);
});

async function open(
  member: string,
  device = stage.device(member),
): Promise<{ device: TestDevice; core: WorkspaceCore; note: NoteCore }> {
  const core = await stage.open(device, member);
  const note = core.conversation(conversation).openNote();
  await stage.settle();
  return { device, core, note };
}

function write({ fragment }: NoteCore, words: string): void {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(words)]);
  fragment.push([paragraph]);
}

function read({ fragment }: NoteCore): string[] {
  const texts = [...fragment.createTreeWalker((node) => node instanceof Y.XmlText)] as Y.XmlText[];
  return texts.map((text) => text.toJSON());
}

describe('a contact note', () => {
  it('D1 takes what several write, offline too, and is there after a reload without a network', async () => {
    const leo = await open('leo');
    const ana = await open('ana');
    ana.device.goOffline();
    write(ana.note, 'Ana offline');
    write(leo.note, 'Leo');
    await stage.settle();
    expect(read(leo.note)).toEqual(['Leo']);
    await stage.online(ana.device);
    expect(read(leo.note).sort()).toEqual(['Ana offline', 'Leo']);
    expect(read(ana.note)).toEqual(read(leo.note));
    ana.device.goOffline();
    const again = await open('ana', ana.device);
    expect(again.note.loaded).toBe(true);
    expect(read(again.note)).toEqual(read(leo.note));
  });

  it('D1 F3 merges what was written during thirty days of absence, by a clock that is as far off', async () => {
    const ana = stage.device('ana', -30 * DAY);
    const leo = stage.device('leo');
    // Nobody's page is open in between: no timer runs, and what is not on the disk is gone.
    const writes = async (member: string, device: TestDevice, words: string): Promise<void> => {
      write((await open(member, device)).note, words);
      await stage.settle();
      device.kill();
    };
    await writes('ana', ana, 'Ana, before');
    ana.isOnline = false;
    for (let week = 1; week < 5; week += 1) {
      await stage.pass(7 * DAY);
      await writes('leo', leo, `Leo, week ${week}`);
      await writes('ana', ana, `Ana, week ${week}`);
    }
    const there = await open('leo', leo);
    const back = await open('ana', ana);
    await stage.online(ana);
    const all = [1, 2, 3, 4].flatMap((week) => [`Ana, week ${week}`, `Leo, week ${week}`]);
    expect(read(back.note)).toEqual(read(there.note));
    expect(read(back.note).sort()).toEqual(['Ana, before', ...all].sort());
  });

  it('F5 D1 what one types is with the others before any time has passed: nothing waits for a timer', async () => {
    const leo = await open('leo');
    const ana = await open('ana');
    const before = stage.relay.clock.now();
    write(leo.note, 'Leo');
    await stage.settle();
    expect(read(ana.note)).toEqual(['Leo']);
    expect(stage.relay.clock.now()).toBe(before);
  });

  it('what no relay has of it counts as unsent, also after a reload; what was only looked at does not', async () => {
    const leo = await open('leo');
    leo.device.goOffline();
    await stage.settle();
    expect(leo.core.unsent).toBe(0);
    write(leo.note, 'Leo offline');
    await stage.settle();
    expect(leo.core.unsent).toBe(1);
    await stage.close(leo.core);
    expect(await countUnsent(leo.device.page(), WORKSPACE, 'leo')).toBe(1);
    const again = await open('leo', leo.device);
    expect(again.core.unsent).toBe(1);
    await stage.online(leo.device);
    expect(again.core.unsent).toBe(0);
    expect(await countUnsent(leo.device.page(), WORKSPACE, 'leo')).toBe(0);
  });

  it('D1 says who has their caret in it; my own other device is me', async () => {
    const leo = await open('leo');
    const desk = await open('leo');
    const ana = await open('ana');
    const place = { type: null, tname: 'note', item: null, assoc: 0 };
    for (const { note } of [desk, ana]) {
      note.awareness.setLocalStateField('cursor', { anchor: place, head: place });
    }
    await stage.settle();
    expect(leo.note.editing).toEqual(['ana']);
    expect(ana.note.editing).toEqual(['leo']);
    ana.note.awareness.setLocalStateField('cursor', null);
    await stage.settle();
    expect(leo.note.editing).toEqual([]);
  });

  it('C4 ends with a mention: the text goes from the screen and from the device', async () => {
    await stage.relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    await stage.relay.act('leo', {
      kind: 'note',
      conversation,
      text: 'Tolong lihat',
      attachments: [],
      mention: 'dewi',
    });
    const leo = await open('leo');
    const dewi = await open('dewi');
    write(leo.note, 'Rahasia');
    await stage.settle();
    expect(read(dewi.note)).toEqual(['Rahasia']);
    const { fragment } = dewi.note;
    await stage.pass(DAY);
    expect(dewi.note.ended).toMatchObject({ reason: 'mention-lapsed' });
    expect(dewi.note.fragment).not.toBe(fragment);
    expect(read(dewi.note)).toEqual([]);
    expect((await dewi.device.stores.names('estafet/')).some((name) => name.includes('/note/'))).toBe(false);
    expect(leo.note.editing).toEqual([]);
  });

  it('D1 grants nobody access', async () => {
    await stage.relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    const leo = await open('leo');
    write(leo.note, '@Dewi');
    await stage.settle();
    const dewi = await open('dewi');
    expect(dewi.note.ended).not.toBeNull();
    expect(read(dewi.note)).toEqual([]);
  });
});

describe('a contact note after an old backup was put back', () => {
  /** @returns what three devices show in the end: its writer's, its reader's, and one that was not there before */
  async function goOn(order: ('leo' | 'ana')[], isKnown: boolean): Promise<string[][]> {
    const devices = { leo: await open('leo'), ana: await open('ana') };
    const { leo, ana } = devices;
    if (isKnown) write(leo.note, 'Before');
    await stage.settle();
    const backup = backupOf(stage);
    write(leo.note, 'Lost');
    await stage.settle();
    expect(read(ana.note)).toContain('Lost');
    for (const { device } of [leo, ana]) device.goOffline();
    write(leo.note, 'Offline');
    await stage.settle();
    putBack(stage, backup);
    for (const who of order) await stage.online(devices[who].device);
    await stage.pass(MINUTE);
    write(leo.note, 'After');
    await stage.pass(MINUTE);
    write(ana.note, 'Hers');
    await stage.pass(MINUTE);
    const fresh = await open('rafi');
    return [leo.note, ana.note, fresh.note].map((note) => read(note).sort());
  }

  const since = ['After', 'Hers', 'Lost', 'Offline'];

  it('D1 F3 has all of it once, also where a colleague brings it first and passes for its writer', async () => {
    expect(await goOn(['ana', 'leo'], false)).toEqual([since, since, since]);
  });

  it('D1 F3 has all of it once where its writer comes first', async () => {
    const wanted = ['Before', ...since].sort();
    expect(await goOn(['leo', 'ana'], true)).toEqual([wanted, wanted, wanted]);
  });

  it('D1 F3 loses nothing where a colleague is first and the backup knows its writer: what was lost is there twice', async () => {
    // The relay takes nothing of the writer's from anybody else, and the colleague cannot know that the writer will come back.
    const wanted = ['Before', 'Lost', ...since].sort();
    expect(await goOn(['ana', 'leo'], true)).toEqual([wanted, wanted, wanted]);
  });
});

function backupOf({ relay: { log } }: Stage): MemoryLog {
  if (log instanceof MemoryLog) return log.clone();
  throw new Error('this stage has another log');
}

/** As an operator does it: the copy in the database's place, and `relay rebuild`. */
function putBack({ relay }: Stage, log: MemoryLog): void {
  const channels = { kindOf: () => 'web-chat' as const, of: () => [CHANNEL] };
  rebuild(WORKSPACE, { log, clock: relay.clock, chance: seededChance(7), channels, restored: true });
  relay.restart(log);
}
