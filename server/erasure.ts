// Erasing a contact: decided and told to everybody like anything else, and then taken out of all that is stored. The log keeps
// who did what and when, under the same hashes.

import { parseDocumentName, type DocumentRef } from '#lib/doc/names.ts';
import type { AttachmentId, Author, ContactId, ConversationId } from '#lib/rules/ids.ts';
import { decideInput, type Desk } from './decisions.ts';
import type { Erased, Log } from './log/log.ts';

export interface ErasingDesk extends Desk {
  readonly log: Desk['log'] & Pick<Log, 'erase' | 'scrub' | 'page' | 'audited'>;
  compact(name: string): void;
}

/** What others store about a contact: `files` are shown by nobody else. */
export type Forget = (
  contact: ContactId,
  conversations: readonly ConversationId[],
  files: ReadonlySet<AttachmentId>,
) => void;

/** Conversations read at once while those of one contact are looked for. */
const PAGE = 500;

/**
 * Every conversation of the contact of this one. May be asked for again, where storage failed in the middle: what was erased
 * before and still stands somewhere goes then.
 *
 * @param forget takes what others store about the contact, in the same database
 * @throws a StorageError if something may still stand in a file
 */
export function eraseContact(
  desk: ErasingDesk,
  conversation: ConversationId,
  by: Author,
  forget: Forget,
): void {
  const card = desk.turn.card(conversation)?.card;
  if (!card) return;
  const contact = card.contact.id;
  for (const id of [conversation, ...othersOf(desk, conversation, contact)]) {
    decideInput(desk, { kind: 'erase-contact', conversation: id }, by, null);
  }
  // Everybody hears of it now, and nobody may read it any more.
  desk.barrier();
  const gone = everErased(desk);
  const conversations = gone.map((one) => one.conversation);
  forget(contact, conversations, filesOf(desk, conversations));
  for (const name of desk.log.erase(desk.workspace, gone)) {
    const ref = parseDocumentName(name);
    if (ref && mayHoldTraces(ref, contact, conversations)) desk.compact(name);
  }
  desk.log.scrub();
}

function othersOf(
  { log, workspace }: ErasingDesk,
  one: ConversationId,
  contact: ContactId,
): ConversationId[] {
  const found: ConversationId[] = [];
  for (let before: Parameters<Log['page']>[2] = null; ;) {
    const cards = log.page(workspace, 'all', before, PAGE);
    found.push(...cards.filter((card) => card.contact.id === contact && card.id !== one).map(({ id }) => id));
    const last = cards.at(-1);
    if (!last || cards.length < PAGE) return found;
    before = { activityAt: last.activityAt, conversation: last.id };
  }
}

/** Newest first: of one that was erased again, the last time counts. */
function everErased({ log, workspace }: ErasingDesk): Erased[] {
  const found: Erased[] = [];
  for (let before: number | null = Infinity; before !== null;) {
    const { seqs, next } = log.audited(workspace, ['kind/conversation-erased'], { after: 0, before }, PAGE);
    for (const seq of seqs) {
      const [record] = log.read(workspace, seq - 1, 1);
      for (const event of record?.events ?? [])
        if (event.kind === 'conversation-erased') found.push({ conversation: event.conversation, seq });
    }
    before = next;
  }
  return found;
}

/** Files that only these conversations show. */
function filesOf({ log, workspace }: ErasingDesk, gone: readonly ConversationId[]): Set<AttachmentId> {
  const shown = { gone: new Set<AttachmentId>(), elsewhere: new Set<AttachmentId>() };
  for (let after = 0; ;) {
    const records = log.read(workspace, after, PAGE);
    for (const event of records.flatMap(({ events }) => events)) {
      if (!('attachments' in event)) continue;
      const where = gone.includes(event.conversation) ? shown.gone : shown.elsewhere;
      for (const { id } of event.attachments) where.add(id);
    }
    const last = records.at(-1);
    if (!last) return new Set([...shown.gone].filter((id) => !shown.elsewhere.has(id)));
    after = last.seq;
  }
}

function mayHoldTraces(ref: DocumentRef, contact: ContactId, gone: readonly ConversationId[]): boolean {
  switch (ref.kind) {
    case 'thread':
    case 'note':
      return gone.includes(ref.conversation);
    case 'chat':
    case 'doorstep':
      return ref.visitor === contact;
    case 'directory':
      return false;
    // Lists, drafts, and what came through outboxes.
    default:
      return true;
  }
}
