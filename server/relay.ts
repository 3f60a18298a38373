// The relay's core: its workspaces, opened when they are first asked for. Knows no socket, no file and no clock but those it
// is given, so that the simulation runs the very same code.

import { readChat } from '#lib/doc/chatDoc.ts';
import { chatName, inboxName, noteName, parseDocumentName, threadName } from '#lib/doc/names.ts';
import { readNoteText } from '#lib/doc/noteDoc.ts';
import { readThread } from '#lib/doc/threadDoc.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import { accessOf } from '#lib/rules/access.ts';
import type { ChainState } from '#lib/rules/audit.ts';
import type { Command, DirectoryCommand } from '#lib/rules/command.ts';
import type { Attachment, Card } from '#lib/rules/conversation.ts';
import type { RelayInput } from '#lib/rules/decideRelay.ts';
import { isAdmin, type Directory } from '#lib/rules/directory.ts';
import type {
  AttachmentId,
  Author,
  ChannelId,
  CommandId,
  ConversationId,
  MemberId,
  WorkspaceId,
} from '#lib/rules/ids.ts';
import type { InboxName } from '#lib/rules/inbox.ts';
import { Audit, type AuditPage, type AuditQuery } from './audit.ts';
import type { Counter } from './commands.ts';
import { exportContact, type ContactExport } from './contactExport.ts';
import type { Outcome } from './decisions.ts';
import { eraseContact, type Forget } from './erasure.ts';
import { guard } from './guard.ts';
import type { Peer, Principal, Stream } from './principal.ts';
import { clientIdFrom } from './random.ts';
import type { PagePosition } from './log/log.ts';
import { search, type Hits, type Wanted } from './search.ts';
import { Workspace, type WorkspacePorts } from './workspace.ts';

export interface CardPage {
  cards: Card[];
  /** Where the next page begins; null after the last. */
  next: PagePosition | null;
  /** Relay time at which it was read. */
  now: number;
}

/** The first epoch of every workspace. */
const FIRST_EPOCH = 1;

export class Relay {
  readonly #ports: WorkspacePorts;
  readonly #open = new Map<WorkspaceId, Workspace>();
  readonly #audit: Audit;
  #stopped = false;

  /** Opens the workspaces there are, so that their timers run; of each that is no more than its directory and its head. */
  constructor(ports: WorkspacePorts) {
    this.#ports = ports;
    this.#audit = new Audit(ports.log);
    for (const workspace of ports.log.workspaces()) this.#workspace(workspace);
  }

  /** Opens a stream. The answer, also a refusal, comes to the peer. */
  connect(who: Principal, document: string, epoch: number | null, peer: Peer): Stream {
    const workspace = this.#stopped ? null : this.#workspace(who.workspace);
    if (workspace) return workspace.connect(who, document, epoch, peer);
    peer.close(
      this.#stopped ? CLOSE.unavailable : CLOSE.notFound,
      this.#stopped ? 'restarting' : 'not-found',
    );
    return { receive: () => undefined, end: () => undefined };
  }

  /** Founds a workspace; it has no members yet. @throws if there is one of that id */
  async createWorkspace(workspace: WorkspaceId, name: string): Promise<void> {
    if (this.#workspace(workspace)) throw new Error(`workspace ${workspace} exists`);
    this.#ports.log.beginEpoch(workspace, { epoch: FIRST_EPOCH, client: clientIdFrom(this.#ports.chance) });
    await this.submit(workspace, { kind: 'name-workspace', name });
  }

  /** Decides and commits an input of the relay's own. */
  async submit(workspace: WorkspaceId, input: RelayInput, by: Author = 'relay'): Promise<void> {
    await this.#mustOpen(workspace).submit(input, by);
  }

  /** Decides and commits a member's command that comes from elsewhere than an outbox. */
  async act(workspace: WorkspaceId, actor: MemberId, command: Command): Promise<Outcome> {
    return await this.#mustOpen(workspace).act(actor, command);
  }

  /** All that is known of the contact of a conversation, for those who have asked for the right before. */
  exportContact(workspace: WorkspaceId, conversation: ConversationId): ContactExport | null {
    const open = this.#mustOpen(workspace);
    const note = readNoteText(open.document(noteName(workspace, conversation)));
    return exportContact(this.#ports.log, workspace, conversation, note);
  }

  /** Takes out all that is known of the contact of a conversation (erasure.ts). Rejects if it may still stand somewhere. */
  async erase(
    workspace: WorkspaceId,
    conversation: ConversationId,
    ...of: [by: Author, forget: Forget]
  ): Promise<void> {
    await this.#mustOpen(workspace).perform((desk) => eraseContact(desk, conversation, ...of));
  }

  /** Does it in a turn of the workspace; resolves when what it did is durable. */
  async perform<T>(workspace: WorkspaceId, work: (desk: Counter) => T): Promise<T> {
    return await this.#mustOpen(workspace).perform(work);
  }

  /** Relay time: never goes back. */
  now(workspace: WorkspaceId): number {
    return this.#mustOpen(workspace).now();
  }

  /** A conversation, whoever may see it: for those who have asked for the right before. */
  card(workspace: WorkspaceId, conversation: ConversationId): Card | null {
    return this.#workspace(workspace)?.view().card(conversation) ?? null;
  }

  directory(workspace: WorkspaceId): Directory | null {
    return this.#workspace(workspace)?.directory ?? null;
  }

  /**
   * A page of an inbox's older cards, most recently active first.
   *
   * @param before where the page before ended
   * @returns null if this member may not read the inbox
   */
  page(who: Principal, inbox: InboxName, before: PagePosition | null, limit: number): CardPage | null {
    const workspace = this.#workspace(who.workspace);
    const ref = parseDocumentName(inboxName(who.workspace, inbox));
    if (!workspace || !ref || who.kind !== 'member') return null;
    const view = workspace.view();
    if (guard(ref, who, view).kind === 'refused') return null;
    const { now } = view;
    const found = this.#ports.log.page(who.workspace, inbox, before, limit);
    const last = found.length < limit ? undefined : found.at(-1);
    const cards = found.filter((card) => accessOf(card, view.directory, who.member, now).length > 0);
    return { cards, next: last ? { activityAt: last.activityAt, conversation: last.id } : null, now };
  }

  /** A file as a conversation shows it to this member now; null if they may not see one there, or there is none. */
  attachment(
    who: Principal & { kind: 'member' },
    conversation: ConversationId,
    file: AttachmentId,
  ): Attachment | null {
    const workspace = this.#workspace(who.workspace);
    const name = threadName(who.workspace, conversation);
    const ref = parseDocumentName(name);
    if (!workspace || !ref || guard(ref, who, workspace.view()).kind === 'refused') return null;
    return shownIn(readThread(workspace.document(name))?.timeline ?? [], file);
  }

  /** The same of a visitor's own chat, where no note is. */
  chatAttachment(who: Principal & { kind: 'visitor' }, file: AttachmentId): Attachment | null {
    const workspace = this.#workspace(who.workspace);
    // A document is not made for somebody who never wrote.
    if (!workspace || this.#ports.log.conversationOf(who.workspace, who.channel, who.visitor) === null)
      return null;
    return shownIn(readChat(workspace.document(chatName(who.workspace, who.visitor))).timeline, file);
  }

  /** A file as a reply by that channel showed it to its customer; null if there is none, or the customer was erased. */
  replyAttachment(
    { workspace, channel, reply }: { workspace: WorkspaceId; channel: ChannelId; reply: CommandId },
    file: AttachmentId,
  ): Attachment | null {
    const { log } = this.#ports;
    const seq = log.verdict(workspace, reply);
    const [record] = seq === null ? [] : log.read(workspace, seq - 1, 1);
    for (const event of record?.events ?? []) {
      if (event.kind !== 'reply-sent') continue;
      if (log.card(workspace, event.conversation)?.card.channel === channel) return shownIn([event], file);
    }
    return null;
  }

  /** What a member may read and that has all of the words, written last first. */
  async search(who: Principal, wanted: Wanted): Promise<Hits> {
    const workspace = this.#workspace(who.workspace);
    if (!workspace || who.kind !== 'member') return { hits: [], next: null };
    return search(workspace, this.#ports.log, who.member, wanted);
  }

  /** What a change of the directory would do now, or why it is refused. */
  async preview(
    workspace: WorkspaceId,
    actor: MemberId,
    command: DirectoryCommand,
  ): ReturnType<Workspace['preview']> {
    return await this.#mustOpen(workspace).preview(actor, command);
  }

  /** A page of who did what; null for everybody but admins. */
  auditPage(who: Principal, query: AuditQuery): AuditPage | null {
    return this.#mayAudit(who) ? this.#audit.page(who.workspace, query) : null;
  }

  /** Checks more of the log; null for everybody but admins. */
  checkLog(who: Principal): ChainState | null {
    return this.#mayAudit(who) ? this.#audit.check(who.workspace) : null;
  }

  /** Closes every stream of a member, on all devices. */
  closeMember(workspace: WorkspaceId, member: MemberId): void {
    this.#open.get(workspace)?.rooms.closeMember(member, CLOSE.notSignedIn, 'signed-out');
  }

  /** Nobody writes on it any more: whoever has its chat open is told so. */
  closeChannel(workspace: WorkspaceId, channel: ChannelId): void {
    this.#open.get(workspace)?.rooms.closeChannel(channel);
  }

  /** Finishes what was begun, then closes every stream with "restarting". Nothing is taken after that. */
  stop(): void {
    this.#stopped = true;
    for (const workspace of this.#open.values()) workspace.stop();
  }

  #mayAudit(who: Principal): boolean {
    const directory = this.directory(who.workspace);
    return who.kind === 'member' && directory !== null && isAdmin(directory, who.member);
  }

  #mustOpen(id: WorkspaceId): Workspace {
    const workspace = this.#workspace(id);
    if (!workspace) throw new Error(`no workspace ${id}`);
    return workspace;
  }

  #workspace(id: WorkspaceId): Workspace | null {
    const open = this.#open.get(id);
    if (open) return open;
    const epoch = this.#ports.log.epoch(id);
    if (!epoch) return null;
    const opened = new Workspace(id, epoch, this.#ports);
    this.#open.set(id, opened);
    return opened;
  }
}

function shownIn(timeline: readonly object[], file: AttachmentId): Attachment | null {
  for (const entry of timeline) {
    const attachments = 'attachments' in entry ? (entry.attachments as Attachment[]) : [];
    const shown = attachments.find(({ id }) => id === file);
    if (shown) return shown;
  }
  return null;
}

export function createRelay(ports: WorkspacePorts): Relay {
  return new Relay(ports);
}
