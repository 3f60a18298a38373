// A workspace as views see it. Every getter may be read in a template or `$derived` and follows its changes; every value is
// a plain object that nobody changes in place. All logic is in workspaceCore.ts: this file is where it meets Svelte.

import { createSubscriber } from 'svelte/reactivity';
import type { Access } from '../../rules/access.ts';
import type { Card } from '../../rules/conversation.ts';
import type { Directory, Member } from '../../rules/directory.ts';
import type { CommandId, ConversationId, MemberId, WorkspaceId } from '../../rules/ids.ts';
import type { Counts, InboxName } from '../../rules/inbox.ts';
import type { Notification } from '../../rules/notification.ts';
import type { Preferences, Tab } from '../../rules/personal.ts';
import type { Refusal } from '../../rules/refusal.ts';
import type { Draft } from '../schema.ts';
import { Older } from './older.svelte.ts';
import type { AskPage } from './olderCards.ts';
import type { AskRelay } from './searchCore.ts';
import { Search } from './search.svelte.ts';
import { Conversation } from './conversation.svelte.ts';
import { Files } from './files.svelte.ts';
import type { CardRow, Connection, Ended, HeldItem, Kept, ListQuery, Storage, Wish } from './views.ts';
import { browserEnvironment, relayAddress } from './browser.ts';
import { WorkspaceCore } from './workspaceCore.ts';

export interface WorkspaceOptions {
  workspace: WorkspaceId;
  /** The signed-in member. */
  me: MemberId;
}

export class Workspace {
  /** What I attach, and what others attached. */
  readonly files: Files;
  readonly #core: WorkspaceCore;
  readonly #content: () => void;
  readonly #connection: () => void;
  readonly #time: () => void;

  /** @param core from `Workspace.open`, or one that a test drives */
  constructor(core: WorkspaceCore) {
    this.#core = core;
    const { files: local, environment } = core.session;
    this.files = new Files({ local, port: environment.files, headers: {} });
    this.#content = createSubscriber((update) => core.subscribe('content', update));
    this.#connection = createSubscriber((update) => core.subscribe('connection', update));
    this.#time = createSubscriber((update) => core.subscribe('time', update));
  }

  /** Opens the workspace on this device: what it holds shows at once, the relay is asked in the background. Never waits. */
  static open(options: WorkspaceOptions): Workspace {
    const core = new WorkspaceCore({ ...options, url: relayAddress(), environment: browserEnvironment() });
    return new Workspace(core);
  }

  get id(): WorkspaceId {
    return this.#core.workspace;
  }
  get meId(): MemberId {
    return this.#core.meId;
  }

  /** Members, teams and settings, with my own changes on their way laid over them. */
  get directory(): Directory {
    this.#content();
    return this.#core.directory;
  }
  /** Null until the directory is known. */
  get me(): Member | null {
    this.#content();
    return this.#core.me;
  }
  /** Relay time in epoch milliseconds, moving each second for as long as something shows it. */
  get now(): number {
    this.#time();
    return this.#core.now;
  }
  get connection(): Connection {
    this.#connection();
    return this.#core.connection;
  }
  /** How many commands of this device the relay has not decided. Drafts and read marks are not counted. */
  get waiting(): number {
    this.#content();
    return this.#core.waiting;
  }
  /** What would be lost with this device: `waiting`, replies that it keeps back to ask about, texts that no relay has. */
  get unsent(): number {
    this.#content();
    return this.#core.unsent;
  }
  /** True once there is something to show: the device's own copy, or, on a new device, the relay's. */
  get ready(): boolean {
    this.#content();
    return this.#core.ready;
  }
  get storage(): Storage {
    this.#connection();
    return this.#core.storage;
  }
  /** Set when I may no longer read this workspace at all. */
  get ended(): Ended | null {
    this.#content();
    return this.#core.ended;
  }

  /** Newest first. */
  get held(): readonly HeldItem[] {
    this.#content();
    return this.#core.held;
  }
  /** By `draftKey(conversation, tab)`. */
  get drafts(): Readonly<Record<string, Draft>> {
    this.#content();
    return this.#core.drafts;
  }
  /** Newest first, without those on their way to be dismissed. */
  get notifications(): readonly Notification[] {
    this.#content();
    return this.#core.notifications;
  }
  /** Calls with what I am told while this lasts, oldest first, never with what is from before; the result ends it. */
  onNotified(tell: (arrived: readonly Notification[]) => void): () => void {
    return this.#core.onNotified(tell);
  }
  get preferences(): Preferences {
    this.#content();
    return this.#core.preferences;
  }
  /** What I have chosen myself, on whichever device; nothing before this device knows. */
  get chosenPreferences(): Readonly<Partial<Preferences>> {
    this.#content();
    return this.#core.chosenPreferences;
  }

  /** How many conversations each view of an inbox holds, by status; exact, pending changes included. */
  counts(inbox: InboxName): Counts {
    this.#content();
    return this.#core.counts(inbox);
  }
  /** How many open conversations a member owns, as the relay last said. */
  load(member: MemberId): number {
    this.#content();
    return this.#core.load(member);
  }
  /** All rows of an inbox in no order; opened when first asked for (`all` for admins only) and kept open. */
  cards(inbox: InboxName): readonly CardRow[] {
    this.#content();
    return this.#core.cards(inbox);
  }
  /** Every conversation of the lists that are open, each once. */
  known(): readonly CardRow[] {
    this.#content();
    return this.#core.known();
  }
  /** What I am to a conversation now; ask `may(access, right)`. */
  access(card: Card): Access {
    this.#content();
    return this.#core.access(card);
  }
  /** The rows that one list shows, in order. The same array as before if nothing in it changed. */
  list(query: ListQuery): readonly CardRow[] {
    this.#content();
    return this.#core.list(query);
  }
  /** A conversation's card, from whichever open document has it; null if none has. */
  card(id: ConversationId): Card | null {
    this.#content();
    return this.#core.card(id);
  }
  /** The seq up to which I have read; 0 if never. */
  readUpTo(conversation: ConversationId): number {
    this.#content();
    return this.#core.readUpTo(conversation);
  }
  /** The text of my draft, from whichever device; empty if none. */
  draft(conversation: ConversationId, tab: Tab): string {
    this.#content();
    return this.#core.draft(conversation, tab);
  }

  /** What the rules would answer now: null if it goes through. For disabling a button, and saying why. */
  predict(wish: Wish): Refusal | null {
    this.#content();
    return this.#core.predict(wish);
  }
  /**
   * Puts a command into the outbox: views show its effect at once. Resolves when it is stored on this device; only then
   * may a composer be cleared (on `memory` too, with the banner that `storage` asks for). Never rejects.
   */
  send(wish: Wish): Promise<Kept> {
    return this.#core.send(wish);
  }
  /** Takes back what the relay has not decided; false if it is too late. */
  takeBack(command: CommandId): boolean {
    return this.#core.takeBack(command);
  }
  /** To be called on every input; kept on this device within 250 ms. An empty text removes the draft. */
  saveDraft(conversation: ConversationId, tab: Tab, text: string): void {
    this.#core.saveDraft(conversation, tab, text);
  }
  /** Brings what is being typed onto the disk now: before a reload, or when the tab may go. Never rejects. */
  flush(): Promise<void> {
    return this.#core.flush();
  }
  /** Marks everything known of a conversation as read, if something is unread. */
  markRead(conversation: ConversationId): void {
    void this.#core.markRead(conversation);
  }
  /** Sends a held command anew (a new command, having seen all there is now), or its text as an internal note; takes it off the shelf. */
  resend(held: HeldItem, as: 'again' | 'note'): Promise<Kept> {
    return this.#core.resend(held, as);
  }
  /** Takes a held command off the shelf without sending it. */
  drop(held: HeldItem): Promise<Kept> {
    return this.#core.drop(held);
  }

  /** A list with what its document has let go of; `close` it with the list. */
  older(query: ListQuery, ask: AskPage): Older {
    return new Older(this.#core.older(query, ask));
  }
  /** Begins to search; `close` it when the view goes. */
  search(ask: AskRelay): Search {
    return new Search(this.#core.search(ask));
  }

  /** Opens a conversation; `close` it when the view goes. */
  conversation(id: ConversationId): Conversation {
    return new Conversation(this.#core.conversation(id));
  }

  /** Tries the relay now: after signing in, or when somebody presses "try again". */
  reconnect(): void {
    this.#core.reconnect();
  }
  close(): Promise<void> {
    return this.#core.close();
  }
  /** Closes and removes everything of this account and workspace from the device, outbox and drafts too: ask first if anything is `unsent`. */
  wipe(): Promise<void> {
    return this.#core.wipe();
  }
}
