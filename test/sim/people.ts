// Who sits at the devices: members in the app and customers in the chat, with what is open in front of them.

import type { ChatCore } from '#lib/doc/client/chatCore.ts';
import type { ConversationCore } from '#lib/doc/client/conversationCore.ts';
import type { OpenDocument } from '#lib/doc/client/open.ts';
import type { Wish } from '#lib/doc/client/views.ts';
import type { WorkspaceCore } from '#lib/doc/client/workspaceCore.ts';
import type { Command } from '#lib/rules/command.ts';
import type { Card } from '#lib/rules/conversation.ts';
import type { ConversationId, MemberId } from '#lib/rules/ids.ts';
import type { Device, Page } from './device.ts';
import type { History } from './history.ts';

export class MemberAtDevice {
  readonly name: string;
  readonly member: MemberId;
  readonly device: Device;
  readonly views = new Map<ConversationId, ConversationCore>();
  /** Contact notes that they have open. */
  readonly notes = new Set<OpenDocument>();
  /** Commands that a script would send once more. */
  readonly remembered: Command[] = [];
  readonly #history: History;
  #now: { page: Page; core: WorkspaceCore };

  constructor(name: string, member: MemberId, device: Device, history: History) {
    this.name = name;
    this.member = member;
    this.device = device;
    this.#history = history;
    this.#now = this.#open();
  }

  get core(): WorkspaceCore {
    return this.#now.core;
  }
  get page(): Page {
    return this.#now.page;
  }

  /** Every conversation that a list shows, and that is open. */
  get cards(): Card[] {
    return this.core.session.inboxes.all();
  }

  get documents(): OpenDocument[] {
    return this.core.session.documents.all();
  }

  /** The page is closed in order, or the browser is ended; then it is opened again. */
  async reload(inOrder: boolean): Promise<void> {
    if (inOrder) await this.close();
    else this.#die();
    this.reopen();
  }

  /** To be followed by `reopen`: somebody is always there. */
  async close(): Promise<void> {
    await this.core.close();
    this.page.kill();
  }

  reopen(): void {
    this.views.clear();
    this.notes.clear();
    this.#now = this.#open();
  }

  #die(): void {
    this.page.kill();
    // What has died must not go on in the test's own process.
    void this.core.close();
  }

  look(conversation: ConversationId): void {
    if (!this.views.has(conversation)) this.views.set(conversation, this.core.conversation(conversation));
  }

  lookAway(conversation: ConversationId): void {
    this.views.get(conversation)?.close();
    this.views.delete(conversation);
  }

  /** Writes a command, as the composer does. Nothing here waits until it is stored: the run goes on. */
  send(wish: Wish): void {
    const seen = 'conversation' in wish ? this.core.forecaster.seen(wish.conversation) : 0;
    const made = this.page.ids.length;
    const kept = this.core.send(wish);
    this.#history.sent(this, { id: this.page.ids[made] ?? '', wish, seen, kept });
  }

  #open(): { page: Page; core: WorkspaceCore } {
    const page = this.device.begin();
    return { page, core: page.openWorkspace(this.member) };
  }
}

export class Visitor {
  readonly name: string;
  readonly device: Device;
  readonly #history: History;
  #now: { page: Page; core: ChatCore };

  constructor(name: string, device: Device, history: History) {
    this.name = name;
    this.device = device;
    this.#history = history;
    this.#now = this.#open();
  }

  get core(): ChatCore {
    return this.#now.core;
  }
  get page(): Page {
    return this.#now.page;
  }

  async say(text: string): Promise<void> {
    // The id is made once the doorstep is there.
    const made = this.page.ids.length;
    const { page } = this;
    const kept = await this.core.say(text);
    this.#history.said(this, page.ids[made] ?? '', kept);
  }

  async reload(inOrder: boolean): Promise<void> {
    if (inOrder) await this.close();
    else this.#die();
    this.reopen();
  }

  async close(): Promise<void> {
    await this.core.close();
    this.page.kill();
  }

  reopen(): void {
    this.#now = this.#open();
  }

  #die(): void {
    this.page.kill();
    void this.core.close();
  }

  #open(): { page: Page; core: ChatCore } {
    const page = this.device.begin();
    return { page, core: page.openChat() };
  }
}

export type Person = MemberAtDevice | Visitor;
