// What a member asks for. A command says what its writer had seen, so that late work is decided safely.

import type { Attachment, Contact } from './conversation.ts';
import type { Availability, Intake, Role } from './directory.ts';
import type { ChannelId, CommandId, ConversationId, MemberId, TeamId } from './ids.ts';
import type { Preferences, Tab } from './personal.ts';

interface Base {
  /** UUIDv7, made by the device that wrote it. One verdict for ever. */
  id: CommandId;
  /** The seq of the newest entry of the conversation that the writer had seen; 0 where there is none. */
  seen: number;
  /** The writer's wall clock in epoch milliseconds, for display only: no rule reads it. */
  written: number;
}

export type AssignTo =
  | { kind: 'me' }
  | { kind: 'member'; member: MemberId }
  | { kind: 'team'; team: TeamId }
  | { kind: 'queue'; team: TeamId }
  | { kind: 'team-member'; team: TeamId; member: MemberId }
  | { kind: 'nobody' };

export type WantedStatus = { kind: 'open' } | { kind: 'snoozed'; until: number } | { kind: 'closed' };

type Conversational =
  | { kind: 'reply'; text: string; attachments: Attachment[] }
  /** Sends a reply that did not arrive once more; `reply` is its seq. */
  | { kind: 'resend'; reply: number }
  | { kind: 'note'; text: string; attachments: Attachment[]; mention: MemberId | null }
  | { kind: 'assign'; to: AssignTo }
  | { kind: 'add-collaborators'; members: MemberId[] }
  | { kind: 'remove-collaborator'; member: MemberId }
  | { kind: 'set-status'; status: WantedStatus }
  | { kind: 'end-mention'; member: MemberId }
  | { kind: 'start-conversation'; contact: Contact; channel: ChannelId; text: string }
  | { kind: 'update-contact'; name: string; fields: Record<string, string> }
  | { kind: 'save-draft'; tab: Tab; text: string }
  | { kind: 'mark-read'; upTo: number };

export type ConversationCommand = Base & { conversation: ConversationId } & Conversational;

export type DirectoryCommand = Base &
  (
    | { kind: 'set-availability'; member: MemberId; availability: Availability }
    | { kind: 'rename-member'; member: MemberId; name: string }
    | { kind: 'set-role'; member: MemberId; role: Role }
    | { kind: 'deactivate-member'; member: MemberId }
    | { kind: 'create-team'; team: TeamId; name: string; members: MemberId[] }
    | { kind: 'rename-team'; team: TeamId; name: string }
    /** `before`: members and order as the writer saw them; two who change one list at once must not undo each other. */
    | { kind: 'set-team-members'; team: TeamId; members: MemberId[]; before: MemberId[] }
    | { kind: 'archive-team'; team: TeamId }
    | { kind: 'rename-workspace'; name: string }
    | { kind: 'set-intake'; intake: Intake }
  );

export type PersonalCommand = Base &
  (
    | { kind: 'set-preferences'; preferences: Partial<Preferences> }
    | { kind: 'dismiss-held'; command: CommandId }
    | { kind: 'dismiss-notification'; notification: string }
  );

export type Command = ConversationCommand | DirectoryCommand | PersonalCommand;
export type CommandKind = Command['kind'];

/** What the held shelf keeps: the command as it was written, or, if it was malformed, as much of it as is safe JSON. */
export type HeldCommand = Command | { id: CommandId; kind: 'unreadable'; content: string };

export function isConversationCommand(command: Command): command is ConversationCommand {
  return 'conversation' in command;
}

const PERSONAL: ReadonlySet<CommandKind> = new Set<PersonalCommand['kind']>([
  'set-preferences',
  'dismiss-held',
  'dismiss-notification',
]);

export function isPersonalCommand(command: Command): command is PersonalCommand {
  return PERSONAL.has(command.kind);
}
