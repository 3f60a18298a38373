// Older cards of an inbox, page by page: what its document has let go of.

import type { Card } from '#lib/rules/conversation.ts';
import { isId } from '#lib/rules/ids.ts';
import { viewsIn, type InboxName, type StatusKind, type View } from '#lib/rules/inbox.ts';
import type { PagePosition } from '../log/log.ts';
import type { CardPage } from '../relay.ts';
import { ApiError, mustBeMember, type ApiContext, type ApiPorts } from './context.ts';

/** About 100 KB, and more than fits on any screen. */
const PAGE = 100;
/** Cards looked at for one page: where few are wanted, the rest is for the next. */
const LOOKED_AT_MAX = 2_000;

const STATUSES: readonly StatusKind[] = ['open', 'snoozed', 'closed'];
const VIEWS: readonly View[] = ['assigned', 'collaborating', 'mentioned', 'unassigned', 'all'];

export async function getInbox(ports: ApiPorts, context: ApiContext): Promise<Response> {
  const who = await mustBeMember(ports, context, context.req.param('workspace') ?? '');
  const inbox = parseInbox(context.req.param('inbox') ?? '');
  const status = oneOf(STATUSES, 'status', context.req.query('status'));
  const view = oneOf(VIEWS, 'view', context.req.query('view'));
  let before = parseBefore(context.req.query('before'));
  const wanted = (card: Card, now: number): boolean =>
    (status === null || card.status.kind === status) &&
    (view === null || (inbox !== null && viewsIn(inbox, card, now).includes(view)));
  const cards: Card[] = [];
  for (let looked = 0; looked < LOOKED_AT_MAX && cards.length < PAGE; looked += PAGE) {
    const page: CardPage | null = inbox && ports.relay.page(who, inbox, before, PAGE);
    if (!page) throw new ApiError(404, 'no-such-inbox', 'There is no such inbox, or you may not read it.');
    const { now } = page;
    cards.push(...page.cards.filter((card) => wanted(card, now)));
    before = page.next;
    if (!before) break;
  }
  return context.json({ cards, next: before && `${before.activityAt}.${before.conversation}` });
}

function parseInbox(path: string): InboxName | null {
  if (path === 'intake' || path === 'all') return path;
  const [kind, id, ...rest] = path.split('/');
  if (!isId(id) || rest.length > 0) return null;
  return kind === 'inbox' || kind === 'team' ? `${kind}/${id}` : null;
}

function parseBefore(value: string | undefined): PagePosition | null {
  if (value === undefined) return null;
  const [, instant, conversation] = /^(\d{1,15})\.(.+)$/.exec(value) ?? [];
  if (instant !== undefined && isId(conversation)) return { activityAt: Number(instant), conversation };
  throw new ApiError(400, 'malformed', 'before: has to be the `next` of the page before');
}

function oneOf<Value extends string>(
  known: readonly Value[],
  name: string,
  value: string | undefined,
): Value | null {
  if (value === undefined) return null;
  const found = known.find((one) => one === value);
  if (found) return found;
  throw new ApiError(400, 'malformed', `${name}: has to be one of ${known.join(', ')}`);
}
