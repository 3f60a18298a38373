// Instants in words.

import { clockOrDate, dayName, intlTag, remaining, shortAgo } from '#lib/i18n/time.ts';
import { describe, expect, it } from 'vitest';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW = new Date(2026, 10, 20, 12, 0, 0).getTime();

describe('how long ago', () => {
  it.each([
    [0, 'Now', 'Sekarang'],
    [59 * SECOND_MS, 'Now', 'Sekarang'],
    [MINUTE_MS, '1m', '1 mnt'],
    [59 * MINUTE_MS, '59m', '59 mnt'],
    [HOUR_MS, '1h', '1 j'],
    [23 * HOUR_MS, '23h', '23 j'],
    [2 * DAY_MS, 'Wed', 'Rab'],
    [30 * DAY_MS, '21 Oct', '21 Okt'],
    [400 * DAY_MS, '16 Oct 2025', '16 Okt 2025'],
  ])('%d ms', (age, english, indonesian) => {
    expect(shortAgo('en-GB', NOW - age, NOW)).toBe(english);
    expect(shortAgo('id', NOW - age, NOW)).toBe(indonesian);
  });

  it('what is a little in the future, because clocks differ, is now', () => {
    expect(shortAgo('en-GB', NOW + 5 * SECOND_MS, NOW)).toBe('Now');
  });
});

describe('C7 what is left', () => {
  it.each([
    [DAY_MS, '24h'],
    [DAY_MS - 1, '24h'],
    [23 * HOUR_MS + 58 * MINUTE_MS, '23h 58m'],
    [HOUR_MS, '1h'],
    [HOUR_MS - 1, '1h'],
    [MINUTE_MS, '1m'],
    [MINUTE_MS - 1, '60s'],
    [1, '1s'],
    [0, '0s'],
    [-5, '0s'],
  ])('%d ms', (ms, text) => {
    expect(remaining('en-GB', ms)).toBe(text);
  });
});

describe('days', () => {
  it('the two nearest have names of their own', () => {
    expect(dayName('en-GB', NOW, NOW)).toBe('Today');
    expect(dayName('id', NOW - 13 * HOUR_MS, NOW)).toBe('Kemarin');
    expect(dayName('en-GB', NOW - 3 * DAY_MS, NOW)).toMatch(/^Tuesday,? 17 November$/);
    expect(dayName('en-GB', NOW - 400 * DAY_MS, NOW)).toMatch(/^Thursday,? 16 October 2025$/);
  });

  it('an instant of another day carries its date', () => {
    expect(clockOrDate('en-GB', NOW, NOW)).toBe('12:00');
    expect(clockOrDate('en-GB', NOW + DAY_MS, NOW)).toBe('21 Nov, 12:00');
  });
});

it('the reader’s own region is kept within the chosen language', () => {
  expect(intlTag('en', ['id-ID', 'en-AU', 'en'])).toBe('en-AU');
  expect(intlTag('id', ['en-AU'])).toBe('id');
});
