// What the audit is filtered by, and how the relay is asked for it.

import type { AuditedKind } from '#lib/rules/audit.ts';
import type { Author, ConversationId, WorkspaceId } from '#lib/rules/ids.ts';

export interface AuditFilter {
  by: Author | null;
  kind: AuditedKind | null;
  conversation: ConversationId | null;
  /** Days as a date field gives them, in this reader's time zone; empty: no end. Both are included. */
  from: string;
  to: string;
}

export const EVERYTHING: AuditFilter = { by: null, kind: null, conversation: null, from: '', to: '' };

/** @param before where the page before ended; null for the newest */
export function auditAddress(workspace: WorkspaceId, filter: AuditFilter, before: number | null): string {
  const { by, kind, conversation, from, to } = filter;
  const query = new URLSearchParams({
    ...(by !== null && { by }),
    ...(kind !== null && { kind }),
    ...(conversation !== null && { conversation }),
    ...(from !== '' && { from: String(startOfDay(from, 0)) }),
    ...(to !== '' && { to: String(startOfDay(to, 1)) }),
    ...(before !== null && { before: String(before) }),
  }).toString();
  return `/api/audit/${workspace}${query === '' ? '' : `?${query}`}`;
}

/** Midnight at which the day begins here, and so many days later; a day is not always 24 hours. */
function startOfDay(day: string, later: number): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).getTime();
}
