// A customer's side of a web chat, against the real relay core.

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { visitorId, visitorProtocol } from '#lib/doc/client/visitorId.ts';
import { identifyVisitor, visitorOf } from '../../server/channels/visitor.ts';
import { Stage } from '../support/stage.ts';
import { CHANNEL, WORKSPACE } from '../support/startRelay.ts';

let stage: Stage;
beforeEach(async () => {
  stage = new Stage();
  await stage.relay.found();
});
afterEach(async () => {
  await stage.end();
  expect(stage.relay.problems).toEqual([]);
});

const texts = (chat: { timeline: readonly { entry: { text: string } }[] }): string[] =>
  chat.timeline.map(({ entry }) => entry.text);

describe('a visitor', () => {
  it('is whoever has the secret, for browser and relay alike', async () => {
    const secret = 'Zx0_yW9-vU8tS7rQ6pO5nM4lK3jI2hG1';
    const hash = createHash('sha256').update(`demo/web/${secret}`).digest();
    expect(visitorId('demo', 'web', secret)).toMatch(/^[a-z2-7]{32}$/);
    expect(visitorId('demo', 'web', secret)).toBe(visitorOf('demo', 'web', secret));
    expect(hash).toHaveLength(32);
    const channels = { kindOf: () => 'web-chat' as const, of: () => ['web'] };
    expect(identifyVisitor(visitorProtocol('demo', 'web', secret), channels as never)).toEqual({
      kind: 'visitor',
      workspace: 'demo',
      channel: 'web',
      visitor: visitorId('demo', 'web', secret),
    });
  });

  it('makes a secret that the relay takes, and keeps it', async () => {
    const device = stage.customer();
    const chat = await stage.openChat(device);
    const secret = device.notes.get(`estafet/${WORKSPACE}/chat/${CHANNEL}/secret`) ?? '';
    expect(visitorOf(WORKSPACE, CHANNEL, secret)).toBe(chat.visitor);
    await stage.close(chat);
    expect((await stage.openChat(device)).visitor).toBe(chat.visitor);
  });
});

describe('a web chat', () => {
  it('says something, is answered, and never shows an internal note', async () => {
    const budi = await stage.openChat(stage.customer());
    expect(budi.connection.state).toBe('live');
    expect(budi.timeline).toEqual([]);
    expect(await budi.introduce('Budi')).toBe('kept');
    const said = budi.say('Halo, ada orang?');
    await Promise.resolve();
    await Promise.resolve();
    expect(budi.timeline).toMatchObject([
      { pending: true, entry: { from: 'visitor', text: 'Halo, ada orang?' } },
    ]);
    const [before] = budi.timeline;
    expect(await said).toBe('kept');
    await stage.settle();
    expect(budi.timeline).toMatchObject([{ key: before?.key, pending: false }]);
    const conversation = stage.relay.log.conversationOf(WORKSPACE, CHANNEL, budi.visitor) ?? '';
    const leo = await stage.open(stage.device('leo'), 'leo');
    expect(leo.card(conversation)?.contact.name).toBe('Budi');
    await leo.send({ kind: 'note', conversation, text: 'Pelanggan lama', attachments: [], mention: null });
    await leo.send({ kind: 'reply', conversation, text: 'Ada, Pak', attachments: [] });
    await stage.settle();
    expect(texts(budi)).toEqual(['Halo, ada orang?', 'Ada, Pak']);
    expect(budi.timeline[1]?.entry).toMatchObject({ from: 'team', name: 'Leo' });
  });

  it('works without a network and across reloads', async () => {
    const device = stage.customer();
    const first = await stage.openChat(device);
    await first.say('Satu');
    await stage.settle();
    await stage.close(first);
    device.goOffline();
    const offline = await stage.openChat(device);
    expect(offline.known).toBe(true);
    expect(texts(offline)).toEqual(['Satu']);
    await offline.say('Dua');
    await offline.say('  ');
    await stage.close(offline);
    const again = await stage.openChat(device);
    expect(again.timeline.map(({ pending }) => pending)).toEqual([false, true]);
    await stage.online(device);
    expect(again.timeline.map(({ pending }) => pending)).toEqual([false, false]);
    expect(texts(again)).toEqual(['Satu', 'Dua']);
  });

  it('takes back what has not been sent', async () => {
    const device = stage.customer();
    const chat = await stage.openChat(device);
    device.goOffline();
    await chat.say('Salah');
    expect(chat.takeBack(chat.timeline[0]?.key ?? '')).toBe(true);
    expect(chat.timeline).toEqual([]);
    await stage.online(device);
    expect(stage.relay.log.conversationOf(WORKSPACE, CHANNEL, chat.visitor)).toBeNull();
  });

  it('cannot be read by anybody else’s secret', async () => {
    const budi = await stage.openChat(stage.customer());
    await budi.say('Rahasia');
    await stage.settle();
    const thief = stage.customer();
    const other = await stage.openChat(thief);
    expect(other.visitor).not.toBe(budi.visitor);
    expect(other.timeline).toEqual([]);
  });

  it('is forgotten on this device when its visitor wishes so', async () => {
    const device = stage.customer();
    const chat = await stage.openChat(device);
    await chat.say('Halo');
    await stage.settle();
    await chat.wipe();
    expect([...device.notes.keys()]).toEqual([]);
    expect(await device.stores.names('')).toEqual([]);
  });
});
