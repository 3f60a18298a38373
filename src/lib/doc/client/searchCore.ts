// One search, without any framework: what this device has at once, what the relay has below it as it comes. A row that is
// shown keeps its place for as long as the question is the same.

import type { Card } from '../../rules/conversation.ts';
import { memberOf, type Author, type ConversationId } from '../../rules/ids.ts';
import { SEARCH_QUERY_MAX } from '../../rules/limits.ts';
import {
  contactText,
  foldFound,
  hasWords,
  searchWords,
  snippetOf,
  type Snippet,
  type TextKind,
} from '../../rules/search.ts';
import { Listeners } from './listeners.ts';
import { type LocalTexts, type LocalText } from './localTexts.ts';
import { parseSearchPage, type RelayHit } from './parseSearch.ts';
import type { WorkspaceCore } from './workspaceCore.ts';

export interface FoundRow {
  conversation: ConversationId;
  kind: TextKind;
  seq: number;
  at: number;
  by: Author;
  snippet: Snippet;
  card: Card;
}

/** How it stands with what only the relay can find. `more`: there is more to ask for. */
export type SearchPhase = 'idle' | 'asking' | 'more' | 'done' | 'offline' | 'too-fast' | 'failed';

/** Asks the relay. Rejects with an error that has a `code`: `unreachable`, `too-fast`, … */
export type AskRelay = (query: string, before: number | null) => Promise<unknown>;

/** Somebody who types is not asked after every letter. */
const PAUSE_MS = 250;

export class SearchCore {
  readonly #workspace: WorkspaceCore;
  readonly #ask: AskRelay;
  readonly #texts: LocalTexts;
  readonly #changed: Listeners;
  readonly #off: () => void;
  #query = '';
  #phase: SearchPhase = 'idle';
  #hits: { row: FoundRow; known: boolean }[] = [];
  #next: number | null = null;
  /** Conversations in the order in which they were first shown. */
  #shown: ConversationId[] = [];
  #cancel: (() => void) | null = null;
  /** Which question an answer belongs to. */
  #question = 0;
  #rows: { key: string; rows: readonly FoundRow[] } = { key: '', rows: [] };

  constructor(workspace: WorkspaceCore, texts: LocalTexts, ask: AskRelay) {
    this.#workspace = workspace;
    this.#texts = texts;
    this.#ask = ask;
    this.#changed = new Listeners((error) => workspace.session.environment.report(error));
    this.#off = workspace.subscribe('content', () => this.#changed.emit());
  }

  subscribe(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  get query(): string {
    return this.#query;
  }
  get phase(): SearchPhase {
    return this.#phase;
  }
  get rows(): readonly FoundRow[] {
    const { revision } = this.#workspace.session.link.signals;
    const key = JSON.stringify([this.#query, this.#texts.revision, revision, this.#hits.length]);
    if (this.#rows.key !== key) this.#rows = { key, rows: this.#merge() };
    return this.#rows.rows;
  }

  /** Another question; nothing is asked of the relay before a pause. */
  set(query: string): void {
    if (query === this.#query) return;
    this.#query = query;
    this.#question += 1;
    this.#hits = [];
    this.#next = null;
    this.#shown = [];
    this.#cancel?.();
    this.#cancel = null;
    const asks = searchWords(query).length > 0;
    this.#phase = asks ? 'asking' : 'idle';
    if (asks) {
      void this.#texts.refresh().then(() => this.#changed.emit());
      this.#cancel = this.#workspace.session.environment.clock.after(PAUSE_MS, () => void this.#askRelay());
    }
    this.#changed.emit();
  }

  /** The next page, or the same one again after it failed. */
  more(): void {
    if (this.#phase === 'idle' || this.#phase === 'asking' || this.#phase === 'done') return;
    this.#phase = 'asking';
    this.#changed.emit();
    void this.#askRelay();
  }

  close(): void {
    this.#question += 1;
    this.#cancel?.();
    this.#off();
  }

  async #askRelay(): Promise<void> {
    const question = this.#question;
    try {
      const answer = await this.#ask(this.#query.slice(0, SEARCH_QUERY_MAX), this.#next);
      if (question !== this.#question) return;
      const { hits, next } = parseSearchPage(answer);
      this.#hits = [...this.#hits, ...hits.map((hit) => this.#remember(hit))];
      this.#next = next;
      this.#phase = next === null ? 'done' : 'more';
    } catch (error) {
      if (question !== this.#question) return;
      this.#phase = phaseAfter(error);
      if (this.#phase === 'failed') this.#workspace.session.environment.report(error);
    }
    this.#changed.emit();
  }

  #remember(row: RelayHit): { row: FoundRow; known: boolean } {
    return { row, known: this.#workspace.card(row.conversation) !== null };
  }

  #merge(): FoundRow[] {
    const rows = new Map<ConversationId, FoundRow>();
    for (const row of [...this.#local(), ...this.#fromRelay()]) {
      if (!rows.has(row.conversation)) rows.set(row.conversation, row);
    }
    const shown = new Set(this.#shown);
    this.#shown = [...this.#shown, ...[...rows.keys()].filter((id) => !shown.has(id))];
    return this.#shown.flatMap((id) => rows.get(id) ?? []);
  }

  /** Of each conversation that I may see now: its contact, or the newest text. */
  #local(): FoundRow[] {
    const words = searchWords(this.#query);
    if (words.length === 0) return [];
    const cards = new Map(this.#workspace.known().map(({ card }) => [card.id, card]));
    const ofCards = [...cards.values()].flatMap((card) => this.#cardTexts(card));
    const found = [
      ...ofCards.filter(({ kind, text }) => hasWords(foldFound(kind, text), words)),
      ...this.#texts.find(words),
    ];
    return found
      .flatMap(({ text, ...rest }) => {
        const card = cards.get(rest.conversation);
        return card
          ? [{ ...rest, at: rest.at || card.activityAt, card, snippet: snippetOf(text, words) }]
          : [];
      })
      .sort(byWorth);
  }

  #cardTexts(card: Card): LocalText[] {
    const { id: conversation, contact, lastPublic, activityAt } = card;
    const own: LocalText = {
      conversation,
      kind: 'contact',
      seq: 0,
      at: activityAt,
      by: 'contact',
      text: contactText(contact),
    };
    // Where the thread is here, it has this text whole.
    if (!lastPublic || this.#texts.has(conversation)) return [own];
    const kind = memberOf(lastPublic.by) === null ? 'message' : 'reply';
    return [
      own,
      {
        conversation,
        kind,
        seq: lastPublic.seq,
        at: lastPublic.at,
        by: lastPublic.by,
        text: lastPublic.text,
      },
    ];
  }

  /** What the relay gave me is shown only while I may see it, as far as this device can know. */
  #fromRelay(): FoundRow[] {
    return this.#hits.flatMap(({ row, known }) => {
      const now = this.#workspace.card(row.conversation);
      if (known && !now) return [];
      const card = now ?? row.card;
      return this.#workspace.access(card).length > 0 ? [{ ...row, card }] : [];
    });
  }
}

/** A contact's own name before what was said, then the newest. */
function byWorth(a: FoundRow, b: FoundRow): number {
  return Number(b.kind === 'contact') - Number(a.kind === 'contact') || b.at - a.at || b.seq - a.seq;
}

function phaseAfter(error: unknown): SearchPhase {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'unreachable') return 'offline';
  return code === 'too-fast' ? 'too-fast' : 'failed';
}
