// Until when a conversation may rest: moments at which somebody is at work again.

export type SnoozeKind = 'in-an-hour' | 'this-evening' | 'tomorrow' | 'next-week';

export interface SnoozeOption {
  kind: SnoozeKind;
  until: number;
}

const HOUR_MS = 3_600_000;
/** Work begins at 9, in the reader's own time zone. */
const MORNING = 9;
const EVENING = 18;

export function snoozeOptions(now: number): SnoozeOption[] {
  const evening = atHour(now, 0, EVENING);
  // Monday after today: on a Monday, the next one.
  const daysToMonday = (8 - new Date(now).getDay()) % 7 || 7;
  return [
    { kind: 'in-an-hour', until: now + HOUR_MS },
    ...(evening - now > HOUR_MS ? [{ kind: 'this-evening' as const, until: evening }] : []),
    { kind: 'tomorrow', until: atHour(now, 1, MORNING) },
    // On a Sunday both would be the same morning.
    ...(daysToMonday > 1 ? [{ kind: 'next-week' as const, until: atHour(now, daysToMonday, MORNING) }] : []),
  ];
}

/** Further away nobody remembers what for. */
const FURTHEST_MS = 366 * 24 * HOUR_MS;

export function tomorrowMorning(now: number): number {
  return atHour(now, 1, MORNING);
}

/** An instant as a `datetime-local` field has it: in the time of the reader's own place, to the minute. */
export function inputValue(at: number): string {
  const local = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
  return `${day}T${two(local.getHours())}:${two(local.getMinutes())}`;
}

/** The instant that was chosen there; null for none, or a date that does not exist. */
export function snoozeUntil(typed: string): number | null {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(typed) ? new Date(typed).getTime() : NaN;
  return Number.isNaN(at) ? null : at;
}

/** Why a conversation cannot rest until then; null if it can. */
export function snoozeProblem(until: number | null, now: number): 'none' | 'past' | 'too-far' | null {
  if (until === null) return 'none';
  if (until <= now) return 'past';
  return until - now > FURTHEST_MS ? 'too-far' : null;
}

function atHour(now: number, days: number, hour: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  return day.setHours(hour, 0, 0, 0);
}
