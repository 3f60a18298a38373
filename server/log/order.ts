// In which order a log answers. Every order is total, so that two adapters (and a restart) agree to the last row.

import type { Card } from '#lib/rules/conversation.ts';
import { AUDIT_STEPS, type Dispatch, type Due, type Found, type PagePosition } from './log.ts';

export function byConversation(a: Card, b: Card): number {
  return compare(a.id, b.id);
}

/** As lists show it: compareCards('newest') of the rules. */
export function byActivity(a: Card, b: Card): number {
  return b.activityAt - a.activityAt || compare(b.id, a.id);
}

/** Since when it waits for a queue's turn, or null: what is closed, snoozed or erased waits for nobody. */
export function waitingSince(card: Card): number | null {
  return card.status.kind === 'open' && !card.erased ? card.queuedAt : null;
}

export function byWaiting(a: Card, b: Card): number {
  return (a.queuedAt ?? 0) - (b.queuedAt ?? 0) || compare(a.id, b.id);
}

export function byDue(a: Due, b: Due): number {
  return (
    a.at - b.at ||
    compare(a.conversation, b.conversation) ||
    compare(a.kind, b.kind) ||
    compare(memberOfDue(a), memberOfDue(b))
  );
}

export function byNext(a: Dispatch, b: Dispatch): number {
  return a.nextAt - b.nextAt || compare(a.id, b.id);
}

/** Whom a timer is about; '' for the snooze of the whole conversation. */
export function memberOfDue(due: Due): string {
  return due.kind === 'lapse-mention' ? due.member : '';
}

/** True for what a page after `before` may hold. */
export function isBehind(card: Card, before: PagePosition | null): boolean {
  if (!before) return true;
  const { activityAt, conversation } = before;
  return card.activityAt < activityAt || (card.activityAt === activityAt && card.id < conversation);
}

/**
 * The first `limit` of them that fit, and where to go on.
 *
 * @param candidates newest first; one more than AUDIT_STEPS where there are more
 */
export function pickAudited(candidates: number[], fits: (seq: number) => boolean, limit: number): Found {
  const seqs: number[] = [];
  for (const [index, seq] of candidates.entries()) {
    const last = candidates[index - 1] ?? null;
    if (seqs.length === limit || index === AUDIT_STEPS) return { seqs, next: last };
    if (fits(seq)) seqs.push(seq);
  }
  return { seqs, next: null };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
