// A document that is open on a device: every answer that the relay can give, and what becomes of the copy.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { noteFragment, readNoteText } from '#lib/doc/noteDoc.ts';
import { copyCommands } from '#lib/doc/outboxDoc.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import { Line, PREFIX } from '../support/line.ts';
import { SECOND } from '../support/people.ts';
import { settle } from '../support/testDevice.ts';

let line: Line;
beforeEach(async () => {
  // y-websocket listens for the end of the process, once a provider.
  process.setMaxListeners(500);
  line = await new Line().start();
});
afterEach(async () => {
  await line.stop();
});

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(text)]);
  return element;
}

describe('a document', () => {
  it('whose access ended is over for good, and leaves no copy', async () => {
    const document = line.documents.acquire('demo/thread/t-1');
    const other = line.documents.acquire('demo/thread/t-2');
    line.peer.document('demo/thread/t-1').getMap('card').set('card', 'secret');
    await settle(line.clock);
    expect(await line.device.stores.names(PREFIX)).toHaveLength(2);
    line.peer.close('demo/thread/t-1', CLOSE.noAccess, 'removed');
    await line.pass(60 * SECOND);
    expect(document.ended).toEqual({ reason: 'removed', at: line.clock.now() - 60 * SECOND });
    expect(document.doc.getMap('card').size).toBe(0);
    expect(line.peer.opens.get('demo/thread/t-1')).toBe(1);
    expect(await line.device.stores.names(PREFIX)).toEqual([`${PREFIX}1/demo/thread/t-2`]);
    expect(other.synced).toBe(true);
  });

  it('that is refused from the start says why', async () => {
    line.peer.refusals.set('demo/thread/t-1', { code: CLOSE.notFound, reason: 'not-found' });
    const document = line.documents.acquire('demo/thread/t-1');
    await line.pass(60 * SECOND);
    expect(document.ended?.reason).toBe('not-found');
    expect(line.peer.opens.get('demo/thread/t-1')).toBe(1);
  });

  it('keeps one’s own commands even then', async () => {
    const document = line.documents.acquire('demo/outbox/mira/phone');
    document.doc.getArray('commands').push([{ id: 'one' }]);
    await settle(line.clock);
    line.peer.close('demo/outbox/mira/phone', CLOSE.noAccess, 'deactivated');
    await settle(line.clock);
    expect(document.ended?.reason).toBe('deactivated');
    expect(document.doc.getArray('commands').toArray()).toEqual([{ id: 'one' }]);
    expect(await line.device.stores.names(PREFIX)).toHaveLength(1);
  });

  it('is asked for again, with pauses, when the relay cannot just now', async () => {
    line.peer.refusals.set('demo/thread/t-1', { code: CLOSE.unavailable, reason: 'disk' });
    const document = line.documents.acquire('demo/thread/t-1');
    await line.pass(120 * SECOND);
    const opens = line.peer.opens.get('demo/thread/t-1') ?? 0;
    expect(opens).toBeGreaterThan(15);
    expect(opens).toBeLessThan(100);
    line.peer.refusals.clear();
    await line.pass(10 * SECOND);
    expect(document.synced).toBe(true);
    expect(line.device.sockets).toHaveLength(1);
  });

  it('is not asked for again when the answer would be the same', async () => {
    line.peer.refusals.set('demo/note/t-1', { code: CLOSE.tooLarge, reason: 'too-large' });
    const document = line.documents.acquire('demo/note/t-1');
    await line.pass(120 * SECOND);
    expect(line.peer.opens.get('demo/note/t-1')).toBe(1);
    expect(document.ended).toBeNull();
    expect(line.device.problems).toHaveLength(1);
  });

  it('that was not taken is asked for again over the next connection, or once something else stands in it', async () => {
    line.peer.refusals.set('demo/note/t-1', { code: CLOSE.tooLarge, reason: 'too-large' });
    const document = line.documents.acquire('demo/note/t-1');
    await settle(line.clock);
    expect(document.stuck).toBe(true);
    document.doc.getMap('text').set('less', true);
    await line.pass(10 * SECOND);
    expect(line.peer.opens.get('demo/note/t-1')).toBe(2);
    expect(document.stuck).toBe(true);
    line.peer.refusals.clear();
    line.device.goOffline();
    await line.pass(SECOND);
    line.device.goOnline();
    await line.pass(SECOND);
    expect(document.stuck).toBe(false);
    expect(document.synced).toBe(true);
    expect(line.peer.document('demo/note/t-1').getMap('text').get('less')).toBe(true);
  });

  it('of which the relay does not know the writers is begun anew; commands are carried over', async () => {
    const foreign = { code: CLOSE.noAccess, reason: 'foreign-client' };
    const note = line.documents.acquire('demo/note/t-1');
    const outbox = line.documents.acquire('demo/outbox/mira/phone', { carryOver: copyCommands });
    line.peer.document('demo/note/t-1').getMap('text').set('relay', 'has this');
    await settle(line.clock);
    line.device.goOffline();
    await settle(line.clock);
    note.doc.getMap('text').set('never', 'taken');
    outbox.doc.getArray('commands').push([{ id: 'one' }, { id: 'two' }]);
    const before = { note: note.doc, outbox: outbox.doc };
    line.peer.refusals.set(note.name, foreign).set(outbox.name, foreign);
    line.device.goOnline();
    await settle(line.clock);
    line.peer.refusals.clear();
    await line.pass(20 * SECOND);
    for (const document of [note, outbox]) {
      expect(document.ended).toBeNull();
      expect(document.synced).toBe(true);
    }
    expect(note.doc).not.toBe(before.note);
    expect(note.doc.getMap('text').toJSON()).toEqual({ relay: 'has this' });
    expect(outbox.doc).not.toBe(before.outbox);
    expect(line.peer.document(outbox.name).getArray('commands').toArray()).toEqual([
      { id: 'one' },
      { id: 'two' },
    ]);
  });

  it('D1 F3 takes along what was typed in a note that is begun anew, and nothing twice', async () => {
    const note = line.documents.acquire('demo/note/t-1');
    const theirs = line.peer.document('demo/note/t-1');
    noteFragment(theirs).push([paragraph('Likes coffee'), paragraph('Calls in the morning')]);
    await settle(line.clock);
    line.device.goOffline();
    await settle(line.clock);
    noteFragment(note.doc).push([paragraph('Moved to Bandung')]);
    line.peer.refusals.set(note.name, { code: CLOSE.noAccess, reason: 'foreign-client' });
    line.device.goOnline();
    await settle(line.clock);
    line.peer.refusals.clear();
    await line.pass(20 * SECOND);
    const whole = 'Likes coffee\nCalls in the morning\nMoved to Bandung';
    expect(readNoteText(note.doc)).toBe(whole);
    expect(readNoteText(theirs)).toBe(whole);
  });

  it('D1 F3 loses nothing of a note that is begun anew when the tab goes before the new copy is complete', async () => {
    const { name } = line.documents.acquire('demo/note/t-1');
    const here = (): Y.Doc => line.documents.acquire(name).doc;
    noteFragment(here()).push([paragraph('Moved to Bandung')]);
    await settle(line.clock);
    // The relay has it no more, and the new copy is asked for and does not come.
    line.peer.forget(name);
    line.peer.close(name, CLOSE.noAccess, 'foreign-client');
    line.peer.refusals.set(name, { code: CLOSE.unavailable, reason: 'disk' });
    await settle(line.clock);
    noteFragment(here()).push([paragraph('Calls in the morning')]);
    await settle(line.clock);
    line.device.kill();
    await line.start();
    const note = line.documents.acquire(name);
    await settle(line.clock);
    const whole = 'Moved to Bandung\nCalls in the morning';
    expect(readNoteText(note.doc)).toBe(whole);
    line.peer.refusals.set(name, { code: CLOSE.noAccess, reason: 'foreign-client' });
    await line.pass(20 * SECOND);
    line.peer.refusals.clear();
    await line.pass(20 * SECOND);
    expect(readNoteText(line.peer.document(name))).toBe(whole);
    // From then on the new copy is the one that is kept.
    line.device.kill();
    line.device.isOnline = false;
    await line.start();
    const again = line.documents.acquire(name);
    await settle(line.clock);
    expect(readNoteText(again.doc)).toBe(whole);
    expect(Y.encodeStateVector(again.doc)).toEqual(Y.encodeStateVector(line.peer.document(name)));
  });

  it('starts again in a new epoch, shows the old until the new is complete, and keeps what is merged', async () => {
    const thread = line.documents.acquire('demo/thread/t-1');
    const note = line.documents.acquire('demo/note/t-1');
    line.peer.document('demo/thread/t-1').getMap('card').set('card', 'old');
    note.doc.getMap('text').set('typed', 'kept');
    await settle(line.clock);
    line.peer.epoch = 2;
    line.peer.forget('demo/thread/t-1');
    line.peer.document('demo/thread/t-1').getMap('card').set('card', 'new');
    line.peer.close('demo/thread/t-1', CLOSE.epochChanged, '2');
    expect(thread.doc.getMap('card').get('card')).toBe('old');
    await settle(line.clock);
    expect(thread.doc.getMap('card').get('card')).toBe('new');
    expect(thread.synced).toBe(true);
    expect(note.doc.getMap('text').get('typed')).toBe('kept');
    expect(line.device.notes.get(`${PREFIX}epoch`)).toBe('2');
    expect((await line.device.stores.names(PREFIX)).sort()).toEqual([
      `${PREFIX}2/demo/thread/t-1`,
      `${PREFIX}own/demo/note/t-1`,
    ]);
  });

  it('that was away while the epoch changed never mixes the two', async () => {
    line.peer.document('demo/thread/t-1').getMap('card').set('card', 'old');
    line.documents.acquire('demo/thread/t-1');
    await settle(line.clock);
    await line.stop();
    line.peer.epoch = 2;
    line.peer.forget('demo/thread/t-1');
    line.peer.document('demo/thread/t-1').getMap('card').set('card', 'new');
    line.device.isOnline = false;
    await line.start();
    const thread = line.documents.acquire('demo/thread/t-1');
    await settle(line.clock);
    expect(thread.doc.getMap('card').get('card')).toBe('old');
    line.device.goOnline();
    await line.pass(SECOND);
    expect(thread.doc.getMap('card').get('card')).toBe('new');
    expect(await line.device.stores.names(PREFIX)).toEqual([`${PREFIX}2/demo/thread/t-1`]);
  });

  it('that cannot be read takes no other with it', async () => {
    const thread = line.documents.acquire('demo/thread/t-1');
    const other = line.documents.acquire('demo/thread/t-2');
    await settle(line.clock);
    // A sync message that ends before it says what it should.
    line.peer.raw('demo/thread/t-1', Uint8Array.of(0, 0, 200));
    line.peer.document('demo/thread/t-2').getMap('card').set('card', 2);
    await settle(line.clock);
    expect(other.doc.getMap('card').get('card')).toBe(2);
    expect(line.device.problems).toHaveLength(1);
    expect(line.device.sockets).toHaveLength(1);
    await line.pass(SECOND);
    expect(thread.synced).toBe(true);
  });

  it('stays open for a while after the last look, and closes then', async () => {
    for (let n = 0; n < 20; n += 1) {
      line.documents.acquire(`demo/thread/t-${n}`);
      await settle(line.clock);
      line.documents.release(`demo/thread/t-${n}`);
    }
    await settle(line.clock);
    expect(line.documents.all()).toHaveLength(8);
    expect(line.peer.readers('demo/thread/t-0')).toBe(0);
    expect(line.peer.readers('demo/thread/t-19')).toBe(1);
  });
});
