// Who is in a room just now: made by the relay from its sessions, whatever clients claim.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JUST_HERE } from '#lib/doc/presence.ts';
import { AWARENESS_MAX, AWARENESS_PER_SECOND } from '#lib/rules/limits.ts';
import { DAY, MINUTE, SECOND } from '../support/people.ts';
import { TestRelay } from '../support/startRelay.ts';
import type { TestClient } from '../support/testClient.ts';
import { awareness, present, told } from '../support/testPresence.ts';

let relay: TestRelay;
let thread: string;
let note: string;
let conversation: string;
beforeEach(async () => {
  relay = await new TestRelay().found();
  conversation = relay.customerWrites('visitor-1', 'Halo');
  thread = `thread/${conversation}`;
  note = `note/${conversation}`;
});
afterEach(() => expect(relay.problems).toEqual([]));

function say(client: TestClient, id: number, state: unknown): void {
  client.raw(awareness({ client: id, state }));
  relay.clock.settle();
}

const at = (item: number) => ({ type: null, tname: null, item: { client: 5, clock: item }, assoc: 0 });

describe('presence', () => {
  it('tells who is here and what they write, by their name in the directory', () => {
    const leo = relay.open('leo', thread);
    const ana = relay.open('ana', thread);
    say(leo, 1, { writing: 'reply' });
    expect([...present(ana).values()]).toEqual([
      {
        member: 'leo',
        writing: 'reply',
        cursor: null,
        user: { name: 'Leo', color: expect.stringMatching(/^#[0-9a-f]{6}$/) as string },
      },
    ]);
    expect(told(leo)).toEqual([]);
  });

  it('D1 passes carets on in the contact note', () => {
    const leo = relay.open('leo', note);
    const ana = relay.open('ana', note);
    const end = { type: null, tname: 'note', item: null, assoc: -1 };
    say(leo, 1, { cursor: { anchor: at(3), head: end } });
    expect(present(ana).get(1)?.cursor).toEqual({ anchor: at(3), head: end });
  });

  it('tells whoever joins who is here already', () => {
    const leo = relay.open('leo', thread);
    const rafi = relay.open('rafi', thread);
    say(leo, 1, {});
    say(rafi, 2, { writing: 'note' });
    say(rafi, 2, null);
    const ana = relay.open('ana', thread);
    expect([...present(ana).keys()]).toEqual([1]);
  });

  it('tells whoever comes back of whom they knew before, and y-protocols takes it', () => {
    const leo = relay.open('leo', thread);
    say(leo, 1, {});
    const ana = relay.open('ana', thread);
    const again = relay.open('ana', thread);
    expect(told(again)[0]?.clock).toBeGreaterThan(told(ana)[0]?.clock ?? Infinity);
    say(leo, 1, { writing: 'note' });
    expect(present(ana).get(1)?.writing).toBe('note');
    expect(present(again).get(1)?.writing).toBe('note');
  });

  it('tells that somebody left, whichever way', async () => {
    const ana = relay.open('ana', thread);
    const leave: ((client: TestClient) => unknown)[] = [
      (client) => client.disconnect(),
      (client) => say(client, 1, null),
      (client) => client.raw(Uint8Array.of(9)),
      () => relay.relay.closeMember('toko', 'leo'),
    ];
    for (const go of leave) {
      const leo = relay.open('leo', thread);
      say(leo, 1, {});
      expect(present(ana).size).toBe(1);
      go(leo);
      expect(present(ana).size).toBe(0);
      leo.disconnect();
    }
    const leo = relay.open('leo', thread);
    say(leo, 1, {});
    await relay.act('mira', { kind: 'deactivate-member', member: 'leo' });
    expect(leo.closed?.reason).toBe('deactivated');
    expect(present(ana).size).toBe(0);
  });

  it('passes on that somebody is still here, so that nobody times out', () => {
    const leo = relay.open('leo', thread);
    const ana = relay.open('ana', thread);
    for (let turn = 0; turn < 4; turn += 1) {
      say(leo, 1, { writing: null });
      relay.clock.advance(15 * SECOND);
    }
    expect(told(ana)).toHaveLength(4);
    expect(present(ana).size).toBe(1);
  });

  it('counts by its own clock, so that a room that begins again is not behind the one before', () => {
    const ana = relay.open('ana', thread);
    const clocks: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const leo = relay.open('leo', note);
      const rafi = relay.open('rafi', note);
      leo.raw(awareness({ client: 1, clock: Number.MAX_SAFE_INTEGER, state: {} }));
      say(leo, 1, { writing: 'note' });
      clocks.push(...told(rafi).map(({ clock }) => clock));
      rafi.disconnect();
      leo.disconnect();
    }
    expect(clocks).toHaveLength(6);
    expect(clocks).toEqual([...new Set(clocks)].sort((a, b) => a - b));
    expect(clocks[0]).toBeGreaterThanOrEqual(relay.clock.now());
    expect(told(ana)).toEqual([]);
  });
});

describe('what a client says of others', () => {
  it('C4 nobody speaks for somebody else', () => {
    const leo = relay.open('leo', thread);
    const ana = relay.open('ana', thread);
    const rafi = relay.open('rafi', thread);
    say(leo, 1, {});
    // Ana takes Leo's id, then his name under her own, then removes him.
    say(ana, 1, { writing: 'reply' });
    say(ana, 2, { writing: 'reply', member: 'leo', user: { name: 'Leo', color: '#000000' } });
    ana.raw(awareness({ client: 1, clock: 2 ** 50, state: null }, { client: 2, state: {} }));
    expect(present(rafi).get(1)).toMatchObject({ member: 'leo', writing: null, user: { name: 'Leo' } });
    expect(present(rafi).get(2)).toMatchObject({ member: 'ana', user: { name: 'Ana' } });
    expect(told(leo).every((entry) => entry.client === 2)).toBe(true);
    expect(ana.closed).toBeNull();
  });

  it('a session has one id, however many it names', () => {
    const leo = relay.open('leo', thread);
    const ana = relay.open('ana', thread);
    say(leo, 7, {});
    for (let id = 100; id < 200; id += 1) say(leo, id, { writing: 'reply' });
    leo.raw(
      awareness(...Array.from({ length: 4_000 }, (_, index) => ({ client: 1_000 + index, state: {} }))),
    );
    expect([...present(ana).keys()]).toEqual([7]);
    expect(leo.closed).toBeNull();
    leo.raw(awareness(...Array.from({ length: 50_000 }, (_, index) => ({ client: index, state: {} }))));
    expect(leo.closed).toMatchObject({ code: 4400 });
    expect(present(ana).size).toBe(0);
  });

  it('repeats of what it was told, as providers send them, are no offence', () => {
    const leo = relay.open('leo', thread);
    const ana = relay.open('ana', thread);
    say(leo, 1, {});
    for (const { client, clock, state } of told(ana)) ana.raw(awareness({ client, clock, state }));
    leo.disconnect();
    for (const { client, clock, state } of told(ana).slice(-1)) ana.raw(awareness({ client, clock, state }));
    say(ana, 2, { writing: 'note' });
    const rafi = relay.open('rafi', thread);
    expect([...present(rafi)]).toMatchObject([[2, { member: 'ana' }]]);
  });

  it('a line that broke unnoticed does not keep its member from coming back under the same id', () => {
    const rafi = relay.open('rafi', thread);
    const before = relay.open('leo', thread);
    say(before, 1, { writing: 'note' });
    const after = relay.open('leo', thread);
    say(after, 1, { writing: 'reply' });
    before.disconnect();
    expect([...present(rafi)]).toMatchObject([[1, { member: 'leo', writing: 'reply' }]]);
    after.disconnect();
    expect(present(rafi).size).toBe(0);
  });
});

describe('what is no state', () => {
  const hostile: [string, unknown][] = [
    ['bad JSON', '{'],
    ['a string', '"reply"'],
    ['a number', 5],
    ['an unknown tab', { writing: 'poem' }],
    ['a caret without a head', { cursor: { anchor: at(1) } }],
    ['a caret in another root', { cursor: { anchor: { tname: 'commands' }, head: at(1) } }],
    ['a caret at a negative clock', { cursor: { anchor: at(-1), head: at(1) } }],
    ['a caret at no number', { cursor: { anchor: at(1), head: { item: { client: '5', clock: 1 } } } }],
  ];
  it.each(hostile)('%s closes the stream', (_what, state) => {
    const leo = relay.open('leo', thread);
    const ana = relay.open('ana', thread);
    say(leo, 1, state);
    expect(leo.closed).toMatchObject({ code: 4400, reason: 'awareness' });
    expect(told(ana)).toEqual([]);
  });

  it('a state over the limit closes the stream, and is read by nobody', () => {
    const ana = relay.open('ana', thread);
    for (const size of [AWARENESS_MAX, 1_000_000]) {
      const leo = relay.open('leo', thread);
      say(leo, 1, { writing: null, more: 'x'.repeat(size) });
      expect(leo.closed).toMatchObject({ code: 4413 });
    }
    expect(told(ana)).toEqual([]);
  });

  it('bytes that end early, or lie about their length, close the stream', () => {
    for (const bytes of [
      [1],
      [1, 5, 1],
      [1, 1, 200],
      [1, 3, 1, 1, 1],
      [1, 255, 255, 255, 255, 255, 255, 255],
    ]) {
      const leo = relay.open('leo', thread);
      leo.raw(Uint8Array.from(bytes));
      expect(leo.closed, bytes.join()).toMatchObject({ code: 4400 });
    }
  });

  it('fields that the relay does not know, and inherited keys, go no further', () => {
    const leo = relay.open('leo', thread);
    const ana = relay.open('ana', thread);
    say(leo, 1, '{"__proto__":{"member":"mira"},"writing":"note","secret":1}');
    expect([...present(ana).values()]).toMatchObject([{ ...JUST_HERE, member: 'leo', writing: 'note' }]);
    expect(JSON.stringify(told(ana))).not.toMatch(/secret|mira|proto/);
  });

  it('documents where nobody meets have none', () => {
    const [phone, desk] = [relay.open('leo', 'inbox/leo'), relay.open('leo', 'inbox/leo')];
    say(phone, 1, '{');
    say(phone, 1, {});
    expect(phone.closed).toBeNull();
    expect(told(desk)).toEqual([]);
  });
});

describe('how much', () => {
  it('ten changes a second, and always the latest in the end', () => {
    const leo = relay.open('leo', note);
    const ana = relay.open('ana', note);
    for (let item = 0; item < 1_000; item += 1) say(leo, 1, { cursor: { anchor: at(item), head: at(item) } });
    expect(told(ana)).toHaveLength(AWARENESS_PER_SECOND);
    relay.clock.advance(SECOND);
    expect(told(ana)).toHaveLength(AWARENESS_PER_SECOND + 1);
    expect(present(ana).get(1)?.cursor?.head).toEqual(at(999));
    for (let turn = 0; turn < 100; turn += 1) {
      say(leo, 1, { writing: turn % 2 ? 'note' : null });
      relay.clock.advance(50);
    }
    relay.clock.advance(SECOND);
    expect(told(ana).length).toBeLessThanOrEqual(2 + AWARENESS_PER_SECOND * 8);
    expect(present(ana).get(1)?.writing).toBe('note');
  });

  it('what waits when somebody leaves is not told afterwards', () => {
    const leo = relay.open('leo', note);
    const ana = relay.open('ana', note);
    for (let turn = 0; turn < 50; turn += 1) say(leo, 1, { writing: 'note' });
    leo.disconnect();
    relay.clock.advance(MINUTE);
    expect(present(ana).size).toBe(0);
    expect(told(ana).at(-1)?.state).toBeNull();
  });
});

describe('who hears it', () => {
  it('C4 a lapsed guest is sent nothing, even before anything has noticed', async () => {
    await relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    await relay.act('leo', {
      kind: 'note',
      conversation,
      text: 'Tolong lihat',
      attachments: [],
      mention: 'dewi',
    });
    const dewi = relay.open('dewi', thread);
    const leo = relay.open('leo', thread);
    say(dewi, 1, {});
    say(leo, 2, {});
    expect(present(dewi).size).toBe(1);
    const before = dewi.received.length;
    // The clock jumps: timers are still where they were.
    relay.clock.jump(DAY);
    say(leo, 2, { writing: 'reply' });
    expect(dewi.received).toHaveLength(before);
    expect(dewi.closed).toMatchObject({ code: 4403, reason: 'mention-lapsed' });
    expect(present(leo).size).toBe(0);
  });

  it('C4 a lapsed guest is heard by nobody', async () => {
    await relay.act('leo', { kind: 'assign', conversation, to: { kind: 'me' } });
    await relay.act('leo', {
      kind: 'note',
      conversation,
      text: 'Tolong lihat',
      attachments: [],
      mention: 'dewi',
    });
    const dewi = relay.open('dewi', thread);
    const leo = relay.open('leo', thread);
    relay.clock.jump(DAY);
    say(dewi, 1, { writing: 'reply' });
    expect(dewi.closed).toMatchObject({ code: 4403 });
    expect(told(leo)).toEqual([]);
  });
});
