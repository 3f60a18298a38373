// How a member is told of what has just happened, in this tab. Pure: what the browser knows is an argument.

import type { Notification } from '#lib/rules/notification.ts';
import type { ConversationId } from '#lib/rules/ids.ts';
import type { Preferences } from '#lib/rules/personal.ts';
import { topicOf } from './topics.ts';

export interface Situation {
  /** This tab can be seen, at least in part. */
  visible: boolean;
  /** This tab is the one being worked in. */
  inFront: boolean;
  /** Some other tab of this device is. */
  othersInFront: boolean;
  /** Of all tabs of this device, this is the one that speaks while none is in front. */
  speaks: boolean;
  /** The browser lets us show its own notifications. */
  granted: boolean;
  /** The conversation that this tab shows. */
  open: ConversationId | null;
}

export type Alert = 'toast' | 'browser' | 'none';

export function alertFor(
  { kind, conversation }: Notification,
  { notify, alerts }: Preferences,
  situation: Situation,
): Alert {
  if (!notify[topicOf(kind)]) return 'none';
  const toast = alerts.toast && situation.open !== conversation ? 'toast' : 'none';
  if (situation.inFront) return toast;
  if (situation.othersInFront) return 'none';
  if (alerts.browser && situation.granted) return situation.speaks ? 'browser' : 'none';
  // Beside the window that is being worked in, a toast is better than nothing.
  return situation.visible ? toast : 'none';
}
