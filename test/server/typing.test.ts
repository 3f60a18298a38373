// Who types, in both directions between a customer and the team: names and nothing more, and never a note.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AWARENESS_MAX } from '#lib/rules/limits.ts';
import { MINUTE, SECOND } from '../support/people.ts';
import { TestRelay, WORKSPACE } from '../support/startRelay.ts';
import type { TestClient } from '../support/testClient.ts';
import { awareness, told } from '../support/testPresence.ts';

let relay: TestRelay;
let conversation: string;
let thread: string;

beforeEach(async () => {
  relay = await new TestRelay().found();
  conversation = relay.customerWrites('visitor-1', 'Halo');
  thread = `thread/${conversation}`;
});
afterEach(() => expect(relay.problems).toEqual([]));

function say(client: TestClient, id: number, state: unknown): void {
  client.raw(awareness({ client: id, state }));
  relay.clock.settle();
}

/** The latest that the relay itself has said to this client; undefined for nothing. */
function heard(client: TestClient): unknown {
  return told(client).findLast((entry) => entry.client === 0)?.state;
}

const visitor = (id = 'visitor-1'): TestClient =>
  relay.openAs({ kind: 'visitor', workspace: WORKSPACE, channel: 'web', visitor: id }, `chat/${id}`);

describe('G1 a customer sees who writes a reply', () => {
  it('by display name, while it is written, and also who comes later', async () => {
    const budi = visitor();
    const leo = relay.open('leo', thread);
    say(leo, 1, { writing: 'reply' });
    expect(heard(budi)).toEqual({ writers: ['Leo'] });
    const again = visitor();
    expect(heard(again)).toEqual({ writers: ['Leo'] });
    say(leo, 1, { writing: null });
    expect([heard(budi), heard(again)]).toEqual([null, null]);
    say(leo, 1, { writing: 'reply' });
    leo.disconnect();
    relay.clock.settle();
    expect(heard(budi)).toBeNull();
  });

  it('V7 never that anybody looks, or writes a note, and no member’s id', () => {
    const budi = visitor();
    const leo = relay.open('leo', thread);
    say(leo, 1, {});
    say(leo, 1, { writing: 'note' });
    say(leo, 1, {});
    say(leo, 1, null);
    expect(told(budi)).toEqual([]);
    say(relay.open('leo', `note/${conversation}`), 2, { writing: 'reply' });
    expect(told(budi)).toEqual([]);
    say(leo, 1, { writing: 'reply' });
    const bytes = Buffer.concat(budi.received).toString('latin1');
    expect(bytes).toContain('Leo');
    for (const private_ of ['leo', 'member', 'color', '@']) expect(bytes).not.toContain(private_);
  });

  it('never somebody who may not send one', async () => {
    const budi = visitor();
    await relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    // A teammate of the owner: they see the thread, and have to join before they reply.
    const ana = relay.open('ana', thread);
    say(ana, 3, { writing: 'reply' });
    expect(heard(budi) ?? null).toBeNull();
  });

  it('V3 nobody but the customer of that conversation', () => {
    const other = relay.customerWrites('visitor-2', 'Hai');
    expect(other).not.toBe(conversation);
    const siti = visitor('visitor-2');
    say(relay.open('leo', thread), 1, { writing: 'reply' });
    expect(told(siti)).toEqual([]);
  });
});

describe('G1 members see that the customer writes', () => {
  it('and nothing of what; it ends with the customer’s page', () => {
    const leo = relay.open('leo', thread);
    const budi = visitor();
    say(budi, 7, { writing: 'reply', text: 'secret draft' });
    expect(heard(leo)).toEqual({ contact: true });
    expect(Buffer.concat(leo.received).toString('latin1')).not.toContain('secret draft');
    expect(heard(relay.open('ana', thread))).toEqual({ contact: true });
    budi.disconnect();
    relay.clock.settle();
    expect(heard(leo)).toBeNull();
  });

  it('M11 a visitor who begins and stops all the time costs a few bytes in two seconds, and the latest is what counts', () => {
    const leo = relay.open('leo', thread);
    const budi = visitor();
    for (let turn = 0; turn < 500; turn += 1) {
      say(budi, 7, { writing: turn % 2 === 0 ? 'reply' : null });
    }
    const saidOf = (): number => told(leo).filter(({ client }) => client === 0).length;
    expect(saidOf()).toBeLessThanOrEqual(4);
    relay.clock.advance(3 * SECOND);
    expect(saidOf()).toBeLessThanOrEqual(6);
    relay.clock.advance(MINUTE);
    expect(heard(leo)).toBeNull();
  });

  it('M10 a visitor cannot speak as a member, and a member not as the customer', () => {
    const leo = relay.open('leo', thread);
    const budi = visitor();
    say(budi, 7, {
      writing: 'reply',
      member: 'mira',
      user: { name: 'Mira' },
      contact: false,
      writers: ['Mira'],
    });
    expect(heard(leo)).toEqual({ contact: true });
    const ana = relay.open('ana', thread);
    say(ana, 0, { contact: true, writing: 'reply' });
    expect(told(leo).filter(({ state }) => state && 'member' in state)).toEqual([]);
    expect(told(budi)).toEqual([]);
  });

  it.each([
    ['bytes that are none', Uint8Array.of(1, 2, 9, 9)],
    [
      'a state without end',
      awareness({ client: 7, state: { writing: 'reply', x: 'x'.repeat(AWARENESS_MAX) } }),
    ],
    ['another form', awareness({ client: 7, state: { writing: { to: 'reply' } } })],
  ])('%s from a visitor end their stream and tell members nothing', (_what, frame) => {
    const leo = relay.open('leo', thread);
    const budi = visitor();
    budi.raw(frame);
    relay.clock.settle();
    expect(budi.closed).not.toBeNull();
    expect(told(leo)).toEqual([]);
  });
});

it('nothing of it is said, or looked up, once the relay has stopped', async () => {
  let isClosed = false;
  const channels = {
    kindOf: () => 'web-chat' as const,
    of: () => {
      if (isClosed) throw new Error('the data folder is closed');
      return ['web'];
    },
  };
  relay = await new TestRelay({ channels }).found();
  relay.customerWrites('visitor-1', 'Halo');
  const budi = visitor();
  for (let time = 0; time < 5; time += 1) {
    say(budi, 1, { writing: 'reply' });
    say(budi, 1, { writing: null });
  }
  relay.relay.stop();
  isClosed = true;
  relay.clock.advance(MINUTE);
});
