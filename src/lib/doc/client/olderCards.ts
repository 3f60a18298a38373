// The cards of one list that its document has let go of: fetched from the relay page by page when somebody has scrolled to
// the end. They are kept for as long as the list is looked at, and shown only while their member may see them.

import type { Card } from '../../rules/conversation.ts';
import type { ConversationId } from '../../rules/ids.ts';
import { compareCards, viewsIn } from '../../rules/inbox.ts';
import { Listeners } from './listeners.ts';
import { parseCardPage } from './parseSearch.ts';
import type { CardRow, ListQuery } from './views.ts';
import type { WorkspaceCore } from './workspaceCore.ts';

/** `more`: there may be older ones. */
export type OlderPhase = 'more' | 'asking' | 'done' | 'failed';

/** Asks the relay for a page; `before` is what the page before gave as `next`. */
export type AskPage = (before: string | null) => Promise<unknown>;

export class OlderCards {
  readonly #workspace: WorkspaceCore;
  readonly #query: ListQuery;
  readonly #ask: AskPage;
  readonly #changed: Listeners;
  readonly #off: () => void;
  readonly #cards = new Map<ConversationId, Card>();
  #next: string | null = null;
  #phase: OlderPhase = 'more';
  #closed = false;

  constructor(workspace: WorkspaceCore, query: ListQuery, ask: AskPage) {
    this.#workspace = workspace;
    this.#query = query;
    this.#ask = ask;
    this.#changed = new Listeners((error) => workspace.session.environment.report(error));
    this.#off = workspace.subscribe('content', () => this.#changed.emit());
  }

  subscribe(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  get phase(): OlderPhase {
    return this.#phase;
  }

  /** The list with its older rows, in order. */
  get rows(): readonly CardRow[] {
    const listed = this.#workspace.list(this.#query);
    if (this.#cards.size === 0) return listed;
    const compare = compareCards(this.#query.order);
    return [...listed, ...this.#older(new Set(listed.map(({ card }) => card.id)))].sort((a, b) =>
      compare(a.card, b.card),
    );
  }

  /** Whether the relay has more than is shown here. */
  get missing(): boolean {
    const { inbox, view, status } = this.#query;
    const count = this.#workspace.counts(inbox)[`${view}.${status}`] ?? 0;
    return this.#phase !== 'done' && count > this.rows.length;
  }

  /** Asks until a page brings something new; the first pages may be what the document has. */
  async more(): Promise<void> {
    if (this.#phase === 'asking' || this.#phase === 'done') return;
    this.#phase = 'asking';
    this.#changed.emit();
    try {
      const before = this.rows.length;
      do {
        const { cards, next } = parseCardPage(await this.#ask(this.#next));
        if (this.#closed) return;
        for (const card of cards) this.#cards.set(card.id, card);
        this.#next = next;
      } while (this.#next !== null && this.rows.length === before);
      this.#phase = this.#next === null ? 'done' : 'more';
    } catch {
      // Offline, or the list is no longer this member's: what is shown stays, and the next try says it again.
      this.#phase = 'failed';
    }
    this.#changed.emit();
  }

  close(): void {
    this.#closed = true;
    this.#off();
  }

  #older(listed: ReadonlySet<ConversationId>): CardRow[] {
    const { inbox, view, status } = this.#query;
    const { now } = this.#workspace;
    return [...this.#cards.values()].flatMap((fetched) => {
      // Where a document has it, the document is newer: it says in which list it is.
      const card = this.#workspace.card(fetched.id) ?? fetched;
      const access = this.#workspace.access(card);
      const shows =
        !listed.has(card.id) &&
        access.length > 0 &&
        card.status.kind === status &&
        viewsIn(inbox, card, now).includes(view);
      return shows ? [{ card, pending: null, unread: false, access }] : [];
    });
  }
}
