// The rows of an inbox: its document's cards with the outbox laid over them. Rows and lists whose content did not change are
// the same objects as before.

import { accessOf, type Access } from '../../rules/access.ts';
import type { Card } from '../../rules/conversation.ts';
import type { Directory } from '../../rules/directory.ts';
import { entryOf, type ConversationId, type MemberId } from '../../rules/ids.ts';
import {
  compareCards,
  countKeys,
  inboxesOf,
  viewsIn,
  type Counts,
  type InboxName,
} from '../../rules/inbox.ts';
import { isUnread } from '../../rules/personal.ts';
import type { Overlay } from '../overlay.ts';
import type { CardRow, ListQuery, Pending } from './views.ts';

/** All that rows are made of. */
export interface Scene {
  over: Overlay;
  me: MemberId;
  now: number;
  readUpTo(conversation: ConversationId): number;
}

interface Known<T> {
  from: unknown;
  result: readonly T[];
}

export class Rows {
  readonly #rows = new Map<InboxName, Map<ConversationId, CardRow>>();
  readonly #inboxes = new Map<InboxName, readonly CardRow[]>();
  readonly #lists = new Map<string, Known<CardRow>>();
  readonly #access = new WeakMap<Card, { directory: Directory; until: number; access: Access }>();

  /** @param confirmed the cards of the inbox's document */
  rows(inbox: InboxName, confirmed: Iterable<Card>, scene: Scene): readonly CardRow[] {
    const before = this.#rows.get(inbox) ?? new Map<ConversationId, CardRow>();
    const after = new Map<ConversationId, CardRow>();
    const add = (card: Card, pending: Pending | null): void => {
      const row = this.#row(card, pending, scene, before.get(card.id));
      if (row.access.length > 0 && viewsIn(inbox, card, scene.now).length > 0) after.set(card.id, row);
    };
    for (const card of confirmed) if (!scene.over.conversations.has(card.id)) add(card, null);
    for (const { card, commands, queue } of scene.over.conversations.values()) {
      if (!card || !inboxesOf(card, scene.over.directory, scene.now).includes(inbox)) continue;
      add(card, commands.length > 0 ? { commands, queue } : null);
    }
    this.#rows.set(inbox, after);
    const result = sameOr(this.#inboxes.get(inbox), [...after.values()]);
    this.#inboxes.set(inbox, result);
    return result;
  }

  list(query: ListQuery, rows: readonly CardRow[], now: number): readonly CardRow[] {
    const key = `${query.inbox} ${query.view} ${query.status} ${query.order}`;
    const known = this.#lists.get(key);
    if (known?.from === rows) return known.result;
    const compare = compareCards(query.order);
    const listed = rows
      .filter(
        ({ card }) =>
          card.status.kind === query.status && viewsIn(query.inbox, card, now).includes(query.view),
      )
      .sort((a, b) => compare(a.card, b.card));
    const result = sameOr(known?.result, listed);
    this.#lists.set(key, { from: rows, result });
    return result;
  }

  access(card: Card, directory: Directory, me: MemberId, now: number): Access {
    const known = this.#access.get(card);
    if (known?.directory === directory && now < known.until) return known.access;
    const access = accessOf(card, directory, me, now);
    const guestUntil = entryOf(card.guests, me)?.until ?? 0;
    this.#access.set(card, { directory, access, until: guestUntil > now ? guestUntil : Infinity });
    return access;
  }

  #row(card: Card, pending: Pending | null, scene: Scene, before: CardRow | undefined): CardRow {
    const { me, now, over } = scene;
    const access = this.access(card, over.directory, me, now);
    const unread = isUnread(card, me, scene.readUpTo(card.id));
    const same = before?.card === card && before.unread === unread && before.access === access;
    return same && samePending(before.pending, pending) ? before : { card, pending, unread, access };
  }
}

/** Counts as the document gives them, moved by what is on its way. */
export function countsWith(
  confirmed: Counts,
  inbox: InboxName,
  { over, now }: Scene,
  before: Directory,
): Counts {
  const counts = { ...confirmed };
  for (const forecast of over.conversations.values()) {
    if (forecast.card === forecast.confirmed) continue;
    for (const key of keysIn(inbox, forecast.confirmed, before, now)) counts[key] = (counts[key] ?? 0) - 1;
    for (const key of keysIn(inbox, forecast.card, over.directory, now)) counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function keysIn(inbox: InboxName, card: Card | null, directory: Directory, now: number): (keyof Counts)[] {
  return card && inboxesOf(card, directory, now).includes(inbox) ? countKeys(inbox, card, now) : [];
}

function samePending(a: Pending | null, b: Pending | null): boolean {
  if (!a || !b) return a === b;
  return a.queue === b.queue && a.commands === b.commands;
}

function sameOr<T>(before: readonly T[] | undefined, after: T[]): readonly T[] {
  const same = before?.length === after.length && before.every((item, index) => item === after[index]);
  return same ? before : after;
}
