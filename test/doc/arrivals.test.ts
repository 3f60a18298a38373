// What a member is told while a device runs, and what follows them from device to device; against the real relay core.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchArrivals } from '#lib/doc/client/arrivals.ts';
import type { WorkspaceCore } from '#lib/doc/client/workspaceCore.ts';
import type { Notification } from '#lib/rules/notification.ts';
import { DAY, MINUTE, SECOND } from '../support/people.ts';
import { Stage } from '../support/stage.ts';

let stage: Stage;
let conversation: string;
beforeEach(async () => {
  stage = new Stage();
  await stage.relay.found();
  conversation = stage.relay.customerWrites('visitor-1', 'Halo');
  await stage.pass(MINUTE);
});
afterEach(async () => {
  await stage.end();
  expect(stage.relay.problems).toEqual([]);
});

function told(core: WorkspaceCore): Notification['kind'][] {
  const kinds: Notification['kind'][] = [];
  core.onNotified((arrived) => kinds.push(...arrived.map(({ kind }) => kind)));
  return kinds;
}

const assign = (member: string) =>
  ({ kind: 'assign', conversation, to: { kind: 'member', member } }) as const;

describe('what arrives', () => {
  it('A5 A7 is told once, oldest first, and nothing from before', async () => {
    const device = stage.device('leo', 3 * DAY);
    const leo = await stage.open(device, 'leo');
    const other = await stage.open(device, 'leo');
    expect(leo.notifications.map(({ kind }) => kind)).toEqual(['team-assigned']);
    const here = told(leo);
    const there = told(other);
    await stage.pass(SECOND);
    stage.relay.customerWrites('visitor-1', 'Masih di sana?');
    await stage.relay.act('ana', assign('leo'));
    await stage.pass(SECOND);
    expect(here).toEqual(['message', 'assigned']);
    expect(there).toEqual(['message', 'assigned']);
  });

  it('A7 is told when something is known of its conversation, whose inbox comes by itself; not a minute later', () => {
    const cards = new Set<string>();
    const listeners: (() => void)[] = [];
    const source = {
      notifications: [] as Notification[],
      now: 0,
      card: (id: string) => (cards.has(id) ? id : null),
      subscribe: (_topic: string, listener: () => void) => (listeners.push(listener), () => undefined),
    };
    const kinds: string[] = [];
    let monotonic = 0;
    watchArrivals(source, { monotonic: () => monotonic }, (arrived) =>
      kinds.push(...arrived.map(({ id }) => id)),
    );
    const at = (seconds: number, change: () => void): void => {
      monotonic = source.now = seconds * SECOND;
      change();
      for (const listener of listeners) listener();
    };
    const notification = (id: string, seconds: number): Notification => ({
      ...{
        id,
        member: 'leo',
        kind: 'message',
        conversation: id,
        seq: 1,
        at: seconds * SECOND,
        by: 'contact',
      },
    });
    at(1, () => source.notifications.unshift(notification('early', 1)));
    expect(kinds).toEqual([]);
    at(2, () => cards.add('early'));
    at(3, () => undefined);
    expect(kinds).toEqual(['early']);
    at(4, () => source.notifications.unshift(notification('late', 4)));
    at(70, () => cards.add('late'));
    expect(kinds).toEqual(['early']);
  });

  it('A10 not what I did myself', async () => {
    const leo = await stage.open(stage.device('leo'), 'leo');
    const kinds = told(leo);
    await leo.send({ kind: 'assign', conversation, to: { kind: 'me' } });
    await stage.pass(SECOND);
    expect(leo.card(conversation)?.owner).toBe('leo');
    expect(kinds).toEqual([]);
  });

  it('F1 not what happened while the device was away: that is in the list', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    const kinds = told(leo);
    device.goOffline();
    await stage.relay.act('ana', assign('leo'));
    await stage.pass(5 * MINUTE);
    await stage.online(device);
    expect(leo.notifications.map(({ kind }) => kind)).toEqual(['assigned', 'team-assigned']);
    expect(kinds).toEqual([]);
  });
});

describe('what has been looked at', () => {
  it('A7 F4 an assignment is read with its conversation, on every device', async () => {
    const leo = await stage.open(stage.device('leo'), 'leo');
    const phone = await stage.open(stage.device('leo'), 'leo');
    await leo.markRead(conversation);
    await stage.settle();
    await stage.relay.act('ana', assign('leo'));
    await stage.settle();
    const [notification] = phone.notifications;
    expect(notification?.kind).toBe('assigned');
    expect(phone.readUpTo(conversation)).toBeLessThan(notification?.seq ?? 0);
    await leo.markRead(conversation);
    await stage.settle();
    expect(phone.readUpTo(conversation)).toBeGreaterThanOrEqual(notification?.seq ?? Infinity);
  });

  it('F1 dismissing all from offline leaves what came meanwhile', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    device.goOffline();
    await leo.send({ kind: 'dismiss-notification', notification: 'all' });
    expect(leo.notifications).toEqual([]);
    await stage.relay.act('ana', assign('leo'));
    await stage.online(device);
    expect(leo.waiting).toBe(0);
    expect(leo.notifications.map(({ kind }) => kind)).toEqual(['assigned']);
  });
});

describe('what I have chosen', () => {
  it('F4 follows to another device, and says nothing of what was never chosen', async () => {
    const leo = await stage.open(stage.device('leo'), 'leo');
    expect(leo.chosenPreferences).toEqual({});
    await leo.send({ kind: 'set-preferences', preferences: { language: 'id', shortcuts: false } });
    await stage.settle();
    const phone = await stage.open(stage.device('leo'), 'leo');
    expect(phone.chosenPreferences).toEqual({ language: 'id', shortcuts: false });
    expect(phone.preferences).toMatchObject({ language: 'id', shortcuts: false, theme: 'system' });
  });

  it('F1 a later choice of this device, made offline, stands over the older one of the relay', async () => {
    const device = stage.device('leo');
    const leo = await stage.open(device, 'leo');
    await leo.send({ kind: 'set-preferences', preferences: { theme: 'dark' } });
    await stage.settle();
    device.goOffline();
    await leo.send({ kind: 'set-preferences', preferences: { theme: 'light' } });
    await stage.close(leo);
    const again = await stage.open(device, 'leo');
    expect(again.connection.state).not.toBe('live');
    expect(again.chosenPreferences).toEqual({ theme: 'light' });
  });
});
