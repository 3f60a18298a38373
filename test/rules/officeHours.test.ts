// When a team answers: by the clock of its own place, through weekends and changes of clocks.

import { describe, expect, it } from 'vitest';
import { areHours, isZone, standingAt, zoneOffset, type OfficeHours } from '#lib/rules/officeHours.ts';

const JAKARTA: OfficeHours = { zone: 'Asia/Jakarta', days: [1, 2, 3, 4, 5], from: 540, to: 1_020 };
const BERLIN: OfficeHours = { ...JAKARTA, zone: 'Europe/Berlin' };
const at = (text: string): number => Date.parse(text);

describe('G1 office hours', () => {
  it.each([
    // Jakarta is seven hours ahead of UTC; 20 November 2026 is a Friday.
    ['just before nine on a Friday', JAKARTA, '2026-11-20T01:59:59Z', '2026-11-20T02:00:00Z'],
    ['at five on a Friday, until Monday', JAKARTA, '2026-11-20T10:00:00Z', '2026-11-23T02:00:00Z'],
    ['on a Sunday', JAKARTA, '2026-11-22T05:00:00Z', '2026-11-23T02:00:00Z'],
    [
      'late on a Sunday, which is Monday morning there',
      JAKARTA,
      '2026-11-22T20:00:00Z',
      '2026-11-23T02:00:00Z',
    ],
    ['one day a week, after it', { ...JAKARTA, days: [5] }, '2026-11-20T10:00:00Z', '2026-11-27T02:00:00Z'],
    // Clocks in Berlin go back on Sunday 25 October 2026, and forward on Sunday 28 March 2027.
    ['over the end of summer time', BERLIN, '2026-10-23T15:00:00Z', '2026-10-26T08:00:00Z'],
    ['over its beginning', BERLIN, '2027-03-26T16:00:00Z', '2027-03-29T07:00:00Z'],
  ])('closed %s', (_when, hours, now, opensAt) => {
    expect(standingAt(hours, at(now))).toEqual({ open: false, opensAt: at(opensAt) });
  });

  it.each([
    ['at nine sharp', '2026-11-20T02:00:00Z'],
    ['until a minute before five', '2026-11-20T09:59:59Z'],
  ])('open %s', (_when, now) => {
    expect(standingAt(JAKARTA, at(now))).toEqual({ open: true, opensAt: null });
  });

  it('a zone is ahead by what its clocks show', () => {
    expect(zoneOffset('Asia/Jakarta', at('2026-11-20T00:00:00.500Z'))).toBe(7 * 3_600_000);
    expect(zoneOffset('Asia/Kathmandu', 0)).toBe(5.5 * 3_600_000);
  });

  it('what is no zone, no day, or ends before it begins, is none', () => {
    expect([isZone('Asia/Jakarta'), isZone('Mars/Olympus'), isZone('')]).toEqual([true, false, false]);
    const bad: Partial<OfficeHours>[] = [
      { zone: 'Mars/Olympus' },
      { days: [] },
      { days: [2, 1] },
      { days: [1, 1] },
      { days: [0] },
      { days: [8] },
      { from: 1_020 },
      { to: 1_441 },
      { from: -1 },
    ];
    expect(areHours(JAKARTA)).toBe(true);
    expect(bad.map((change) => areHours({ ...JAKARTA, ...change }))).toEqual(bad.map(() => false));
  });
});
