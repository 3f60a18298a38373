// What a visitor's chat page sees.

import type { ChatEntry } from '../schema.ts';

/** One message of the chat. */
export interface ChatLine {
  /** The same before and after the relay has confirmed it. */
  key: string;
  entry: ChatEntry;
  /** Not confirmed: `entry.at` is this device's clock. */
  pending: boolean;
}
