// Where the member is: read off the address, which is the only state of navigation.

import { createContext } from 'svelte';
import { page } from '$app/state';
import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';
import type { ConversationId } from '#lib/rules/ids.ts';
import {
  homeOf,
  HOME,
  listHref,
  parseOptions,
  queryOf,
  type ListOptions,
  type ListRef,
} from './list/lists.ts';
import { ScrollMemory } from './list/scrollMemory.ts';

export const [getPlace, setPlace] = createContext<Place>();

/** What fills the screen of a phone, where one pane shows at a time. */
export type Pane = 'navigation' | 'list' | 'page';
export type Section = 'navigation' | 'held' | 'settings';

export class Place {
  readonly #workspace: Workspace;
  readonly scrolled = new ScrollMemory();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  get conversation(): ConversationId | null {
    return page.params['conversation'] ?? null;
  }
  /** The list beside the conversation: the address's, or, for a link that names none, the one that holds it. */
  get list(): ListRef {
    return page.data.list ?? this.#home;
  }
  get options(): ListOptions {
    return parseOptions(page.url.searchParams);
  }
  /** What the address names beside lists and conversations. */
  get section(): Section | null {
    return page.data.section ?? null;
  }
  get pane(): Pane {
    if (this.section === 'navigation') return 'navigation';
    if (this.section === 'settings') return page.params['part'] === undefined ? 'list' : 'page';
    return this.section === null && this.conversation === null ? 'list' : 'page';
  }
  /** The contact's details are open over the conversation (on screens too narrow to have them beside it). */
  get contactOpen(): boolean {
    return page.state.contactOpen === true;
  }

  /** The address of a conversation in the list that is open. */
  hrefOf(conversation: ConversationId): string {
    return listHref(this.#workspace.id, this.list, this.options, conversation);
  }
  /** Where to go on when a conversation leaves the list that is open: to its neighbour. Null if it stays. */
  afterLeaving(conversation: ConversationId): string | null {
    const { status, search } = this.options;
    if (this.conversation !== conversation || status !== 'open' || search !== undefined) return null;
    const rows = this.#workspace.list(queryOf(this.list, this.#workspace.meId, this.options));
    const index = rows.findIndex(({ card }) => card.id === conversation);
    if (index === -1) return null;
    const next = rows[index + 1] ?? rows[index - 1];
    return next ? this.hrefOf(next.card.id) : this.listHref;
  }
  /** The entry of the conversation that a link leads to. */
  get entry(): number | null {
    const [, seq] = /^#e(\d{1,15})$/.exec(page.url.hash) ?? [];
    return seq === undefined ? null : Number(seq);
  }
  /** Where one searches: beside what is open, where there is room for both. */
  searchHref(search: string, beside: boolean): string {
    const conversation = beside && this.section === null ? (this.conversation ?? undefined) : undefined;
    return listHref(this.#workspace.id, this.list, { ...this.options, search }, conversation);
  }
  /** The address of what is open, with the list shown otherwise. */
  hrefWith(options: ListOptions): string {
    return listHref(this.#workspace.id, this.list, options, this.conversation ?? undefined);
  }
  get listHref(): string {
    return listHref(this.#workspace.id, this.list, this.options);
  }

  get #home(): ListRef {
    const card = this.conversation === null ? null : this.#workspace.card(this.conversation);
    const { directory, meId, now } = this.#workspace;
    return card ? homeOf(card, directory, meId, now) : HOME;
  }
}
