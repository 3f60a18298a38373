// What stays of the events of a contact who was erased: who did what and when, and none of what was said.

import type { HeldCommand } from './command.ts';
import type { Event } from './event.ts';
import type { ConversationId } from './ids.ts';

/** @param conversation of whose events nothing is to be said; null: of no event at all */
export function withoutContents(events: readonly Event[], conversation: ConversationId | null): Event[] {
  return events.map((event) => (isOf(event, conversation) ? emptied(event) : event));
}

function isOf(event: Event, conversation: ConversationId | null): boolean {
  if (conversation === null) return true;
  if ('conversation' in event) return event.conversation === conversation;
  if (event.kind !== 'command-held') return false;
  const { command } = event;
  // What could not be read may be about anybody whose conversation it names.
  if (command.kind === 'unreadable') return command.content.includes(conversation);
  return 'conversation' in command && command.conversation === conversation;
}

function emptied(event: Event): Event {
  switch (event.kind) {
    case 'conversation-started':
    case 'contact-updated':
      return { ...event, contact: { id: event.contact.id, name: '', fields: {} } };
    case 'message-received': {
      const { subject: _, leftOut: __, ...rest } = event;
      return { ...rest, text: '', attachments: [] };
    }
    case 'reply-sent':
    case 'note-added':
      return { ...event, text: '', attachments: [] };
    case 'delivery-changed':
      return 'reason' in event.delivery ? { ...event, delivery: { ...event.delivery, reason: '' } } : event;
    case 'draft-saved':
      return { ...event, text: '' };
    case 'command-held':
      return { ...event, command: emptiedCommand(event.command) };
    default:
      return event;
  }
}

function emptiedCommand(command: HeldCommand): HeldCommand {
  switch (command.kind) {
    case 'unreadable':
      return { ...command, content: '' };
    case 'reply':
    case 'note':
      return { ...command, text: '', attachments: [] };
    case 'save-draft':
      return { ...command, text: '' };
    case 'start-conversation':
      return { ...command, text: '', contact: { id: command.contact.id, name: '', fields: {} } };
    case 'update-contact':
      return { ...command, name: '', fields: {} };
    default:
      return command;
  }
}
