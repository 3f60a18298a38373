// What a customer is writing. It outlives the page, leaves the field only when this device has stored it, and takes their
// name along with the first message.

import type { Chat } from '#lib/doc/client/chat.svelte.ts';
import type { ChatLine } from '#lib/doc/client/chatViews.ts';
import { TEXT_MAX } from '#lib/rules/limits.ts';
import { Attaching, type FilesToAttach } from '../files/attaching.svelte.ts';
import { recall, remember } from './chatMemory.ts';

type ChatToWriteIn = Pick<Chat, 'name' | 'say' | 'introduce'> & { files: FilesToAttach };

export class ChatComposer {
  readonly attaching: Attaching;
  readonly #chat: ChatToWriteIn;
  readonly #draftKey: string;
  #text = $state('');
  #storing = $state(false);
  /** The name in the field beside the first message. */
  name = $state('');

  /** @param draftKey under which the text is kept in this browser */
  constructor(chat: ChatToWriteIn, draftKey: string) {
    this.#chat = chat;
    this.attaching = new Attaching(chat.files, 'message');
    this.#draftKey = draftKey;
    this.#text = recall(draftKey);
  }

  get text(): string {
    return this.#text;
  }
  /** How many characters too many; 0 if it fits. */
  get excess(): number {
    return Math.max(0, this.#text.trim().length - TEXT_MAX);
  }
  get sendable(): boolean {
    const { attached, reading } = this.attaching;
    const saysSomething = this.#text.trim() !== '' || attached.length > 0;
    return saysSomething && this.excess === 0 && !reading && !this.#storing;
  }

  type(text: string): void {
    this.#text = text;
    remember(this.#draftKey, text);
  }

  /** What was sent and taken back stands before what has been begun since. */
  putBack({ text, attachments }: Pick<ChatLine['entry'], 'text' | 'attachments'>): void {
    this.type(this.#text === '' || text === '' ? `${text}${this.#text}` : `${text}\n${this.#text}`);
    this.attaching.putBack(attachments);
  }

  /** What is typed while the message is being stored stays. */
  async send(): Promise<void> {
    if (!this.sendable) return;
    const sent = this.#text;
    const attachments = [...this.attaching.attached];
    this.#storing = true;
    try {
      await this.introduce(this.name);
      await this.#chat.say(sent.trim(), attachments);
      this.attaching.sent(attachments);
      if (this.#text.startsWith(sent)) this.type(this.#text.slice(sent.length));
    } finally {
      this.#storing = false;
    }
  }

  /** An empty name says nothing: whoever has one keeps it. */
  async introduce(name: string): Promise<void> {
    const given = name.trim();
    this.name = '';
    if (given !== '' && given !== this.#chat.name) await this.#chat.introduce(given);
  }
}
