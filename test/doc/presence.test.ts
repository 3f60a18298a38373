// Who else is at a conversation, as a device shows it, against the real relay core.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConversationCore } from '#lib/doc/client/conversationCore.ts';
import { SECOND } from '../support/people.ts';
import { Stage } from '../support/stage.ts';
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

async function look(member: string): Promise<{ device: TestDevice; view: ConversationCore }> {
  const device = stage.device(member);
  const view = (await stage.open(device, member)).conversation(conversation);
  await stage.settle();
  return { device, view };
}

const here = (member: string, writing: 'reply' | 'note' | null = null) => ({ member, writing });

describe('who is here', () => {
  it('each sees the others, and what they write', async () => {
    const leo = await look('leo');
    const ana = await look('ana');
    expect(leo.view.presence.others).toEqual([here('ana')]);
    ana.view.presence.setWriting('reply');
    await stage.settle();
    expect(leo.view.presence.others).toEqual([here('ana', 'reply')]);
    ana.view.presence.setWriting('note');
    await stage.settle();
    expect(leo.view.presence.others).toEqual([here('ana', 'note')]);
    ana.view.close();
    await stage.settle();
    expect(leo.view.presence.others).toEqual([]);
  });

  it('writing ends by itself, and typing on is one message', async () => {
    const leo = await look('leo');
    const ana = await look('ana');
    const before = stage.network.messages;
    for (let key = 0; key < 100; key += 1) ana.view.presence.setWriting('reply');
    await stage.settle();
    expect(stage.network.messages - before).toBeLessThanOrEqual(2);
    await stage.pass(19 * SECOND);
    expect(leo.view.presence.others).toEqual([here('ana', 'reply')]);
    await stage.pass(2 * SECOND);
    expect(leo.view.presence.others).toEqual([here('ana')]);
  });

  it('F4 my other devices are me, and a colleague on two devices is one', async () => {
    const phone = await look('leo');
    const desk = await look('leo');
    const ana = await look('ana');
    expect(desk.view.presence.others).toEqual([here('ana')]);
    expect(ana.view.presence.others).toEqual([here('leo')]);
    phone.view.presence.setWriting('note');
    await stage.settle();
    expect(ana.view.presence.others).toEqual([here('leo', 'note')]);
    phone.view.close();
    await stage.settle();
    expect(ana.view.presence.others).toEqual([here('leo')]);
  });

  it('nobody is shown while there is no network, and everybody again afterwards', async () => {
    const leo = await look('leo');
    const ana = await look('ana');
    leo.device.goOffline();
    await stage.settle();
    expect(leo.view.presence.others).toEqual([]);
    expect(ana.view.presence.others).toEqual([]);
    leo.view.presence.setWriting('reply');
    await stage.online(leo.device);
    expect(leo.view.presence.others).toEqual([here('ana')]);
    expect(ana.view.presence.others.map(({ member }) => member)).toEqual(['leo']);
  });

  it('a tab that nobody looks at is no reader', async () => {
    const leo = await look('leo');
    const ana = await look('ana');
    leo.view.presence.setHere(false);
    await stage.settle();
    expect(ana.view.presence.others).toEqual([]);
    expect(leo.view.presence.others).toEqual([here('ana')]);
    leo.view.presence.setHere(true);
    await stage.settle();
    expect(ana.view.presence.others).toEqual([here('leo')]);
  });

  it('says the same with the same array, so that nothing is drawn anew', async () => {
    const leo = await look('leo');
    const ana = await look('ana');
    const before = leo.view.presence.others;
    let told = 0;
    leo.view.presence.subscribe(() => (told += 1));
    ana.view.openNote();
    await stage.relay.act('ana', { kind: 'assign', conversation, to: { kind: 'me' } });
    await stage.settle();
    expect(leo.view.presence.others).toBe(before);
    expect(told).toBe(0);
  });
});
