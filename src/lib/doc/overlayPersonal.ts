// The outbox over what is private to its member: drafts, read marks, preferences, what was dismissed.

import type { Command } from '../rules/command.ts';
import type { PersonalEvent } from '../rules/event.ts';
import type { CommandId, ConversationId } from '../rules/ids.ts';
import type { Notification } from '../rules/notification.ts';
import type { Preferences } from '../rules/personal.ts';
import { draftKey } from './inboxDoc.ts';
import type { Draft } from './schema.ts';

export interface PersonalForecast {
  /** By `draftKey`; an empty text says that the draft will be gone. */
  drafts: ReadonlyMap<string, Draft>;
  read: ReadonlyMap<ConversationId, number>;
  preferences: Readonly<Partial<Preferences>>;
  /** Held commands that will leave the shelf. */
  dropped: ReadonlySet<CommandId>;
  dismissed: ReadonlySet<string>;
  /** All notifications up to this seq are dismissed. */
  dismissedUpTo: number;
}

/** The same while it is being made: a month of read marks must not be copied once for each. */
interface Growing extends PersonalForecast {
  drafts: Map<string, Draft>;
  read: Map<ConversationId, number>;
  dropped: Set<CommandId>;
  dismissed: Set<string>;
}

export function foldPersonal(
  steps: Iterable<{ command: Command; personal: readonly PersonalEvent[] }>,
): PersonalForecast {
  const growing: Growing = {
    drafts: new Map(),
    read: new Map(),
    preferences: {},
    dropped: new Set(),
    dismissed: new Set(),
    dismissedUpTo: 0,
  };
  for (const { command, personal } of steps) for (const event of personal) fold(growing, event, command);
  return growing;
}

export function isDismissed(personal: PersonalForecast, { id, seq }: Notification): boolean {
  return personal.dismissed.has(id) || seq <= personal.dismissedUpTo;
}

function fold(growing: Growing, event: PersonalEvent, { written }: Command): void {
  switch (event.kind) {
    case 'draft-saved': {
      const { conversation, tab, text } = event;
      growing.drafts.set(draftKey(conversation, tab), { conversation, tab, text, at: written });
      return;
    }
    case 'read-marked':
      growing.read.set(event.conversation, Math.max(growing.read.get(event.conversation) ?? 0, event.upTo));
      return;
    case 'preferences-set':
      growing.preferences = { ...growing.preferences, ...event.preferences };
      return;
    case 'held-dismissed':
      growing.dropped.add(event.command);
      return;
    case 'notification-dismissed':
      if (event.notification === 'all') growing.dismissedUpTo = Math.max(growing.dismissedUpTo, event.upTo);
      else growing.dismissed.add(event.notification);
      return;
    case 'command-held':
  }
}
