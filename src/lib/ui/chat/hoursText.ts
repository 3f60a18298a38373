// Office hours in a customer's words: when the team answers, or, outside of that, when it is back. Pure.

import { m } from '#lib/i18n/paraglide/messages.js';
import { clockTime, daysUntil, weekdayName } from '#lib/i18n/time.ts';
import { standingAt, zoneOffset, type OfficeHours } from '#lib/rules/officeHours.ts';

/** @param tag of the reader's language @param now epoch milliseconds @param reader the reader's own zone */
export function hoursText(tag: string, hours: OfficeHours, now: number, reader: string): string {
  const { open, opensAt } = standingAt(hours, now);
  if (open || opensAt === null)
    return m.chat_hours({ days: daysText(tag, hours.days), times: timesText(tag, hours, now, reader) });
  // An instant is told in the reader's own time.
  const time = clockTime(tag, opensAt);
  switch (daysUntil(opensAt, now)) {
    case 0:
      return m.chat_back_today({ time });
    case 1:
      return m.chat_back_tomorrow({ time });
    default:
      return m.chat_back_day({ day: weekdayName(tag, opensAt), time });
  }
}

/** `Mon–Fri`, `Mon, Wed–Fri`. @param days 1 (Monday) to 7, in order */
export function daysText(tag: string, days: readonly number[]): string {
  if (days.length === 7) return m.chat_hours_daily();
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) => {
      const [first, last] = [dayText(tag, run[0] ?? 1), dayText(tag, run.at(-1) ?? 1)];
      return run.length < 2 ? first : run.length === 2 ? `${first}, ${last}` : `${first}–${last}`;
    })
    .join(', ');
}

/** `9:00 AM – 5:00 PM`, by the team's clock: named where the reader's shows another time. */
function timesText(tag: string, { zone, from, to }: OfficeHours, now: number, reader: string): string {
  const midnight = Date.UTC(2024, 0, 1);
  const times = new Intl.DateTimeFormat(tag, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
  const text = times.formatRange(midnight + from * 60_000, midnight + to * 60_000);
  if (zoneOffset(zone, now) === zoneOffset(reader, now)) return text;
  const named = new Intl.DateTimeFormat(tag, { timeZone: zone, timeZoneName: 'short' }).formatToParts(now);
  return `${text} ${named.find(({ type }) => type === 'timeZoneName')?.value ?? zone}`;
}

function dayText(tag: string, day: number): string {
  // 1 January 2024 was a Monday.
  return new Intl.DateTimeFormat(tag, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));
}
