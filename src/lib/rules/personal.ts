// What is private to one member: preferences, drafts, read marks.

import type { Card } from './conversation.ts';
import { entryOf, type MemberId } from './ids.ts';

/** The two tabs of the composer. */
export type Tab = 'reply' | 'note';

export interface Preferences {
  language: 'en' | 'id';
  theme: 'system' | 'light' | 'dark';
  /** What sends: Enter, or Ctrl/⌘ with Enter (then Enter breaks the line). */
  sendKey: 'enter' | 'mod-enter';
  /** The browser's own notifications, by what they are about. */
  notify: { assigned: boolean; messages: boolean; mentions: boolean };
}

export const DEFAULT_PREFERENCES: Preferences = {
  language: 'en',
  theme: 'system',
  sendKey: 'enter',
  notify: { assigned: true, messages: true, mentions: true },
};

/**
 * True if the conversation has something that this member has not read: a customer's message or a mention of them.
 * Internal actions (assignments, other people's notes) never make a conversation unread.
 *
 * @param readUpTo seq up to which the member has read; 0 if never
 */
export function isUnread(card: Card, member: MemberId, readUpTo: number): boolean {
  return Math.max(card.lastInbound, entryOf(card.guests, member)?.seq ?? 0) > readUpTo;
}
