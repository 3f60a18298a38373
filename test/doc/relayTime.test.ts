// Relay time as a browser knows it.

import { describe, expect, it } from 'vitest';
import { RelayTime } from '#lib/doc/client/relayTime.ts';
import { seededRandom } from '../support/fakeChance.ts';

const RELAY = 1_795_338_000_000;

/** A device whose monotonic clock began at 0 when the relay's was RELAY. */
class Device {
  monotonic = 0;
  readonly time: RelayTime;
  constructor(guess: number) {
    this.time = new RelayTime(() => this.monotonic, guess);
  }
  /** Asks now; the answer takes these milliseconds there and back. */
  ping(there: number, back: number): void {
    const sentAt = this.monotonic;
    const now = RELAY + this.monotonic + there;
    this.monotonic += there + back;
    this.time.heard(sentAt, now);
  }
  get error(): number {
    return this.time.now() - (RELAY + this.monotonic);
  }
}

describe('relay time', () => {
  it('is the first guess until the relay was heard', () => {
    const device = new Device(RELAY + 5_000);
    device.monotonic = 100;
    expect(device.time.now()).toBe(RELAY + 5_100);
  });

  it('is right after one answer that took the same time both ways, however wrong the device’s clock', () => {
    const device = new Device(RELAY - 30 * 86_400_000);
    device.ping(40, 40);
    expect(device.error).toBe(0);
  });

  it('trusts the quickest of the last answers', () => {
    const device = new Device(RELAY);
    device.ping(400, 0);
    device.ping(5, 4);
    device.ping(0, 900);
    expect(Math.abs(device.error)).toBeLessThanOrEqual(1);
  });

  it('uses what the relay says unasked for want of better', () => {
    const device = new Device(0);
    device.monotonic = 1_000;
    device.time.heard(null, RELAY + 990);
    expect(device.error).toBe(-10);
  });

  it('does not believe half of a way on which the device slept', () => {
    const device = new Device(RELAY);
    device.ping(10, 3_600_000);
    expect(device.error).toBe(-3_600_000);
    device.ping(10, 10);
    expect(device.error).toBe(0);
  });

  it('stands still rather than go back a little, and is corrected when it was far off', () => {
    const device = new Device(RELAY + 3_000);
    const before = device.time.now();
    device.ping(0, 0);
    expect(device.time.now()).toBe(before);
    device.monotonic += 3_000;
    expect(device.error).toBe(0);
    const far = new Device(RELAY + 60_000);
    far.time.now();
    far.ping(0, 0);
    expect(far.error).toBe(0);
  });

  it('never goes back between answers of any delay, and is never off by more than half the quickest way', () => {
    const random = seededRandom(7);
    const device = new Device(RELAY);
    device.ping(30, 30);
    let quickest = 60;
    let last = device.time.now();
    for (let step = 0; step < 500; step += 1) {
      device.monotonic += random() * 10_000;
      const [there, back] = [random() * 300, random() * 300];
      device.ping(there, back);
      quickest = Math.min(quickest, there + back);
      const now = device.time.now();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
      expect(Math.abs(device.error)).toBeLessThanOrEqual(301);
    }
    expect(quickest).toBeLessThan(60);
  });
});
