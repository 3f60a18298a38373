// Instants in words, in the reader's language. Pure: `now` and the language are arguments, so views tick by being given
// a new `now`, and tests never wait.

import type { Locale } from './paraglide/runtime.js';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A BCP 47 tag for Intl: the chosen language, with the reader's own region where the browser names one. */
export function intlTag(locale: Locale, spoken: readonly string[]): string {
  return spoken.find((tag) => tag.toLowerCase().startsWith(`${locale}-`)) ?? locale;
}

/** How long ago, as short as a list needs it: `now`, `5m`, `3h`, `Mon`, `12 Nov`, `12 Nov 2024`. */
export function shortAgo(tag: string, at: number, now: number): string {
  const age = now - at;
  if (age < MINUTE_MS) return capital(relative(tag).format(0, 'second'));
  if (age < HOUR_MS) return unit(tag, 'minute', Math.floor(age / MINUTE_MS));
  if (age < DAY_MS) return unit(tag, 'hour', Math.floor(age / HOUR_MS));
  if (age < 6 * DAY_MS) return dates(tag, { weekday: 'short' }).format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return dates(tag, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}

/** How long something has lasted: `5m`, `3h`, `2d`; nothing for less than a minute. */
export function shortSpan(tag: string, ms: number): string {
  if (ms < MINUTE_MS) return '';
  if (ms < HOUR_MS) return unit(tag, 'minute', Math.floor(ms / MINUTE_MS));
  if (ms < DAY_MS) return unit(tag, 'hour', Math.floor(ms / HOUR_MS));
  return unit(tag, 'day', Math.floor(ms / DAY_MS));
}

/** The time of day: `14:02`. */
export function clockTime(tag: string, at: number): string {
  return dates(tag, { hour: 'numeric', minute: '2-digit' }).format(at);
}

/** The time of day, with the day where it is not today's: `14:02`, `21 Nov, 14:02`. */
export function clockOrDate(tag: string, at: number, now: number): string {
  if (isSameDay(at, now)) return clockTime(tag, at);
  return dates(tag, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }).format(at);
}

/** In full, for tooltips and screen readers. */
export function fullTime(tag: string, at: number): string {
  return dates(tag, { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

/** The day as a heading: `Today`, `Yesterday`, `Friday, 20 November`, with the year where it is another. */
export function dayName(tag: string, at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0 || days === 1) return capital(relative(tag).format(-days, 'day'));
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return dates(tag, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
}

/** What is left of a span, rounded up, so that it says zero only when it is over: `23h 58m`, `42m`, `30s`. */
export function remaining(tag: string, ms: number): string {
  if (ms < MINUTE_MS) return unit(tag, 'second', Math.max(0, Math.ceil(ms / 1000)));
  const minutes = Math.ceil(ms / MINUTE_MS);
  if (minutes < 60) return unit(tag, 'minute', minutes);
  const hours = unit(tag, 'hour', Math.floor(minutes / 60));
  return minutes % 60 === 0 ? hours : `${hours} ${unit(tag, 'minute', minutes % 60)}`;
}

/** Calendar days of the reader's time zone from now until then. */
export function daysUntil(at: number, now: number): number {
  return daysBetween(now, at);
}

export function weekdayName(tag: string, at: number): string {
  return dates(tag, { weekday: 'long' }).format(at);
}

export function isSameDay(a: number, b: number): boolean {
  // A long timeline asks for each of its lines, and most follow each other closely: no time zone's day begins within one.
  if (Math.floor(a / QUARTER_MS) === Math.floor(b / QUARTER_MS)) return true;
  return daysBetween(a, b) === 0;
}

/** Calendar days of the reader's time zone from `earlier` to `later`; a day of 23 or 25 hours counts as one. */
function daysBetween(earlier: number, later: number): number {
  return Math.round((midnight(later) - midnight(earlier)) / DAY_MS);
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function unit(tag: string, name: 'second' | 'minute' | 'hour' | 'day', amount: number): string {
  return kept(`unit ${tag} ${name}`, () => {
    return new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'narrow' });
  }).format(amount);
}

function relative(tag: string): Intl.RelativeTimeFormat {
  return kept(`relative ${tag}`, () => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));
}

function dates(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(`date ${tag} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(tag, options));
}

// Making a formatter costs some 50 µs, using one less than 1; a list of forty rows asks for the same few each tick.
const formatters = new Map<string, unknown>();

function kept<T>(key: string, create: () => T): T {
  const found = (formatters.get(key) as T | undefined) ?? create();
  formatters.set(key, found);
  return found;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
