// Notifications as they arrive. What has waited for this device, however short, is in the list of notifications and nothing more.

import type { ConversationId } from '../../rules/ids.ts';
import type { Notification } from '../../rules/notification.ts';
import type { ClientClock } from './environment.ts';
import type { Topic } from './signals.ts';

/** Older than this nobody needs to be interrupted for it any more: the device was asleep, or without a network. */
const NEWS_MS = 60_000;

interface Source {
  /** Newest first. */
  readonly notifications: readonly Notification[];
  /** Relay time. */
  readonly now: number;
  /** What is known of a conversation; null for nothing yet: its inbox comes with a document of its own, in its own time. */
  card(conversation: ConversationId): unknown;
  subscribe(topic: Topic, listener: () => void): () => void;
}

/**
 * Calls with what has just happened, oldest first, each once; nothing from before this call. The result ends it.
 *
 * @param clock tells how long this has been going on: the device's wall clock may be wrong
 */
export function watchArrivals(
  source: Source,
  clock: Pick<ClientClock, 'monotonic'>,
  tell: (arrived: readonly Notification[]) => void,
): () => void {
  const startedAt = clock.monotonic();
  let known = new Set(source.notifications.map(({ id }) => id));
  return source.subscribe('content', () => {
    const { notifications } = source;
    const oldest = source.now - Math.min(NEWS_MS, clock.monotonic() - startedAt);
    const fresh = notifications.filter(({ id, at }) => !known.has(id) && at >= oldest);
    // Nobody can be told of what nothing is known of: that waits for its card.
    const waiting = new Set(fresh.filter(({ conversation }) => source.card(conversation) === null));
    const arrived = fresh.filter((notification) => !waiting.has(notification));
    known = new Set(notifications.filter((one) => !waiting.has(one)).map(({ id }) => id));
    if (arrived.length > 0) tell(arrived.toReversed());
  });
}
