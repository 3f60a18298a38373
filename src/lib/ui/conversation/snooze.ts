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

function atHour(now: number, days: number, hour: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  return day.setHours(hour, 0, 0, 0);
}
