// When a team answers its chat: days of the week, from and to, by the clock of one place. Intl knows the zones; `now` is an
// argument, like everywhere.

/** In which customers are told when somebody answers. A night shift, over midnight, is two channels' worth of words: not here. */
export interface OfficeHours {
  /** As Intl knows it: `Asia/Jakarta`. */
  zone: string;
  /** 1 is Monday, 7 Sunday; at least one, in order. */
  days: number[];
  /** Minutes after midnight; `from` is before `to`. */
  from: number;
  to: number;
}

export interface Standing {
  open: boolean;
  /** The next opening, epoch milliseconds; null while it is open. */
  opensAt: number | null;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
export const DAY_MINUTES = 1_440;

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    // Intl throws a RangeError for a zone that it does not know.
    return false;
  }
}

export function areHours({ zone, days, from, to }: OfficeHours): boolean {
  const ordered = days.every((day, index) => day > (days[index - 1] ?? 0) && day <= 7);
  return isZone(zone) && days.length > 0 && ordered && from >= 0 && from < to && to <= DAY_MINUTES;
}

/** @param now epoch milliseconds */
export function standingAt({ zone, days, from, to }: OfficeHours, now: number): Standing {
  const wall = wallClock(zone, now);
  const today = Math.floor(wall / DAY_MS) * DAY_MS;
  const minute = Math.floor((wall - today) / MINUTE_MS);
  if (days.includes(weekday(today)) && minute >= from && minute < to) return { open: true, opensAt: null };
  // From today on for a week, and the same day of the next: one of them is to come.
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const day = today + ahead * DAY_MS;
    const opensAt = instantOf(zone, day + from * MINUTE_MS);
    if (days.includes(weekday(day)) && opensAt > now) return { open: false, opensAt };
  }
  return { open: false, opensAt: null };
}

/** How far the zone's clock is ahead of UTC at that moment, milliseconds. */
export function zoneOffset(zone: string, at: number): number {
  return wallClock(zone, at) - Math.floor(at / 1_000) * 1_000;
}

/** What a clock on a wall there shows, as if it were UTC: epoch milliseconds, whole seconds. */
function wallClock(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** When the clock there shows that: asked twice, for the first answer may lie on the other side of a change of clocks. */
function instantOf(zone: string, wall: number): number {
  const guess = wall - zoneOffset(zone, wall);
  return wall - zoneOffset(zone, guess);
}

function weekday(midnight: number): number {
  // 1 January 1970 was a Thursday.
  return ((Math.floor(midnight / DAY_MS) + 3) % 7) + 1;
}
