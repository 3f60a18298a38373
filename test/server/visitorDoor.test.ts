// V2 how many visitors may be connected, and who shares a limit.

import { describe, expect, it } from 'vitest';
import { groupOf, networkOf } from '../../server/network.ts';
import { VisitorDoor } from '../../server/socket/visitorDoor.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { bodyOf, TestHttp } from '../support/testHttp.ts';

/** Counts in all that may enter; the results count out. */
function enterAll(door: VisitorDoor, networks: (string | null)[]): (() => void)[] {
  return networks.flatMap((network) => (door.mayEnter(network) ? [door.enter(network)] : []));
}

const times = (count: number, network: string | null): (string | null)[] =>
  Array<string | null>(count).fill(network);

describe('V2 who shares a limit', () => {
  it.each([
    ['8.8.8.8', '8.8.8.8'],
    ['2a00:1450:1:2::1', '2a00:1450:1:2'],
    ['2a00:1450:0001:0002:ffff:ffff:ffff:ffff', '2a00:1450:1:2'],
    ['2a00:1450::5', '2a00:1450:0:0'],
    ['10.0.0.7', null],
    ['::1', null],
    ['', null],
  ])('%j: %j', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is counted by itself where it is private: guesses from there are guesses too', () => {
    expect([groupOf('10.0.0.7'), groupOf('::1')]).toEqual(['10.0.0.7', '0:0:0:0']);
  });

  it('cannot guess longer by using all of its IPv6 addresses', async () => {
    const http = await TestHttp.start();
    const statuses: number[] = [];
    for (let guess = 0; guess < 20; guess += 1) {
      const browser = http.browser(`2a00:1450:1:2::${guess.toString(16)}`);
      statuses.push((await browser.get(`/api/invites/${'x'.repeat(43)}`)).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    const neighbour = await http.browser('2a00:1450:1:3::1').get(`/api/invites/${'x'.repeat(43)}`);
    expect(neighbour.status).not.toBe(429);
    expect((await bodyOf(neighbour)).error).not.toBe('too-fast');
  });
});

describe('V2 visitors’ sockets', () => {
  it('are bounded for each network, and one that leaves makes room', () => {
    const clock = new FakeClock();
    const door = new VisitorDoor(clock);
    const inside = enterAll(door, times(400, '8.8.8.8'));
    expect(inside).toHaveLength(300);
    expect(door.mayEnter('9.9.9.9')).toBe(true);
    clock.advance(60_000);
    expect(door.mayEnter('8.8.8.8')).toBe(false);
    inside[0]?.();
    expect(door.mayEnter('8.8.8.8')).toBe(true);
  });

  it('that come and go all the time are bounded by time', () => {
    const clock = new FakeClock();
    const door = new VisitorDoor(clock);
    const knock = (count: number): number =>
      Array.from({ length: count }, () => {
        const may = door.mayEnter('8.8.8.8');
        if (may) door.enter('8.8.8.8')();
        return may;
      }).filter(Boolean).length;
    expect(knock(1_000)).toBe(300);
    clock.advance(10_000);
    expect(knock(1_000)).toBe(100);
  });

  it('leave room for members, wherever they all come from', () => {
    const door = new VisitorDoor(new FakeClock());
    expect(enterAll(door, times(10_100, null))).toHaveLength(10_000);
    expect(door.mayEnter('8.8.8.8')).toBe(false);
  });
});
