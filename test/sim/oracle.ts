// What is true: the log as it is on disk, folded record by record, beside whatever the relay and its clients make of it.

import { evolve, type Card } from '#lib/rules/conversation.ts';
import { accessOf } from '#lib/rules/access.ts';
import { EMPTY_DIRECTORY, evolveDirectory, type Directory } from '#lib/rules/directory.ts';
import { isConversationEvent } from '#lib/rules/event.ts';
import type { CommandId, ConversationId, MemberId } from '#lib/rules/ids.ts';
import type { Commit, StoredRecord } from '../../server/log/log.ts';
import { DocumentHistory } from './documentHistory.ts';

/** More records than any run makes. */
export const EVERYTHING = 1_000_000;

/** The workspace after a record. Replaced, never changed. */
export interface State {
  seq: number;
  at: number;
  directory: Directory;
  cards: ReadonlyMap<ConversationId, Card>;
}

const NOTHING: State = { seq: 0, at: 0, directory: EMPTY_DIRECTORY, cards: new Map() };

/** Called with every record, in order, before anybody can have heard of it. */
export type Inspect = (record: StoredRecord, before: State, after: State) => void;

/** The oracle as it was when a backup was made. */
export interface Past {
  records: number;
  state: State;
  contacts: ReadonlyMap<string, ConversationId>;
}

export class Oracle {
  readonly records: StoredRecord[] = [];
  readonly verdicts = new Map<CommandId, StoredRecord>();
  readonly documents = new DocumentHistory();
  readonly contacts = new Map<string, ConversationId>();
  /** Histories that were lost, each as it was when an old backup took its place: somebody may still show them. */
  readonly lost: { records: StoredRecord[]; contacts: ReadonlyMap<string, ConversationId> }[] = [];
  /** History up to each erasure: until they hear of it, somebody may still show what was erased. */
  readonly erased: { records: StoredRecord[]; contacts: ReadonlyMap<string, ConversationId> }[] = [];
  state: State = NOTHING;
  /** The states between the records of the newest commit: what was in it may be told to whoever had access in one of them. */
  #within: State[] = [];

  appended({ records, updates, contacts }: Commit, inspect: Inspect): void {
    for (const { address, conversation } of contacts) this.contacts.set(address, conversation);
    if (records.length > 0) this.#within = [];
    for (const record of records) {
      const before = this.state;
      if (record.events.some(({ kind }) => kind === 'conversation-erased'))
        this.erased.push({ records: [...this.records], contacts: new Map(this.contacts) });
      this.state = after(before, record);
      this.#within.push(this.state);
      inspect(record, before, this.state);
      this.records.push(record);
      if (record.command !== null && !this.verdicts.has(record.command)) {
        this.verdicts.set(record.command, record);
      }
    }
    this.documents.appended(updates);
  }

  past(): Past {
    return { records: this.records.length, state: this.state, contacts: new Map(this.contacts) };
  }

  /** @returns what is lost by it */
  goBack({ records, state, contacts }: Past): StoredRecord[] {
    this.lost.push({ records: [...this.records], contacts: new Map(this.contacts) });
    const gone = this.records.splice(records);
    this.verdicts.clear();
    for (const record of this.records) if (record.command !== null) this.verdicts.set(record.command, record);
    this.contacts.clear();
    for (const [address, conversation] of contacts) this.contacts.set(address, conversation);
    this.state = state;
    this.#within = [];
    return gone;
  }

  card(conversation: ConversationId): Card | null {
    return this.state.cards.get(conversation) ?? null;
  }

  /**
   * Whether something that was said in record `since` may be sent to a member at `now`: they have access, or had it for a
   * moment within the commit that is being told, whose updates are merged.
   */
  mayRead(
    member: MemberId,
    conversation: ConversationId,
    { since, now }: { since: number; now: number },
  ): boolean {
    if (hasAccess(this.state, member, conversation, now)) return true;
    return this.#within.some(
      (state) => state.seq >= since && hasAccess(state, member, conversation, state.at),
    );
  }
}

function hasAccess({ directory, cards }: State, member: MemberId, id: ConversationId, now: number): boolean {
  const card = cards.get(id);
  return card !== undefined && accessOf(card, directory, member, now).length > 0;
}

function after(before: State, record: StoredRecord): State {
  const cards = new Map(before.cards);
  for (const event of record.events.filter(isConversationEvent)) {
    cards.set(event.conversation, evolve(cards.get(event.conversation) ?? null, event, record));
  }
  const directory = record.events.reduce(evolveDirectory, before.directory);
  return { seq: record.seq, at: record.at, directory, cards };
}
