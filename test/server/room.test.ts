// A room by itself, under a clock that nothing else looks at: no timer and no decision ends access before the frame does.

import { expect, it } from 'vitest';
import * as Y from 'yjs';
import type { DocumentRef } from '#lib/doc/names.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import { MENTION_MS } from '#lib/rules/limits.ts';
import type { Peer } from '../../server/principal.ts';
import { Room, type Host } from '../../server/room.ts';
import { Session } from '../../server/session.ts';
import { mentioned } from '../support/events.ts';
import { at, by } from '../support/given.ts';
import { budi, dewi, leo } from '../support/people.ts';
import { leosInSales } from '../support/scenes.ts';

const WORKSPACE = 'demo';
const UNTIL = leosInSales.now + MENTION_MS;
const asked = leosInSales.and(by(leo, mentioned(dewi, UNTIL)));
/** An update with something in it. */
const UPDATE = new Uint8Array([1, 2, 3]);

it('C4 I11 an update goes to a guest in the last millisecond; after it not a byte, and the stream is over', () => {
  const { room, clock, guest, owner } = meeting();
  clock.now = UNTIL - 1;
  const before = guest.sent;
  room.publish(UPDATE);
  expect(guest.sent).toBe(before + 1);
  clock.now = UNTIL;
  const heard = owner.sent;
  room.publish(UPDATE);
  expect(owner.sent).toBe(heard + 1);
  expect(guest).toEqual({ sent: before + 1, closed: { code: CLOSE.noAccess, reason: 'mention-lapsed' } });
});

it('C4 C5 who was mentioned again meanwhile goes on without a gap', () => {
  const { room, clock, guest, world } = meeting();
  clock.now = UNTIL;
  world.card = asked.and(at(UNTIL - 1, by(leo, mentioned(dewi, UNTIL + MENTION_MS)))).card;
  const before = guest.sent;
  room.publish(UPDATE);
  clock.now = UNTIL + MENTION_MS - 1;
  room.publish(UPDATE);
  expect(guest).toEqual({ sent: before + 2, closed: null });
});

interface Heard {
  sent: number;
  closed: { code: number; reason: string } | null;
}

/** The owner and a guest, both of whom have been told all there was. */
function meeting() {
  const clock = { now: asked.now };
  const world = { card: asked.card };
  const ref: DocumentRef = { workspace: WORKSPACE, kind: 'thread', conversation: budi };
  const room = new Room(`${WORKSPACE}/thread/${budi}`, ref, hostOf(clock, world));
  const join = (member: string): Heard => {
    const heard: Heard = { sent: 0, closed: null };
    const peer: Peer = {
      opened: () => undefined,
      send: () => (heard.sent += 1),
      close: (code, reason) => (heard.closed = { code, reason }),
    };
    const session = new Session({ kind: 'member', workspace: WORKSPACE, member }, peer, room);
    room.expect();
    room.join(session, null);
    room.answer(session, Y.encodeStateVector(new Y.Doc()));
    return heard;
  };
  return { room, clock, world, guest: join(dewi), owner: join(leo) };
}

function hostOf(clock: { now: number }, world: { card: typeof asked.card }): Host {
  const doc = new Y.Doc();
  return {
    epoch: 1,
    view: () => ({ directory: asked.directory, card: () => world.card, now: clock.now }),
    document: () => doc,
    read: (task) => task(),
    tick: () => clock.now,
    after: () => () => undefined,
    merge: () => undefined,
    emptied: () => undefined,
    contactWrites: () => false,
    writers: () => [],
    writing: () => undefined,
  };
}
