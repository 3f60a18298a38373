// What follows from a try: the rules of dispatch, without clock, network and disk.

import type { Delivery } from '#lib/rules/event.ts';
import type { Answer } from '../channels/channel.ts';
import type { Dispatch } from '../log/log.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** After each try that failed: seconds for a hiccup, hours for a night's outage, a day in all. A later answer helps nobody. */
export const PAUSES_MS: readonly number[] = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
];
/** So that what failed together is not tried again together. */
const JITTER = 0.2;
/** A receiver may ask for a longer pause, but not put a customer off for a day. */
const RETRY_AFTER_MAX_MS = HOUR_MS;
/** Shown to members, one line. */
const REASON_MAX = 200;

export type Outcome = Pick<Dispatch, 'state' | 'nextAt'> & {
  /** What the thread is told; null if it knows already. */
  delivery: Delivery | null;
};

export interface Try {
  /** How many tries there have been, this one counted. */
  attempts: number;
  /** The one before died with its relay: what came of it nobody was told. */
  resumed: boolean;
  deduplicates: boolean;
  now: number;
  /** Chance, in [0, 1). */
  random: number;
}

/** @param answer null: the relay died in the middle of the try */
export function outcomeOf(answer: Answer | null, tried: Try): Outcome {
  const { now } = tried;
  switch (answer?.kind) {
    case 'accepted':
      return { state: 'sent', nextAt: now, delivery: { state: 'sent' } };
    case 'refused':
      return failed(answer.reason, now);
    case 'busy':
      return again(answer.reason, answer.retryAfterMs, tried);
    case 'no-answer':
    case undefined:
      if (tried.deduplicates) return again(answer?.reason ?? 'no-answer', null, tried);
      return { state: 'unknown', nextAt: now, delivery: { state: 'unknown' } };
  }
}

function again(
  reason: string,
  retryAfterMs: number | null,
  { attempts, resumed, now, random }: Try,
): Outcome {
  const pause = PAUSES_MS[attempts - 1];
  if (pause === undefined) return failed(reason, now);
  const wished = Math.min(retryAfterMs ?? 0, RETRY_AFTER_MAX_MS);
  const wait = Math.max(wished, pause) * (1 + JITTER * random);
  const isNews = attempts === 1 || resumed;
  return {
    state: 'pending',
    nextAt: now + Math.ceil(wait),
    delivery: isNews ? { state: 'trying', reason: plain(reason) } : null,
  };
}

function failed(reason: string, now: number): Outcome {
  return { state: 'failed', nextAt: now, delivery: { state: 'failed', reason: plain(reason) } };
}

/** What the other side said is text from outside: one line, well-formed, short. */
function plain(reason: string): string {
  return reason
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, REASON_MAX)
    .toWellFormed();
}
