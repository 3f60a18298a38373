// What is being written in one conversation: two texts, one for the customer and one for colleagues, each kept as a draft.

import { createContext } from 'svelte';
import type { Conversation } from '#lib/doc/client/conversation.svelte.ts';
import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';
import { may } from '#lib/rules/access.ts';
import type { Attachment } from '#lib/rules/conversation.ts';
import type { Member } from '#lib/rules/directory.ts';
import { TEXT_MAX } from '#lib/rules/limits.ts';
import type { Tab } from '#lib/rules/personal.ts';
import { activeMembers } from '../control/assignChoices.ts';
import { Attaching } from '../files/attaching.svelte.ts';
import { uniqueName } from '../names.ts';
import { DraftText } from './draftText.svelte.ts';
import { mentionedIn } from './mention.ts';
import { standingOf, type Standing, type Step } from './standing.ts';

export const [getComposer, setComposer] = createContext<Composer>();

interface Written {
  tab: Tab;
  text: string;
  attachments: readonly Attachment[];
}

export class Composer {
  readonly #workspace: Workspace;
  readonly #conversation: Conversation;
  readonly #texts: Record<Tab, DraftText>;
  readonly #files: Record<Tab, Attaching>;
  #chosen = $state<Tab | null>(null);
  #storing = $state(false);

  constructor(workspace: Workspace, conversation: Conversation) {
    this.#workspace = workspace;
    this.#conversation = conversation;
    this.#texts = {
      reply: new DraftText(workspace, conversation.id, 'reply'),
      note: new DraftText(workspace, conversation.id, 'note'),
    };
    const attachingTo = (tab: Tab): Attaching => new Attaching(workspace.files, `${conversation.id}/${tab}`);
    this.#files = { reply: attachingTo('reply'), note: attachingTo('note') };
  }

  /** Opens where something has been begun, else at the reply. */
  get tab(): Tab {
    if (this.#chosen) return this.#chosen;
    return this.#texts.reply.text === '' && this.#texts.note.text !== '' ? 'note' : 'reply';
  }
  get text(): string {
    return this.#texts[this.tab].text;
  }
  /** The files of the tab that is open. */
  get attaching(): Attaching {
    return this.#files[this.tab];
  }
  get standing(): Standing {
    const { card, access } = this.#conversation;
    return card ? standingOf(card, access) : { kind: 'none' };
  }
  /** Whether the tab that is open can be written in. */
  get writable(): boolean {
    return this.tab === 'note' ? this.standing.kind !== 'none' : this.mayReply;
  }
  get mayReply(): boolean {
    return this.standing.kind === 'reply' || this.standing.kind === 'claim';
  }
  /** How many characters too many; 0 if it fits. */
  get excess(): number {
    return Math.max(0, this.text.length - TEXT_MAX);
  }
  get sendable(): boolean {
    const { attached, reading } = this.attaching;
    const saysSomething = this.text.trim() !== '' || attached.length > 0;
    return this.writable && saysSomething && this.excess === 0 && !reading && !this.#storing;
  }
  /** Whom the note mentions; null for replies, and for guests, who may not hand on access. */
  get mention(): Member | null {
    if (this.tab !== 'note' || !this.mayMention) return null;
    return mentionedIn(this.text, this.mentionable);
  }
  get mayMention(): boolean {
    return may(this.#conversation.access, 'mention');
  }
  /** Under names that mean one member each: the text of the note is all that says whom it mentions. */
  get mentionable(): Member[] {
    const { directory, meId } = this.#workspace;
    return activeMembers(directory)
      .filter(({ id }) => id !== meId)
      .map((member) => ({ ...member, name: uniqueName(directory, member.id) }));
  }
  hasDraft(tab: Tab): boolean {
    return this.#texts[tab].text.trim() !== '' || this.#files[tab].attached.length > 0;
  }

  show(tab: Tab): void {
    this.#chosen = tab;
  }
  type(text: string): void {
    this.#texts[this.tab].type(text);
    this.#conversation.setWriting(text.trim() === '' ? null : this.tab);
  }
  /** What was sent and taken back stands before what has been begun since. */
  putBack({ tab, text, attachments }: Written): void {
    const begun = this.#texts[tab].text;
    this.#texts[tab].type(begun === '' || text === '' ? `${text}${begun}` : `${text}\n${begun}`);
    this.#files[tab].putBack(attachments);
    this.show(tab);
  }

  /** The text leaves the composer only when this device has stored it; what is typed meanwhile stays. */
  async send(): Promise<void> {
    if (!this.sendable) return;
    const { tab, text } = this;
    const mention = this.mention?.id ?? null;
    const attachments = [...this.attaching.attached];
    const content = { conversation: this.#conversation.id, text: text.trim(), attachments };
    this.#storing = true;
    this.#conversation.setWriting(null);
    try {
      await this.#workspace.send(
        tab === 'reply' ? { kind: 'reply', ...content } : { kind: 'note', ...content, mention },
      );
      this.#files[tab].sent(attachments);
      const now = this.#texts[tab].text;
      this.#texts[tab].type(now.startsWith(text) ? now.slice(text.length) : now);
    } finally {
      this.#storing = false;
    }
  }

  /** The one click after which I may answer. */
  take(step: Step): void {
    const { id: conversation } = this.#conversation;
    const { meId } = this.#workspace;
    switch (step) {
      case 'assign-to-me':
        void this.#workspace.send({ kind: 'assign', conversation, to: { kind: 'me' } });
        break;
      case 'join':
        void this.#workspace.send({ kind: 'add-collaborators', conversation, members: [meId] });
        break;
      case 'write-note':
        this.show('note');
        break;
    }
  }
}
