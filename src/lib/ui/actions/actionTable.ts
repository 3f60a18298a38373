// Everything that a key or the command palette does, in one table: shortcuts, palette and the list of keys all read it. What
// an action does, and whether it may be done now, is said by the component that it belongs to (`offerAction`).

import { m } from '#lib/i18n/paraglide/messages.js';

export type ActionGroup = 'conversation' | 'list' | 'app';

interface ActionEntry {
  label: () => string;
  /** As `KeyboardEvent.key` has it; null for what only the palette offers. */
  key: string | null;
  group: ActionGroup;
}

export const ACTIONS = {
  reply: { label: m.action_reply, key: 'r', group: 'conversation' },
  note: { label: m.action_note, key: 'n', group: 'conversation' },
  assign: { label: m.action_assign, key: 'a', group: 'conversation' },
  'assign-to-me': { label: m.assign_to_me, key: null, group: 'conversation' },
  collaborators: { label: m.add_collaborator, key: 'c', group: 'conversation' },
  close: { label: m.action_close, key: 'e', group: 'conversation' },
  next: { label: m.action_next, key: 'j', group: 'list' },
  previous: { label: m.action_previous, key: 'k', group: 'list' },
  enter: { label: m.action_enter, key: 'Enter', group: 'list' },
  search: { label: m.action_search, key: '/', group: 'app' },
  keys: { label: m.action_keys, key: '?', group: 'app' },
} as const satisfies Record<string, ActionEntry>;

export type ActionId = keyof typeof ACTIONS;

export const ACTION_IDS = Object.keys(ACTIONS) as ActionId[];

/** The action of a key, if one has it. */
export function actionOfKey(key: string): ActionId | null {
  return ACTION_IDS.find((id) => ACTIONS[id].key === key) ?? null;
}

/** A key as it is shown: `J`, `?`, `Enter`. */
export function keyName(key: string): string {
  return key.length === 1 ? key.toUpperCase() : key;
}
