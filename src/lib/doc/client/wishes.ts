// From what somebody wants to a command: with an id, what its writer had seen, and only what survives the way.

import type { Command, HeldCommand } from '../../rules/command.ts';
import type { Directory } from '../../rules/directory.ts';
import { entryOf } from '../../rules/ids.ts';
import type { Wish } from './views.ts';

const KINDS: Record<Command['kind'], true> = {
  reply: true,
  resend: true,
  note: true,
  assign: true,
  'add-collaborators': true,
  'remove-collaborator': true,
  'set-status': true,
  'end-mention': true,
  'start-conversation': true,
  'update-contact': true,
  'save-draft': true,
  'mark-read': true,
  'set-availability': true,
  'rename-member': true,
  'set-role': true,
  'deactivate-member': true,
  'create-team': true,
  'rename-team': true,
  'set-team-members': true,
  'archive-team': true,
  'rename-workspace': true,
  'set-intake': true,
  'set-preferences': true,
  'dismiss-held': true,
  'dismiss-notification': true,
};

/** True for an entry that this version wrote or understands; another version's are left to the relay. */
export function isCommand(entry: unknown): entry is Command {
  if (typeof entry !== 'object' || entry === null || !('id' in entry) || !('kind' in entry)) return false;
  return typeof entry.id === 'string' && typeof entry.kind === 'string' && Object.hasOwn(KINDS, entry.kind);
}

/**
 * A copy as plain JSON, so that no caller's object can change what was sent. Texts lose what no channel carries: half of a
 * surrogate pair, and NUL.
 */
export function commandOf(wish: Wish, base: { id: string; seen: number; written: number }): Command {
  const text = JSON.stringify(wish, (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value,
  );
  return { ...(JSON.parse(text) as Wish), ...base };
}

/** What a held command wanted, to be sent anew, having seen all there is now; null for one that nobody could read. */
export function wishOf(held: HeldCommand, directory: Directory): Wish | null {
  if (held.kind === 'unreadable') return null;
  if (held.kind === 'set-team-members') {
    const { kind, team, members } = held;
    return { kind, team, members, before: entryOf(directory.teams, team)?.members ?? [] };
  }
  const { id: _id, seen: _seen, written: _written, ...wish } = held;
  return wish;
}

/** Its text as an internal note; null where it has none for a conversation. */
export function noteOf(held: HeldCommand): Wish | null {
  if (held.kind !== 'reply' && held.kind !== 'note') return null;
  const { conversation, text, attachments } = held;
  return { kind: 'note', conversation, text, attachments, mention: null };
}
