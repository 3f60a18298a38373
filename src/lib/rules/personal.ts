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
  /** Whether single letters act (J, K, R, …). Some people's tools press them by accident (WCAG 2.1.4). */
  shortcuts: boolean;
  /** What the member wants to be told about. */
  notify: Record<Topic, boolean>;
  /** How, while the app is in front (a toast) and while it is not (the browser's own notification). */
  alerts: { toast: boolean; browser: boolean };
}

/** What notifications are about, as a member chooses among them. */
export type Topic = 'assigned' | 'team' | 'collaborating' | 'mentions' | 'messages';

export const DEFAULT_PREFERENCES: Preferences = {
  language: 'en',
  theme: 'system',
  sendKey: 'enter',
  shortcuts: true,
  notify: { assigned: true, team: true, collaborating: true, mentions: true, messages: true },
  alerts: { toast: true, browser: true },
};

/** What the member has chosen, and for the rest what nobody needs to choose. */
export function preferencesFrom(chosen: Partial<Preferences>): Preferences {
  return {
    ...DEFAULT_PREFERENCES,
    ...chosen,
    notify: { ...DEFAULT_PREFERENCES.notify, ...chosen.notify },
    alerts: { ...DEFAULT_PREFERENCES.alerts, ...chosen.alerts },
  };
}

/**
 * True if the conversation has something that this member has not read: a customer's message or a mention of them.
 * Internal actions (assignments, other people's notes) never make a conversation unread.
 *
 * @param readUpTo seq up to which the member has read; 0 if never
 */
export function isUnread(card: Card, member: MemberId, readUpTo: number): boolean {
  return Math.max(card.lastInbound, entryOf(card.guests, member)?.seq ?? 0) > readUpTo;
}
