// Notifications as they arrive. What has waited for this device, however short, is in the list of notifications and nothing more.

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
    const arrived = notifications.filter(({ id, at }) => !known.has(id) && at >= oldest);
    known = new Set(notifications.map(({ id }) => id));
    if (arrived.length > 0) tell(arrived.toReversed());
  });
}
