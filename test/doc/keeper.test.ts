// What is on the device without anybody having looked at it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { DAY, SECOND } from '../support/people.ts';
import { Stage } from '../support/stage.ts';
import type { TestDevice } from '../support/testDevice.ts';

let stage: Stage;
let conversations: string[];
beforeEach(async () => {
  stage = new Stage();
  await stage.relay.found();
  conversations = ['visitor-1', 'visitor-2', 'visitor-3'].map((visitor) =>
    stage.relay.customerWrites(visitor, 'Halo'),
  );
});
afterEach(() => stage.end());

const copies = async (device: TestDevice, kind: string): Promise<string[]> =>
  (await device.stores.names(''))
    .filter((name) => name.includes(`/${kind}/`))
    .map((name) => name.split('/').at(-1)!);

describe('the background', () => {
  it('brings the conversations of my inboxes onto the device, and closes them again', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    await stage.pass(6 * SECOND);
    expect((await copies(device, 'thread')).sort()).toEqual([...conversations].sort());
    expect((await copies(device, 'note')).sort()).toEqual([...conversations].sort());
    expect(leo.session.documents.all().some(({ name }) => name.includes('/thread/'))).toBe(false);
    device.goOffline();
    await stage.settle();
    const view = leo.conversation(conversations[2]!);
    await stage.settle();
    expect(view.known).toBe(true);
    expect(view.timeline.some(({ entry }) => entry.kind === 'message-received')).toBe(true);
  });

  it('brings again only what has moved', async () => {
    const device = stage.device('leo');
    await stage.open(device, 'leo');
    await stage.pass(6 * SECOND);
    const before = stage.network.messages;
    await stage.pass(9 * SECOND);
    expect(stage.network.messages - before).toBeLessThan(5);
    await stage.relay.act('ana', {
      kind: 'note',
      conversation: conversations[0]!,
      text: 'Baru',
      attachments: [],
      mention: null,
    });
    await stage.pass(6 * SECOND);
    device.kill();
    device.isOnline = false;
    const again = await stage.open(device, 'leo');
    const view = again.conversation(conversations[0]!);
    await stage.settle();
    expect(view.timeline.at(-1)).toMatchObject({ entry: { text: 'Baru' } });
  });

  it('removes what has fallen out of my inboxes', async () => {
    const device = stage.device('leo');
    await stage.open(device, 'leo');
    await stage.pass(6 * SECOND);
    await stage.relay.act('mira', {
      kind: 'assign',
      conversation: conversations[0]!,
      to: { kind: 'member', member: 'dewi' },
    });
    await stage.pass(6 * SECOND);
    expect((await copies(device, 'thread')).sort()).toEqual(conversations.slice(1).sort());
    expect((await copies(device, 'note')).sort()).toEqual(conversations.slice(1).sort());
  });

  it('removes what a mention gave, when it is over', async () => {
    const [conversation] = conversations;
    await stage.relay.act('leo', { kind: 'assign', conversation: conversation!, to: { kind: 'me' } });
    await stage.relay.act('leo', {
      kind: 'note',
      conversation: conversation!,
      text: '@Dewi',
      attachments: [],
      mention: 'dewi',
    });
    const device = stage.device('dewi');
    await stage.open(device, 'dewi');
    await stage.pass(6 * SECOND);
    expect(await copies(device, 'thread')).toEqual([conversation]);
    device.goOffline();
    await stage.pass(DAY);
    expect(await copies(device, 'thread')).toEqual([]);
    expect(await copies(device, 'note')).toEqual([]);
  });

  it('removes all of a workspace from the device of a member who was removed, but what is still to be decided', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    await stage.pass(6 * SECOND);
    device.goOffline();
    await stage.settle();
    await leo.send({
      kind: 'note',
      conversation: conversations[0]!,
      text: 'Nanti',
      attachments: [],
      mention: null,
    });
    await stage.relay.act('mira', { kind: 'deactivate-member', member: 'leo' });
    await stage.online(device);
    expect(leo.ended).not.toBeNull();
    const left = (await device.stores.names('')).map((name) => name.replace(/\/[^/]*$/, '')).sort();
    expect(left).toEqual(['estafet/toko/leo/own/desk', 'estafet/toko/leo/own/toko/outbox/leo']);
    expect(leo.waiting).toBe(1);
  });

  it('sends what was written in a contact note without a network, though nobody opens it again', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    await stage.pass(6 * SECOND);
    device.goOffline();
    await stage.settle();
    const note = leo.conversation(conversations[0]!).openNote();
    await stage.settle();
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText('Telepon sesudah jam empat')]);
    note.fragment.insert(0, [paragraph]);
    await stage.settle();
    device.kill();
    await stage.open(device, 'leo');
    await stage.online(device);
    await stage.pass(6 * SECOND);
    const relays = stage.relay.open('ana', `note/${conversations[0]}`);
    expect(relays.doc.getXmlFragment('note').toJSON()).toContain('Telepon sesudah jam empat');
  });

  it('is not held up by a document that the relay does not take', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    device.goOffline();
    await stage.settle();
    const note = leo.conversation(conversations[0]!).openNote();
    await stage.settle();
    note.fragment.doc?.getMap('marks').set('no', 'editor writes this');
    note.close();
    await stage.online(device);
    await stage.pass(6 * SECOND);
    await stage.pass(30 * SECOND);
    expect((await copies(device, 'thread')).sort()).toEqual([...conversations].sort());
  });
});
