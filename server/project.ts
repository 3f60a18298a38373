// Events into documents: what a record changes in each document that shows it. Projections only; the log is the truth.

import { appendChat, clearChat, writeChatMeta } from '#lib/doc/chatDoc.ts';
import { writeDirectory, writeLoad } from '#lib/doc/directoryDoc.ts';
import {
  addNotification,
  addToCounts,
  forgetConversation,
  readCounts,
  removeCard,
  removeHeld,
  removeNotifications,
  writeCard,
  writeDraft,
  writeHeld,
  writePreferences,
  writeReadMark,
} from '#lib/doc/inboxDoc.ts';
import { chatName, directoryName, inboxName, noteName, threadName } from '#lib/doc/names.ts';
import { clearNote } from '#lib/doc/noteDoc.ts';
import type { ChatEntry } from '#lib/doc/schema.ts';
import { appendEvents, clearThread, writeSent, writeThreadCard } from '#lib/doc/threadDoc.ts';
import type { Card } from '#lib/rules/conversation.ts';
import type { Directory } from '#lib/rules/directory.ts';
import { isPersonalEvent, type ConversationEvent, type PersonalEvent, type Stamp } from '#lib/rules/event.ts';
import { memberOf, type MemberId, type WorkspaceId } from '#lib/rules/ids.ts';
import { countKeys, type InboxName } from '#lib/rules/inbox.ts';
import { notify } from '#lib/rules/notification.ts';
import type { ChannelKind } from './channels/channel.ts';
import type { Documents } from './documents.ts';
import type { StoredCard } from './log/log.ts';
import type { Applied, CardChange } from './turn.ts';

export interface Projection {
  workspace: WorkspaceId;
  epoch: number;
  documents: Pick<Documents, 'change' | 'get'>;
  channelKind(channel: string): ChannelKind | null;
  /** All of the workspace's channels. */
  channels(): readonly string[];
}

/** Writes one record into every document that shows it. */
export function project(to: Projection, applied: Applied): void {
  const { record, directory } = applied;
  if (directory.before !== directory.after) {
    const meta = { epoch: to.epoch, seq: record.seq };
    to.documents.change(directoryName(to.workspace), (doc) =>
      writeDirectory(doc, directory.before, directory.after, meta),
    );
  }
  for (const change of applied.cards) projectConversation(to, change, applied);
  for (const event of record.events.filter(isPersonalEvent)) projectPersonal(to, event, record);
}

/** Moves a card between inboxes: out of those that no longer show it, into those that now do. */
export function projectCard(to: Projection, before: StoredCard | null, after: StoredCard): void {
  for (const inbox of before?.inboxes.filter((name) => !after.inboxes.includes(name)) ?? []) {
    to.documents.change(inboxName(to.workspace, inbox), (doc) => {
      removeCard(doc, after.card.id);
      if (before) addToCounts(doc, countKeys(inbox, before.card, before.at), -1);
      // What a member was told of a conversation goes with their access to it.
      removeNotifications(doc, (notification) => notification.conversation === after.card.id);
    });
  }
  for (const inbox of after.inboxes) projectInto(to, inbox, before, after);
}

function projectInto(to: Projection, inbox: InboxName, before: StoredCard | null, after: StoredCard): void {
  const was = before?.inboxes.includes(inbox) ? countKeys(inbox, before.card, before.at) : [];
  const is = countKeys(inbox, after.card, after.at);
  to.documents.change(inboxName(to.workspace, inbox), (doc) => {
    writeCard(doc, after.card, after.at);
    addToCounts(
      doc,
      was.filter((key) => !is.includes(key)),
      -1,
    );
    addToCounts(
      doc,
      is.filter((key) => !was.includes(key)),
      1,
    );
  });
}

function projectConversation(to: Projection, change: CardChange, { record, directory }: Applied): void {
  const { before, after, events } = change;
  if (events.some(({ kind }) => kind === 'conversation-erased'))
    projectErasure(to, after.card, directory.after);
  const isChat = to.channelKind(after.card.channel) === 'web-chat';
  to.documents.change(threadName(to.workspace, after.card.id), (doc) => {
    appendEvents(doc, events, record, record.command);
    writeThreadCard(doc, after.card);
    // The customer's page has it from this very record on.
    if (isChat && events.some(({ kind }) => kind === 'reply-sent')) writeSent(doc, record.seq);
  });
  projectCard(to, before, after);
  for (const owner of new Set([before?.card.owner ?? null, after.card.owner])) projectLoad(to, owner);
  for (const notification of notify(before?.card ?? null, events, directory.after, record)) {
    to.documents.change(inboxName(to.workspace, `inbox/${notification.member}`), (doc) =>
      addNotification(doc, notification),
    );
  }
  if (!isChat) return;
  for (const event of events)
    projectChat(to, after.card, event, { stamp: record, directory: directory.after });
}

/** Out of every document that anybody still reads, and out of those that now nobody may. */
function projectErasure(to: Projection, { id, contact }: Card, { members }: Directory): void {
  to.documents.change(threadName(to.workspace, id), clearThread);
  to.documents.change(noteName(to.workspace, id), clearNote);
  to.documents.change(chatName(to.workspace, contact.id), clearChat);
  for (const member of Object.keys(members)) {
    to.documents.change(inboxName(to.workspace, `inbox/${member}`), (doc) => forgetConversation(doc, id));
  }
}

/** What colleagues see of an inbox that only its member may read: the one number that says how busy they are. */
function projectLoad(to: Projection, owner: MemberId | null): void {
  if (owner === null) return;
  const open = readCounts(to.documents.get(inboxName(to.workspace, `inbox/${owner}`)))['assigned.open'] ?? 0;
  to.documents.change(directoryName(to.workspace), (doc) => writeLoad(doc, owner, open));
}

/** The customer sees what they said and what they were answered, and of the team a display name. */
function projectChat(
  to: Projection,
  card: Card,
  event: ConversationEvent,
  { stamp, directory }: { stamp: Stamp & { command: string | null }; directory: Directory },
): void {
  const entry = chatEntry(event, stamp, directory);
  if (!entry) return;
  to.documents.change(chatName(to.workspace, card.contact.id), (doc) => {
    writeChatMeta(doc, { epoch: to.epoch, team: directory.settings.name });
    appendChat(doc, entry);
  });
}

function chatEntry(
  event: ConversationEvent,
  stamp: Stamp & { command: string | null },
  directory: Directory,
): ChatEntry | null {
  if (event.kind !== 'message-received' && event.kind !== 'reply-sent') return null;
  const { text, attachments } = event;
  const { at } = stamp;
  if (event.kind === 'message-received') {
    return { id: event.message, at, from: 'visitor', name: '', text, attachments };
  }
  const name = directory.members[memberOf(stamp.by) ?? '']?.name ?? '';
  return { id: stamp.command ?? `${stamp.seq}`, at, from: 'team', name, text, attachments };
}

function projectPersonal(to: Projection, event: PersonalEvent, { at }: Stamp): void {
  to.documents.change(inboxName(to.workspace, `inbox/${event.member}`), (doc) => {
    switch (event.kind) {
      case 'draft-saved':
        return writeDraft(doc, { conversation: event.conversation, tab: event.tab, text: event.text, at });
      case 'read-marked':
        return writeReadMark(doc, event.conversation, event.upTo);
      case 'preferences-set':
        return writePreferences(doc, event.preferences);
      case 'command-held':
        return writeHeld(doc, { command: event.command, refusal: event.refusal, at });
      case 'held-dismissed':
        return removeHeld(doc, event.command);
      case 'notification-dismissed': {
        const { notification, upTo } = event;
        return removeNotifications(doc, ({ id, seq }) =>
          notification === 'all' ? seq <= upTo : id === notification,
        );
      }
    }
  });
}
