// An open conversation as views see it; see workspace.svelte.ts.

import { createSubscriber } from 'svelte/reactivity';
import type { Access } from '../../rules/access.ts';
import type { Card } from '../../rules/conversation.ts';
import type { ConversationId } from '../../rules/ids.ts';
import type { ConversationCore } from './conversationCore.ts';
import { ContactNote } from './note.svelte.ts';
import type { Tab } from '../../rules/personal.ts';
import type { Blocked, Ended, Pending, Present, TimelineLine } from './views.ts';

export class Conversation {
  readonly #core: ConversationCore;
  readonly #changed: () => void;
  readonly #met: () => void;

  constructor(core: ConversationCore) {
    this.#core = core;
    this.#changed = createSubscriber((update) => core.subscribe(update));
    this.#met = createSubscriber((update) => core.presence.subscribe(update));
  }

  get id(): ConversationId {
    return this.#core.id;
  }
  /** With my own changes on their way; null while nothing is known of it. */
  get card(): Card | null {
    this.#changed();
    return this.#core.card;
  }
  get pending(): Pending | null {
    this.#changed();
    return this.#core.pending;
  }
  /** What I am to it now; ask `may(access, right)`. Empty: none. */
  get access(): Access {
    this.#changed();
    return this.#core.access;
  }
  /** When access ends by itself (relay time): a guest's countdown; Infinity for all others. */
  get accessEndsAt(): number {
    this.#changed();
    return this.#core.accessEndsAt;
  }
  /** Confirmed lines in the relay's order, then those on their way. Unchanged lines are the same objects. */
  get timeline(): readonly TimelineLine[] {
    this.#changed();
    return this.#core.timeline;
  }
  /** Commands on their way that the relay will probably refuse: show them as not done, with the reason. */
  get blocked(): readonly Blocked[] {
    this.#changed();
    return this.#core.blocked;
  }
  /** Set when I may no longer read it: show why and since when instead of the conversation. */
  get ended(): Ended | null {
    this.#changed();
    return this.#core.ended;
  }
  /** True while everything the relay has is here. */
  get synced(): boolean {
    this.#changed();
    return this.#core.synced;
  }
  /** False while this device has nothing of the thread yet: the only time for a placeholder. */
  get known(): boolean {
    this.#changed();
    return this.#core.known;
  }
  /** Other members who have it open now, and what they write; my own other devices are me. */
  get presence(): readonly Present[] {
    this.#met();
    return this.#core.presence.others;
  }
  /** Whether the customer writes just now. */
  get contactWrites(): boolean {
    this.#met();
    return this.#core.presence.contactWrites;
  }
  /** To be called on every key in the composer; ends by itself. */
  setWriting(writing: Tab | null): void {
    this.#core.presence.setWriting(writing);
  }
  /** Whether somebody looks at it: others are told that we are here only while this is so, as it is at first. */
  setHere(here: boolean): void {
    this.#core.presence.setHere(here);
  }
  /** The contact note, for the editor; `close` it with the panel. */
  openNote(): ContactNote {
    return new ContactNote(this.#core.openNote());
  }
  close(): void {
    this.#core.close();
  }
}
