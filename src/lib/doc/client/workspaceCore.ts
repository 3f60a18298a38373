// A workspace on this device, without any framework: documents, outbox, overlay, connection.

import { EMPTY_DIRECTORY, type Directory, type Member } from '../../rules/directory.ts';
import type { CommandId, ConversationId, MemberId, WorkspaceId } from '../../rules/ids.ts';
import type { Counts, InboxName } from '../../rules/inbox.ts';
import type { Card } from '../../rules/conversation.ts';
import type { Notification } from '../../rules/notification.ts';
import { DEFAULT_PREFERENCES, type Preferences, type Tab } from '../../rules/personal.ts';
import type { Refusal } from '../../rules/refusal.ts';
import type { Draft } from '../schema.ts';
import { ConversationCore } from './conversationCore.ts';
import type { CardRow, Connection, Ended, HeldItem, Kept, ListQuery, Storage, Wish } from './views.ts';

export interface WorkspaceOptions {
  workspace: WorkspaceId;
  /** The signed-in member. */
  me: MemberId;
}

export type Topic = 'content' | 'connection' | 'time';

/** Bodies follow. */
export class WorkspaceCore {
  readonly workspace: WorkspaceId;
  readonly meId: MemberId;

  constructor({ workspace, me }: WorkspaceOptions) {
    this.workspace = workspace;
    this.meId = me;
  }

  subscribe(_topic: Topic, _listener: () => void): () => void {
    return () => undefined;
  }

  get directory(): Directory {
    return EMPTY_DIRECTORY;
  }
  get me(): Member | null {
    return null;
  }
  get now(): number {
    return 0;
  }
  get connection(): Connection {
    return { state: 'connecting', since: 0 };
  }
  get waiting(): number {
    return 0;
  }
  get ready(): boolean {
    return false;
  }
  get storage(): Storage {
    return { state: 'kept' };
  }
  get ended(): Ended | null {
    return null;
  }
  get held(): readonly HeldItem[] {
    return [];
  }
  get drafts(): Readonly<Record<string, Draft>> {
    return {};
  }
  get notifications(): readonly Notification[] {
    return [];
  }
  get preferences(): Preferences {
    return DEFAULT_PREFERENCES;
  }
  counts(_inbox: InboxName): Counts {
    return {};
  }
  cards(_inbox: InboxName): readonly CardRow[] {
    return [];
  }
  list(_query: ListQuery): readonly CardRow[] {
    return [];
  }
  card(_id: ConversationId): Card | null {
    return null;
  }
  readUpTo(_conversation: ConversationId): number {
    return 0;
  }
  draft(_conversation: ConversationId, _tab: Tab): string {
    return '';
  }
  predict(_wish: Wish): Refusal | null {
    return null;
  }
  async send(_wish: Wish): Promise<Kept> {
    return 'kept';
  }
  takeBack(_command: CommandId): boolean {
    return false;
  }
  saveDraft(_conversation: ConversationId, _tab: Tab, _text: string): void {}
  markRead(_conversation: ConversationId): void {}
  async resend(_held: HeldItem, _as: 'again' | 'note'): Promise<Kept> {
    return 'kept';
  }
  async drop(_held: HeldItem): Promise<Kept> {
    return 'kept';
  }
  conversation(id: ConversationId): ConversationCore {
    return new ConversationCore(this, id);
  }
  reconnect(): void {}
  async close(): Promise<void> {}
  async wipe(): Promise<void> {}
}
