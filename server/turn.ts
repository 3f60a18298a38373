// The unit of work of one workspace: everything that is decided in one turn of the event loop, against the newest state,
// until it is committed or given up as a whole.

import { isConversationEvent, type ConversationEvent, type Event } from '#lib/rules/event.ts';
import { evolveAll, type Card } from '#lib/rules/conversation.ts';
import { evolveDirectory, type Directory } from '#lib/rules/directory.ts';
import type { Author, CommandId, ConversationId, WorkspaceId } from '#lib/rules/ids.ts';
import { inboxesOf } from '#lib/rules/inbox.ts';
import { seal } from './log/hash.ts';
import { textsOf } from './texts.ts';
import type { Commit, Due, Head, Log, LogRecord, StoredCard } from './log/log.ts';

/** The newest committed state of a workspace, as far as it is in memory. */
export interface Committed {
  head: Head;
  directory: Directory;
  /** Least recently used first; what is missing is read from the log. */
  cards: Map<ConversationId, StoredCard>;
}

export interface CardChange {
  before: StoredCard | null;
  after: StoredCard;
  events: ConversationEvent[];
}

/** One decided record and what it changed, for those who project it into documents. */
export interface Applied {
  record: LogRecord;
  directory: { before: Directory; after: Directory };
  cards: CardChange[];
}

type Source = Pick<Log, 'card' | 'verdict' | 'conversationOf'>;
type Pending = Omit<Commit, 'updates' | 'cards' | 'directory'>;

/** Cards kept in memory: about 2 KB each. */
const CARDS_KEPT = 20_000;

export class Turn {
  head: Head;
  directory: Directory;
  readonly #workspace: WorkspaceId;
  readonly #log: Source;
  readonly #committed: Committed;
  readonly #cards = new Map<ConversationId, StoredCard>();
  readonly #pending: Pending = {
    records: [],
    verdicts: [],
    contacts: [],
    cursors: [],
    dispatches: [],
    clients: [],
    texts: [],
  };

  constructor(workspace: WorkspaceId, log: Source, committed: Committed) {
    this.#workspace = workspace;
    this.#log = log;
    this.#committed = committed;
    this.head = committed.head;
    this.directory = committed.directory;
  }

  get changed(): boolean {
    return Object.values(this.#pending).some((rows) => rows.length > 0) || this.#cards.size > 0;
  }

  /** The conversation as this turn has it so far. */
  card(conversation: ConversationId): StoredCard | null {
    const known = this.#cards.get(conversation) ?? this.#committed.cards.get(conversation);
    if (known) return known;
    const stored = this.#log.card(this.#workspace, conversation);
    if (stored) this.#committed.cards.set(conversation, stored);
    return stored;
  }

  /** As `card`, but what had to be read for it is not kept. */
  peek(conversation: ConversationId): StoredCard | null {
    const known = this.#cards.get(conversation) ?? this.#committed.cards.get(conversation);
    return known ?? this.#log.card(this.#workspace, conversation);
  }

  /** Which record decided a command, if one did. */
  verdict(command: CommandId): number | null {
    const decided = this.#pending.verdicts.find((verdict) => verdict.command === command);
    return decided?.seq ?? this.#log.verdict(this.#workspace, command);
  }

  /** Null for one that was erased: an address that still leads there, because the erasure did not come to its end, leads nowhere. */
  conversationOf(channel: string, address: string): ConversationId | null {
    const found = this.#pending.contacts.findLast(
      (contact) => contact.channel === channel && contact.address === address,
    );
    const conversation = found?.conversation ?? this.#log.conversationOf(this.#workspace, channel, address);
    return conversation !== null && this.card(conversation)?.card.erased === true ? null : conversation;
  }

  /** Who wrote first under a Yjs client id in this turn. */
  clientOwner(document: string, client: number): string | null {
    const found = this.#pending.clients.find((row) => row.document === document && row.client === client);
    return found?.owner ?? null;
  }

  /** Makes a record of the events and applies them. Salt: see `seal`. */
  record(events: Event[], by: { at: number; by: Author; command: CommandId | null }, salt: string): Applied {
    const record: LogRecord = { seq: this.head.seq + 1, at: by.at, by: by.by, command: by.command, events };
    const stored = seal(record, salt, this.head.hash);
    this.#pending.records.push(stored);
    if (record.command !== null) this.#pending.verdicts.push({ command: record.command, seq: record.seq });
    this.head = { seq: record.seq, at: record.at, hash: stored.hash };
    return this.apply(record);
  }

  /** Applies a record's events to directory and cards; also what a rebuild does with the records of the log. */
  apply(record: LogRecord): Applied {
    const before = this.directory;
    this.directory = record.events.reduce(evolveDirectory, before);
    this.#pending.texts.push(...textsOf(record));
    const cards: CardChange[] = [];
    for (const [conversation, events] of byConversation(record.events)) {
      const stored = this.card(conversation);
      const card = evolveAll(stored?.card ?? null, events, record);
      if (card) cards.push({ before: stored, after: this.place(card, record.at), events });
    }
    return { record, directory: { before, after: this.directory }, cards };
  }

  /** Works out anew which inboxes a conversation is in. */
  place(card: Card, at: number): StoredCard {
    const stored = { card, inboxes: inboxesOf(card, this.directory, at), at };
    this.#cards.set(card.id, stored);
    return stored;
  }

  /** Adds what is durable beside the record: contacts, cursors, dispatches, client ids. */
  add<Kind extends 'contacts' | 'cursors' | 'dispatches' | 'clients' | 'texts'>(
    kind: Kind,
    row: Pending[Kind][number],
  ): void {
    (this.#pending[kind] as Pending[Kind][number][]).push(row);
  }

  commit(updates: Commit['updates']): Commit {
    const directory = this.directory === this.#committed.directory ? null : this.directory;
    const cards = [...this.#cards.values()].map((stored) => ({ ...stored, due: dueOf(stored.card) }));
    return { ...this.#pending, updates, directory, cards };
  }

  /** The commit is durable: the state after it is the newest. */
  committed(): Committed {
    const { cards } = this.#committed;
    for (const [id, stored] of this.#cards) {
      cards.delete(id);
      cards.set(id, stored);
    }
    for (const id of cards.keys()) {
      if (cards.size <= CARDS_KEPT) break;
      cards.delete(id);
    }
    return { head: this.head, directory: this.directory, cards };
  }
}

/** What the relay has to do by itself for a conversation. */
function dueOf(card: Card): Due[] {
  if (card.erased) return [];
  const conversation = card.id;
  const ends = Object.entries(card.guests)
    .filter(([, guest]) => !guest.over)
    .map(([member, guest]): Due => ({ at: guest.until, kind: 'lapse-mention', conversation, member }));
  return card.status.kind === 'snoozed'
    ? [...ends, { at: card.status.until, kind: 'end-snooze', conversation }]
    : ends;
}

function byConversation(events: Event[]): Map<ConversationId, ConversationEvent[]> {
  const groups = new Map<ConversationId, ConversationEvent[]>();
  for (const event of events.filter(isConversationEvent)) {
    groups.set(event.conversation, [...(groups.get(event.conversation) ?? []), event]);
  }
  return groups;
}
