// Office hours in a customer's words.

import { daysText, hoursText } from '#lib/ui/chat/hoursText.ts';
import type { OfficeHours } from '#lib/rules/officeHours.ts';
import { describe, expect, it } from 'vitest';

/** The zone that the tests run in is the reader's. */
const HERE = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const HOURS: OfficeHours = { zone: HERE, days: [1, 2, 3, 4, 5], from: 540, to: 1_020 };
/** 20 November 2026 is a Friday. */
const at = (day: number, hour: number): number => new Date(2026, 10, day, hour).getTime();
/** Intl puts narrow spaces here and there. */
const plain = (text: string): string => text.replaceAll(/[\s   ]+/g, ' ');

describe('G1 what a customer reads of the hours', () => {
  it.each([
    ['while it is open', at(20, 12), 'We reply Mon–Fri, 09:00–17:00'],
    ['before it opens', at(20, 7), 'Back at 9:00'],
    ['the evening before', at(19, 20), 'Back tomorrow at 9:00'],
    ['before the weekend', at(20, 18), 'Back Monday at 9:00'],
  ])('%s', (_when, now, text) => {
    expect(plain(hoursText('en-GB', HOURS, now, HERE))).toBe(text);
  });

  it('names the zone where the reader’s clock shows another time', () => {
    const tokyo: OfficeHours = { zone: 'Asia/Tokyo', days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1_440 };
    expect(plain(hoursText('en-GB', tokyo, at(20, 12), 'America/Lima'))).toMatch(
      /^We reply daily, .* GMT\+9$/,
    );
    expect(plain(hoursText('en-GB', tokyo, at(20, 12), 'Asia/Seoul'))).not.toContain('GMT');
  });

  it.each([
    [[1, 2, 3, 4, 5], 'Mon–Fri', 'Sen–Jum'],
    [[6, 7], 'Sat, Sun', 'Sab, Min'],
    [[1, 3, 4, 5], 'Mon, Wed–Fri', 'Sen, Rab–Jum'],
    [[2], 'Tue', 'Sel'],
  ])('days %j', (days, english, indonesian) => {
    expect([daysText('en-GB', days), daysText('id', days)]).toEqual([english, indonesian]);
  });
});
