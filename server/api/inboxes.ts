// Older cards of an inbox, page by page: what its document has let go of.

import type { InboxName } from '#lib/rules/inbox.ts';
import { isId } from '#lib/rules/ids.ts';
import { ApiError, mustBeMember, type ApiContext, type ApiPorts } from './context.ts';

/** About 100 KB, and more than fits on any screen. */
const PAGE = 100;

export async function getInbox(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const who = await mustBeMember(ports, context, context.req.param('workspace') ?? '');
  const inbox = parseInbox(context.req.param('inbox') ?? '');
  const before = parseBefore(context.req.query('before'));
  const cards = inbox && ports.relay.page(who, inbox, before, PAGE);
  if (!cards) throw new ApiError(404, 'no-such-inbox', 'There is no such inbox, or you may not read it.');
  // The next page begins where this one ends.
  const next = cards.length < PAGE ? null : (cards.at(-1)?.activityAt ?? null);
  return context.json({ cards, next });
}

function parseInbox(path: string): InboxName | null {
  if (path === 'intake' || path === 'all') return path;
  const [kind, id, ...rest] = path.split('/');
  if (!isId(id) || rest.length > 0) return null;
  return kind === 'inbox' || kind === 'team' ? `${kind}/${id}` : null;
}

function parseBefore(value: string | undefined): number {
  if (value === undefined) return Number.MAX_SAFE_INTEGER;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new ApiError(400, 'malformed', 'before: has to be an instant in epoch milliseconds');
}
