// Decides what changes only the member's own inbox. Whether a draft's or a read mark's conversation may be seen at all
// has been decided before.

import type { Command, PersonalCommand } from './command.ts';
import type { PersonalEvent } from './event.ts';
import type { MemberId } from './ids.ts';

type Personal = PersonalCommand | Extract<Command, { kind: 'save-draft' | 'mark-read' }>;

export function decidePersonal(member: MemberId, command: Personal): { events: PersonalEvent[] } {
  return { events: [eventOf(member, command)] };
}

function eventOf(member: MemberId, command: Personal): PersonalEvent {
  switch (command.kind) {
    case 'save-draft': {
      const { conversation, tab, text } = command;
      return { kind: 'draft-saved', member, conversation, tab, text };
    }
    case 'mark-read':
      return { kind: 'read-marked', member, conversation: command.conversation, upTo: command.upTo };
    case 'set-preferences':
      return { kind: 'preferences-set', member, preferences: command.preferences };
    case 'dismiss-held':
      return { kind: 'held-dismissed', member, command: command.command };
    case 'dismiss-notification': {
      const { notification, seen } = command;
      return { kind: 'notification-dismissed', member, notification, upTo: seen };
    }
  }
}
