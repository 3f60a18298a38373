// What the writer of a refused command may do with it, by the reason it was refused for. The first is the likeliest.

import type { HeldItem } from '#lib/doc/client/views.ts';
import { may, type Access } from '#lib/rules/access.ts';
import type { HeldCommand } from '#lib/rules/command.ts';
import type { Reason } from '#lib/rules/refusal.ts';

export type Choice =
  /** The same again, having seen all there is now. */
  | 'send-anyway'
  | 'assign-anyway'
  | 'set-anyway'
  | 'as-note'
  /** Become collaborator (or owner), then send it. */
  | 'join-and-send'
  | 'assign-and-send'
  | 'copy'
  | 'discard';

/** @param access what I am to the conversation now; empty if it is not mine to see, or there is none */
export function choicesFor(held: HeldItem, access: Access): Choice[] {
  const ends: Choice[] = textOf(held.command) === '' ? ['discard'] : ['copy', 'discard'];
  // About the directory, not about a conversation: whether I may, the relay says.
  if (held.where === 'relay' && held.refusal.reason === 'stale-team') return ['set-anyway', ...ends];
  if (!may(access, 'see')) return ends;
  if (held.where === 'device') return ['send-anyway', ...asNote(held.command), ...ends];
  return [...remedies(held.refusal.reason, held.command, access), ...ends];
}

/** What the member typed; empty for a command without words. */
export function textOf(command: HeldCommand): string {
  switch (command.kind) {
    case 'reply':
    case 'note':
    case 'save-draft':
    case 'start-conversation':
      return command.text;
    case 'unreadable':
      return command.content;
    case 'update-contact':
      return [command.name, ...Object.values(command.fields)].filter((typed) => typed !== '').join('\n');
    case 'rename-member':
    case 'create-team':
    case 'rename-team':
    case 'rename-workspace':
      return command.name;
    default:
      return '';
  }
}

function remedies(reason: Reason, command: HeldCommand, access: Access): Choice[] {
  switch (REMEDY[reason]) {
    case 'answer':
      if (command.kind === 'reply') return [...toReply(access), ...asNote(command)];
      return may(access, 'reply') ? ['send-anyway'] : [];
    case 'again':
      return may(access, 'assign') ? ['assign-anyway'] : [];
    case 'note':
      return asNote(command);
    case 'none':
      return [];
  }
}

/** What may help, by the reason it was refused for. */
const REMEDY: Record<Reason, 'answer' | 'again' | 'note' | 'none'> = {
  'already-owned': 'answer',
  'mention-lapsed': 'answer',
  'not-allowed': 'answer',
  'no-access': 'answer',
  'unseen-reply': 'answer',
  'stale-ownership': 'again',
  // A note whose mention cannot be made still says what it says.
  'self-mention': 'note',
  'unknown-member': 'note',
  'member-inactive': 'note',
  'not-in-team': 'none',
  'unknown-team': 'none',
  'team-exists': 'none',
  // Answered above: it is about no conversation.
  'stale-team': 'none',
  'unknown-channel': 'none',
  'contact-taken': 'none',
  'already-collaborators': 'none',
  'not-a-collaborator': 'none',
  'not-mentioned': 'none',
  'unknown-attachment': 'none',
  'last-admin': 'none',
  malformed: 'none',
  'conversation-gone': 'none',
  'conversation-exists': 'none',
};

/** The ways to get a reply out after all: at once where I may answer, else by first becoming somebody who may. */
function toReply(access: Access): Choice[] {
  if (may(access, 'reply')) return ['send-anyway'];
  return [
    ...(may(access, 'change-collaborators') ? ['join-and-send' as const] : []),
    ...(may(access, 'assign') ? ['assign-and-send' as const] : []),
  ];
}

function asNote(command: HeldCommand): Choice[] {
  return command.kind === 'reply' || command.kind === 'note' ? ['as-note'] : [];
}
