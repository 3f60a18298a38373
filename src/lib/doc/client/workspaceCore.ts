// A workspace on this device, without any framework: documents, outbox, overlay, connection. Everything is read through
// getters; `subscribe` says when to read again.

import type { Command } from '../../rules/command.ts';
import type { Access } from '../../rules/access.ts';
import type { Card } from '../../rules/conversation.ts';
import { activeMember, type Directory, type Member } from '../../rules/directory.ts';
import type { CommandId, ConversationId, MemberId, WorkspaceId } from '../../rules/ids.ts';
import type { Counts, InboxName } from '../../rules/inbox.ts';
import type { Notification } from '../../rules/notification.ts';
import { isUnread, type Preferences, type Tab } from '../../rules/personal.ts';
import type { Refusal } from '../../rules/refusal.ts';
import { draftKey } from '../inboxDoc.ts';
import type { Draft } from '../schema.ts';
import { watchArrivals } from './arrivals.ts';
import { ConversationCore } from './conversationCore.ts';
import { Forecaster } from './forecaster.ts';
import { LocalTexts } from './localTexts.ts';
import { OlderCards, type AskPage } from './olderCards.ts';
import { Personal } from './personal.ts';
import { countsWith, Rows, type Scene } from './rows.ts';
import { SearchCore, type AskRelay } from './searchCore.ts';
import { Session, type SessionOptions } from './session.ts';
import type { Topic } from './signals.ts';
import type { CardRow, Connection, Ended, HeldItem, Kept, ListQuery, Storage, Wish } from './views.ts';
import { commandOf, noteOf, wishOf } from './wishes.ts';

export class WorkspaceCore {
  readonly session: Session;
  readonly forecaster: Forecaster;
  readonly rows = new Rows();
  readonly #personal: Personal;
  /** Made when somebody first searches. */
  #texts: LocalTexts | null = null;

  constructor(options: SessionOptions) {
    this.session = new Session(options);
    this.forecaster = new Forecaster(this.session);
    this.#personal = new Personal(this.session, this.forecaster);
  }

  get workspace(): WorkspaceId {
    return this.session.workspace;
  }
  get meId(): MemberId {
    return this.session.me;
  }

  subscribe(topic: Topic, listener: () => void): () => void {
    return this.session.link.signals.subscribe(topic, listener);
  }

  get directory(): Directory {
    return this.forecaster.over.directory;
  }
  get me(): Member | null {
    return activeMember(this.directory, this.meId);
  }
  get now(): number {
    return this.session.time.now();
  }
  get connection(): Connection {
    return this.session.link.connection;
  }
  get waiting(): number {
    return this.forecaster.over.waiting;
  }
  get unsent(): number {
    const asking = this.held.filter(({ where }) => where === 'device').length;
    return this.waiting + asking + this.#personal.unsentDrafts + this.session.keeper.unsentNotes;
  }
  get ready(): boolean {
    return this.session.inboxes.known && this.#personal.ready;
  }
  get storage(): Storage {
    return this.session.link.storage;
  }
  get ended(): Ended | null {
    return this.session.ended;
  }
  get held(): readonly HeldItem[] {
    return this.#personal.held;
  }
  get drafts(): Readonly<Record<string, Draft>> {
    return this.#personal.drafts;
  }
  get notifications(): readonly Notification[] {
    return this.#personal.notifications;
  }
  onNotified(tell: (arrived: readonly Notification[]) => void): () => void {
    return watchArrivals(this, this.session.environment.clock, tell);
  }
  get preferences(): Preferences {
    return this.#personal.preferences;
  }
  get chosenPreferences(): Readonly<Partial<Preferences>> {
    return this.#personal.chosen;
  }

  counts(inbox: InboxName): Counts {
    const { inboxes } = this.session;
    return countsWith(inboxes.counts(inbox), inbox, this.#scene(), inboxes.directory);
  }
  load(member: MemberId): number {
    return this.session.inboxes.load(member);
  }
  cards(inbox: InboxName): readonly CardRow[] {
    return this.rows.rows(inbox, this.session.inboxes.cards(inbox), this.#scene());
  }
  known(): readonly CardRow[] {
    const rows = new Map<ConversationId, CardRow>();
    for (const inbox of this.session.inboxes.names()) {
      for (const row of this.cards(inbox)) if (row.access.length > 0) rows.set(row.card.id, row);
    }
    return [...rows.values()];
  }
  access(card: Card): Access {
    return this.rows.access(card, this.directory, this.meId, this.now);
  }
  list(query: ListQuery): readonly CardRow[] {
    return this.rows.list(query, this.cards(query.inbox), this.now);
  }
  card(id: ConversationId): Card | null {
    return this.forecaster.card(id);
  }
  readUpTo(conversation: ConversationId): number {
    return this.#personal.readUpTo(conversation);
  }
  draft(conversation: ConversationId, tab: Tab): string {
    return this.drafts[draftKey(conversation, tab)]?.text ?? '';
  }

  predict(wish: Wish): Refusal | null {
    return this.forecaster.predict(this.#command(wish));
  }

  async send(wish: Wish): Promise<Kept> {
    const command = this.#command(wish);
    const { outbox } = await this.session.begun;
    const kept = await outbox.append(command);
    this.#clearDraft(command);
    return kept;
  }

  takeBack(command: CommandId): boolean {
    return this.session.own?.outbox.takeBack(command) ?? false;
  }

  saveDraft(conversation: ConversationId, tab: Tab, text: string): void {
    if (text !== this.draft(conversation, tab)) this.#personal.saveDraft(conversation, tab, text);
  }

  async flush(): Promise<void> {
    this.#personal.keepDrafts();
    const { desk, outbox } = await this.session.begun;
    await Promise.all([desk.stored(), outbox.stored()]);
  }

  async markRead(conversation: ConversationId): Promise<void> {
    const card = this.forecaster.confirmed(conversation);
    const readUpTo = this.readUpTo(conversation);
    // An assignment makes no conversation unread, but whoever was told of it has now seen it.
    const isTold = this.notifications.some(
      (notification) => notification.conversation === conversation && notification.seq > readUpTo,
    );
    if (!card || !(isTold || isUnread(card, this.meId, readUpTo))) return;
    const command = this.#command({ kind: 'mark-read', conversation, upTo: card.seq });
    const { outbox } = await this.session.begun;
    await outbox.replace(
      command,
      (earlier) => earlier.kind === 'mark-read' && earlier.conversation === conversation,
    );
  }

  async resend(held: HeldItem, as: 'again' | 'note'): Promise<Kept> {
    // One that waited here may have reached the relay all the same: only under its own id is it never sent twice.
    if (held.where === 'device' && as === 'again') {
      return (await this.session.begun).outbox.sendAsked(held.command);
    }
    const wish = as === 'note' ? noteOf(held.command) : wishOf(held.command, this.directory);
    if (!wish) return 'kept';
    const kept = await this.send(wish);
    await this.drop(held);
    return kept;
  }

  async drop(held: HeldItem): Promise<Kept> {
    if (held.where === 'relay') return this.send({ kind: 'dismiss-held', command: held.command.id });
    this.takeBack(held.command.id);
    return 'kept';
  }

  older(query: ListQuery, ask: AskPage): OlderCards {
    return new OlderCards(this, query, ask);
  }
  search(ask: AskRelay): SearchCore {
    this.#texts ??= new LocalTexts(this.session);
    return new SearchCore(this, this.#texts, ask);
  }

  conversation(id: ConversationId): ConversationCore {
    return new ConversationCore(this, id);
  }

  reconnect(): void {
    this.session.link.socket.signedIn();
  }
  async close(): Promise<void> {
    this.forecaster.close();
    await this.#personal.close();
    await this.session.close();
  }
  async wipe(): Promise<void> {
    this.forecaster.close();
    await this.#personal.close();
    await this.session.wipe();
  }

  #scene(): Scene {
    const { over } = this.forecaster;
    return { over, me: this.meId, now: this.now, readUpTo: (id) => this.readUpTo(id) };
  }

  #command(wish: Wish): Command {
    const { environment } = this.session;
    const base = { id: environment.newId(), written: environment.clock.wall(), seen: this.#seen(wish) };
    return commandOf(wish, base);
  }

  /** The newest entry that is here: what is shown. */
  #seen(wish: Wish): number {
    if ('conversation' in wish) return this.forecaster.seen(wish.conversation);
    return wish.kind === 'dismiss-notification' ? (this.notifications[0]?.seq ?? 0) : 0;
  }

  /** What was sent is no draft any more, unless more was typed meanwhile. */
  #clearDraft(command: Command): void {
    if (command.kind !== 'reply' && command.kind !== 'note') return;
    const { conversation, kind, text } = command;
    if (this.draft(conversation, kind).trim() === text.trim()) this.saveDraft(conversation, kind, '');
  }
}
