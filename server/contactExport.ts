// Everything that a workspace knows of one contact, for the contact: in one file that other programs can read.

import { isConversationEvent, type ConversationEvent } from '#lib/rules/event.ts';
import type { Author, ConversationId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Contact } from '#lib/rules/conversation.ts';
import type { Log } from './log/log.ts';

export interface ContactExport {
  contact: Contact;
  channel: string;
  /** What colleagues wrote about them together. */
  note: string;
  /** In the order in which they happened; `at` in epoch milliseconds. */
  records: { seq: number; at: number; by: Author; events: ConversationEvent[] }[];
}

const PAGE = 1_000;

/** Without what is private to members (drafts, refused commands). Null if there is no such conversation. */
export function exportContact(
  log: Pick<Log, 'card' | 'audited' | 'read'>,
  workspace: WorkspaceId,
  conversation: ConversationId,
  note: string,
): ContactExport | null {
  const card = log.card(workspace, conversation)?.card;
  if (!card || card.erased) return null;
  const records: ContactExport['records'] = [];
  for (let before: number | null = Infinity; before !== null;) {
    const range = { after: 0, before };
    const { seqs, next } = log.audited(workspace, [`conversation/${conversation}`], range, PAGE);
    for (const after of seqs) {
      const [record] = log.read(workspace, after - 1, 1);
      if (!record) continue;
      const { seq, at, by } = record;
      const events = record.events.filter(isConversationEvent);
      records.push({ seq, at, by, events: events.filter((event) => event.conversation === conversation) });
    }
    before = next;
  }
  return { contact: card.contact, channel: card.channel, note, records: records.reverse() };
}
