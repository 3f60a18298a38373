// From notifications to what the bell lists: what the member wants to be told about and may still see, one line for all
// messages of a conversation.

import type { Card } from '#lib/rules/conversation.ts';
import type { ConversationId, MemberId } from '#lib/rules/ids.ts';
import type { Notification } from '#lib/rules/notification.ts';
import type { Preferences } from '#lib/rules/personal.ts';
import { topicOf } from './topics.ts';

export interface Notice {
  /** The newest of those that this line stands for. */
  notification: Notification;
  /** All of them. */
  ids: readonly string[];
  card: Card;
  /** The conversation has not been looked at since, and nobody else has taken it. */
  unread: boolean;
}

interface Seen {
  me: MemberId;
  notify: Preferences['notify'];
  /** Null for what the member may not see any more. */
  card: (conversation: ConversationId) => Card | null;
  /** seq up to which a conversation has been read. */
  readUpTo: (conversation: ConversationId) => number;
}

/** @param notifications newest first */
export function noticesFrom(notifications: readonly Notification[], seen: Seen): Notice[] {
  const lines = new Map<string, { notification: Notification; ids: string[]; card: Card }>();
  for (const notification of notifications) {
    const { id, kind, conversation } = notification;
    const card = seen.card(conversation);
    if (!card || !seen.notify[topicOf(kind)]) continue;
    const key = kind === 'message' ? conversation : id;
    const line = lines.get(key);
    if (line) line.ids.push(id);
    else lines.set(key, { notification, ids: [id], card });
  }
  return [...lines.values()].map((line) => ({ ...line, unread: isUnread(line, seen) }));
}

function isUnread({ notification, card }: { notification: Notification; card: Card }, seen: Seen): boolean {
  if (notification.seq <= seen.readUpTo(card.id)) return false;
  const toTeam = notification.kind === 'team-assigned' || notification.kind === 'message';
  return !toTeam || card.owner === null || card.owner === seen.me || card.collaborators.includes(seen.me);
}
