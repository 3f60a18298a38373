// The text of one tab: mine as I type, and from elsewhere when another of my devices goes on writing.

import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';
import type { ConversationId } from '#lib/rules/ids.ts';
import { TEXT_MAX } from '#lib/rules/limits.ts';
import type { Tab } from '#lib/rules/personal.ts';

export class DraftText {
  readonly #workspace: Workspace;
  readonly #conversation: ConversationId;
  readonly #tab: Tab;
  // What I typed and have not seen kept yet, oldest first: the kept text runs some keystrokes behind.
  #typed = $state.raw<readonly string[]>([]);

  constructor(workspace: Workspace, conversation: ConversationId, tab: Tab) {
    this.#workspace = workspace;
    this.#conversation = conversation;
    this.#tab = tab;
  }

  get text(): string {
    const kept = this.#kept;
    const mine = this.#typed.at(-1);
    // A kept text that I never typed comes from another device: it is newer.
    return mine !== undefined && this.#typed.some((typed) => isKeptAs(typed, kept)) ? mine : kept;
  }

  type(text: string): void {
    const kept = this.#kept;
    const behind = this.#typed.indexOf(kept);
    // From the one that is kept now on; without one, what is kept now is where the typing begins.
    const since = behind === -1 ? [kept] : this.#typed.slice(behind);
    this.#typed = [...since, text];
    this.#workspace.saveDraft(this.#conversation, this.#tab, text);
  }

  get #kept(): string {
    return this.#workspace.draft(this.#conversation, this.#tab);
  }
}

/** What is too long to be sent is kept cut; the composer still shows all of it, and by how much it is too long. */
function isKeptAs(typed: string, kept: string): boolean {
  return typed === kept || (typed.length > TEXT_MAX && typed.slice(0, TEXT_MAX) === kept);
}
