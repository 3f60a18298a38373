// The log in memory: for tests and the simulation. As plain as can be, so that it can say what the other adapters have
// to do; it keeps text and copies, so that nobody can change what was stored by changing what they stored or read.

import type { Card } from '#lib/rules/conversation.ts';
import type { Directory } from '#lib/rules/directory.ts';
import type { CommandId, ConversationId, WorkspaceId } from '#lib/rules/ids.ts';
import type { InboxName } from '#lib/rules/inbox.ts';
import { erased } from './erased.ts';
import { assertFits, assertNewEpoch, documentOf } from './fits.ts';
import { hasWords, foldFound } from '#lib/rules/search.ts';
import type * as port from './log.ts';
import { isSameText } from './texts.ts';
import { facetsOf, type Facet } from './facets.ts';
import type {
  Commit,
  Dispatch,
  Due,
  Epoch,
  Found,
  FoundText,
  Head,
  Log,
  Range,
  StoredCard,
  StoredRecord,
} from './log.ts';
import {
  byActivity,
  byConversation,
  byDue,
  byNext,
  byWaiting,
  pickAudited,
  isBehind,
  waitingSince,
} from './order.ts';

interface Document {
  decided: boolean;
  updates: Uint8Array[];
}

/** One workspace. Values in it are replaced, never changed: a copy of the maps is a copy of everything. */
interface Stored {
  records: StoredRecord[];
  epochs: Epoch[];
  directory: Directory | null;
  cards: Map<ConversationId, StoredCard & { due: Due[] }>;
  verdicts: Map<CommandId, number>;
  contacts: Map<string, ConversationId>;
  cursors: Map<string, string>;
  dispatches: Map<string, Dispatch>;
  clients: Map<string, string>;
  documents: Map<string, Document>;
  /** In the order in which they were written. */
  texts: FoundText[];
}

export interface MemoryOptions {
  /** Called when a write is ready and before it is made: what it throws is thrown, and nothing was written. */
  beforeCommit?: () => void;
}

export class MemoryLog implements Log {
  readonly #workspaces = new Map<WorkspaceId, Stored>();
  readonly #options: MemoryOptions;

  constructor(options: MemoryOptions = {}) {
    this.#options = options;
  }

  /** A log of its own with the same content: a backup, or the disk that a crashed relay left. */
  clone(options: MemoryOptions = this.#options): MemoryLog {
    const copy = new MemoryLog(options);
    for (const [workspace, stored] of this.#workspaces) copy.#workspaces.set(workspace, copied(stored));
    return copy;
  }

  append(workspace: WorkspaceId, after: number, commit: Commit): 'appended' | 'raced' {
    const stored = this.#workspaces.get(workspace);
    if (!stored) throw new Error(`workspace ${workspace} has no epoch`);
    const head = this.head(workspace);
    if ((head?.seq ?? 0) !== after) return 'raced';
    assertFits(workspace, head, commit);
    assertVerdicts(stored.verdicts, commit.verdicts);
    const own = frozen(structuredClone(commit));
    this.#options.beforeCommit?.();
    // Nothing below can throw.
    write(stored, own);
    return 'appended';
  }

  read(workspace: WorkspaceId, after: number, limit: number): StoredRecord[] {
    const records = this.#workspaces.get(workspace)?.records ?? [];
    const from = records.findLastIndex(({ seq }) => seq <= after) + 1;
    return records.slice(from, from + limit);
  }

  head(workspace: WorkspaceId): Head | null {
    const last = this.#workspaces.get(workspace)?.records.at(-1);
    return last ? { seq: last.seq, at: last.at, hash: last.hash } : null;
  }

  workspaces(): WorkspaceId[] {
    return [...this.#workspaces.keys()].sort();
  }

  beginEpoch(workspace: WorkspaceId, epoch: Epoch): void {
    const stored = this.#workspaces.get(workspace) ?? emptyWorkspace();
    assertNewEpoch(stored.epochs, epoch);
    this.#options.beforeCommit?.();
    const merged = [...stored.documents].filter(([, document]) => !document.decided);
    this.#workspaces.set(workspace, {
      ...stored,
      epochs: [...stored.epochs, frozen({ ...epoch })],
      directory: null,
      cards: new Map(),
      documents: new Map(merged),
      // What people write together does not follow from the log.
      texts: stored.texts.filter(({ kind }) => kind === 'contact-note'),
    });
  }

  epoch(workspace: WorkspaceId): Epoch | null {
    return this.#workspaces.get(workspace)?.epochs.at(-1) ?? null;
  }

  directory(workspace: WorkspaceId): Directory | null {
    return this.#workspaces.get(workspace)?.directory ?? null;
  }

  card(workspace: WorkspaceId, conversation: ConversationId): StoredCard | null {
    const stored = this.#workspaces.get(workspace)?.cards.get(conversation);
    return stored ? withoutDue(stored) : null;
  }

  cardsOf(workspace: WorkspaceId, of: { owner: string } | { team: string }): StoredCard[] {
    const theirs = (card: Card): boolean => ('owner' in of ? card.owner === of.owner : card.team === of.team);
    return this.#cards(workspace)
      .filter(({ card }) => theirs(card))
      .sort((a, b) => byConversation(a.card, b.card))
      .map(withoutDue);
  }

  waiting(workspace: WorkspaceId, team: string, limit: number): StoredCard[] {
    return this.#cards(workspace)
      .filter(({ card }) => card.team === team && waitingSince(card) !== null)
      .sort((a, b) => byWaiting(a.card, b.card))
      .slice(0, limit)
      .map(withoutDue);
  }

  page(workspace: WorkspaceId, inbox: InboxName, before: port.PagePosition | null, limit: number): Card[] {
    const cards = this.#cards(workspace)
      .filter(({ card, inboxes }) => inboxes.includes(inbox) && isBehind(card, before))
      .map(({ card }) => card)
      .sort(byActivity);
    return cards.slice(0, limit);
  }

  search(
    workspace: WorkspaceId,
    words: readonly string[],
    before: number | null,
    limit: number,
  ): FoundText[] {
    const found = (this.#workspaces.get(workspace)?.texts ?? [])
      .filter(({ position }) => position < (before ?? Infinity))
      .filter(({ kind, text }) => hasWords(foldFound(kind, text), words));
    return found.reverse().slice(0, limit);
  }

  audited(
    workspace: WorkspaceId,
    [first = 'all', ...others]: readonly Facet[],
    { after, before }: Range,
    limit: number,
  ): Found {
    const records = this.#workspaces.get(workspace)?.records ?? [];
    const bySeq = new Map(records.map((record) => [record.seq, facetsOf(record)]));
    const under = (facet: Facet, seq: number): boolean => bySeq.get(seq)?.includes(facet) ?? false;
    const candidates = [...bySeq.keys()]
      .filter((seq) => seq > after && seq < before && under(first, seq))
      .reverse();
    return pickAudited(candidates, (seq) => others.every((facet) => under(facet, seq)), limit);
  }

  verdict(workspace: WorkspaceId, command: CommandId): number | null {
    return this.#workspaces.get(workspace)?.verdicts.get(command) ?? null;
  }

  conversationOf(workspace: WorkspaceId, channel: string, address: string): ConversationId | null {
    return this.#workspaces.get(workspace)?.contacts.get(keyOf(channel, address)) ?? null;
  }

  cursor(workspace: WorkspaceId, channel: string): string | null {
    return this.#workspaces.get(workspace)?.cursors.get(channel) ?? null;
  }

  due(workspace: WorkspaceId, limit: number): Due[] {
    const due = this.#cards(workspace).flatMap((stored) => stored.due);
    return due.sort(byDue).slice(0, limit);
  }

  pending(workspace: WorkspaceId, limit: number): Dispatch[] {
    const dispatches = [...(this.#workspaces.get(workspace)?.dispatches.values() ?? [])];
    const pending = dispatches.filter(({ state }) => state === 'pending').sort(byNext);
    return pending.slice(0, limit);
  }

  clientOwner(document: string, client: number): string | null {
    const { workspace } = documentOf(document);
    return this.#workspaces.get(workspace)?.clients.get(keyOf(document, client)) ?? null;
  }

  document(name: string): Uint8Array[] {
    const { workspace } = documentOf(name);
    const updates = this.#workspaces.get(workspace)?.documents.get(name)?.updates ?? [];
    return updates.map((update) => update.slice());
  }

  compact(name: string, snapshot: Uint8Array): void {
    const { workspace, decided } = documentOf(name);
    const stored = this.#workspaces.get(workspace);
    if (!stored) throw new Error(`workspace ${workspace} has no epoch`);
    this.#options.beforeCommit?.();
    stored.documents.set(name, { decided, updates: [snapshot.slice()] });
  }

  erase(workspace: WorkspaceId, gone: readonly port.Erased[]): string[] {
    const stored = this.#workspaces.get(workspace);
    if (!stored) throw new Error(`workspace ${workspace} has no epoch`);
    this.#options.beforeCommit?.();
    stored.records = stored.records.map((record) => frozen(erased(record, gone)));
    const conversations = gone.map(({ conversation }) => conversation);
    for (const [key, conversation] of [...stored.contacts]) {
      if (conversations.includes(conversation)) stored.contacts.delete(key);
    }
    stored.texts = stored.texts.filter(({ conversation }) => !conversations.includes(conversation));
    return [...stored.documents.keys()];
  }

  scrub(): void {
    // Memory has no files.
  }

  close(): void {
    // Memory has nothing to give back.
  }

  #cards(workspace: WorkspaceId): (StoredCard & { due: Due[] })[] {
    return [...(this.#workspaces.get(workspace)?.cards.values() ?? [])];
  }
}

/** One verdict a command, for ever. */
function assertVerdicts(decided: Map<CommandId, number>, verdicts: Commit['verdicts']): void {
  const seen = new Map<CommandId, number>();
  for (const { command, seq } of verdicts) {
    const before = decided.get(command) ?? seen.get(command) ?? seq;
    if (before !== seq) throw new Error(`command ${command} was decided in record ${before}`);
    seen.set(command, seq);
  }
}

function write(stored: Stored, commit: Commit): void {
  stored.records.push(...commit.records);
  stored.directory = commit.directory ?? stored.directory;
  for (const card of commit.cards) stored.cards.set(card.card.id, card);
  for (const { command, seq } of commit.verdicts) stored.verdicts.set(command, seq);
  for (const { channel, address, conversation } of commit.contacts) {
    stored.contacts.set(keyOf(channel, address), conversation);
  }
  for (const { channel, cursor } of commit.cursors) stored.cursors.set(channel, cursor);
  for (const dispatch of commit.dispatches) stored.dispatches.set(dispatch.id, dispatch);
  for (const { document, client, owner } of commit.clients) {
    const key = keyOf(document, client);
    if (!stored.clients.has(key)) stored.clients.set(key, owner);
  }
  for (const { document, update } of commit.updates) {
    const updates = stored.documents.get(document)?.updates ?? [];
    stored.documents.set(document, { decided: documentOf(document).decided, updates: [...updates, update] });
  }
  for (const text of commit.texts) writeText(stored, text);
}

function writeText(stored: Stored, text: Commit['texts'][number]): void {
  if ('erased' in text) {
    stored.texts = stored.texts.filter(({ conversation }) => conversation !== text.erased);
    return;
  }
  const others = stored.texts.filter((other) => !isSameText(other, text));
  const position = (others.at(-1)?.position ?? 0) + 1;
  stored.texts = text.text === '' ? others : [...others, frozen({ ...text, position })];
}

function withoutDue({ card, inboxes, at }: StoredCard): StoredCard {
  return { card, inboxes, at };
}

/** What is kept is handed out as it is: whoever changed it would change the past. Bytes cannot be frozen; they are copied. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

/** JSON, because a text that ends where the next begins would name two things. */
function keyOf(...parts: (string | number)[]): string {
  return JSON.stringify(parts);
}

function copied(stored: Stored): Stored {
  return {
    ...stored,
    records: [...stored.records],
    cards: new Map(stored.cards),
    verdicts: new Map(stored.verdicts),
    contacts: new Map(stored.contacts),
    cursors: new Map(stored.cursors),
    dispatches: new Map(stored.dispatches),
    clients: new Map(stored.clients),
    documents: new Map(stored.documents),
    texts: [...stored.texts],
  };
}

function emptyWorkspace(): Stored {
  return {
    records: [],
    epochs: [],
    directory: null,
    cards: new Map(),
    verdicts: new Map(),
    contacts: new Map(),
    cursors: new Map(),
    dispatches: new Map(),
    clients: new Map(),
    documents: new Map(),
    texts: [],
  };
}
