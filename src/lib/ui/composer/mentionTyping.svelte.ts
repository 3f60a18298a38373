// Typing a name after an @ in a note: what the picker offers, which keys it takes, and what picking does to the text.

import type { Member } from '#lib/rules/directory.ts';
import { ActiveOption } from '../picker/activeOption.svelte.ts';
import type { Composer } from './composer.svelte.ts';
import { mentionChoices, mentionedIn, mentionQueryAt, withMention, type MentionQuery } from './mention.ts';

export class MentionTyping {
  readonly active: ActiveOption<Member>;
  readonly #composer: Composer;
  #caret = $state(0);
  /** The @ at which the picker was sent away. */
  #dismissed = $state(-1);

  constructor(composer: Composer) {
    this.#composer = composer;
    this.active = new ActiveOption(() => this.choices);
  }

  /** To be called whenever the caret may have moved. */
  caretAt(caret: number): void {
    this.#caret = caret;
    if (this.#current?.start !== this.#dismissed) this.#dismissed = -1;
  }

  get choices(): Member[] {
    const typing = this.#typing;
    return typing && !this.isSecond ? mentionChoices(typing.query, this.#composer.mentionable) : [];
  }
  get open(): boolean {
    return this.choices.length > 0;
  }
  /** A name is being typed though the note mentions somebody already: one is the limit. */
  get isSecond(): boolean {
    const typing = this.#typing;
    if (!typing) return false;
    const { text, mentionable } = this.#composer;
    const others = text.slice(0, typing.start) + text.slice(typing.start + 1 + typing.query.length);
    return mentionedIn(others, mentionable) !== null;
  }

  /** True if the key was the picker's. `picked` says where the caret then belongs. */
  key(key: string, picked: (caret: number) => void): boolean {
    if (!this.open) return false;
    if (key === 'Escape') this.#dismissed = this.#typing?.start ?? -1;
    else if ((key === 'Enter' || key === 'Tab') && this.active.option) this.pick(this.active.option, picked);
    else return this.active.move(key);
    return true;
  }

  pick({ name }: Member, picked: (caret: number) => void): void {
    const typing = this.#typing;
    if (!typing) return;
    const { text, caret } = withMention(this.#composer.text, typing, name);
    this.#composer.type(text);
    this.#caret = caret;
    this.active.reset();
    picked(caret);
  }

  get #typing(): MentionQuery | null {
    const current = this.#current;
    return current && current.start !== this.#dismissed ? current : null;
  }
  get #current(): MentionQuery | null {
    const { tab, text, mayMention } = this.#composer;
    return tab === 'note' && mayMention ? mentionQueryAt(text, this.#caret) : null;
  }
}
