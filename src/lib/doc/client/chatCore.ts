// A visitor's side of a web chat, without any framework: works offline and across reloads like a member's does.

import { NAME_MAX, TEXT_MAX } from '../../rules/limits.ts';
import type { ChannelId, CommandId, WorkspaceId } from '../../rules/ids.ts';
import type { Attachment } from '../../rules/conversation.ts';
import { readChat } from '../chatDoc.ts';
import { chatName, doorstepName, parseDocumentName } from '../names.ts';
import type { ChatContent, VisitorCommand } from '../schema.ts';
import type { ChatLine } from './chatViews.ts';
import { devicePrefix } from './device.ts';
import type { Environment } from './environment.ts';
import { filesIn } from './desk.ts';
import { Link } from './link.ts';
import { LocalFiles } from './localFiles.ts';
import type { FilePort } from './filePort.ts';
import type { OpenDocument } from './open.ts';
import { copyCommands } from '../outboxDoc.ts';
import { Outbox } from './outbox.ts';
import { PresenceCore } from './presence.ts';
import type { Topic } from './signals.ts';
import type { Connection, Ended, Kept, Storage } from './views.ts';
import { visitorId, visitorProtocol, visitorSecret } from './visitorId.ts';

export interface ChatOptions {
  workspace: WorkspaceId;
  channel: ChannelId;
  /** Where the relay's socket is: `wss://…/sync`. */
  url: string;
  environment: Environment;
}

export class ChatCore {
  readonly visitor: string;
  readonly files: LocalFiles;
  readonly port: FilePort;
  /** As the relay's addresses want it. */
  readonly headers: Record<string, string>;
  readonly #link: Link;
  readonly #chat: OpenDocument;
  readonly presence: PresenceCore;
  readonly #begun: Promise<Outbox<VisitorCommand>>;
  #outbox: Outbox<VisitorCommand> | null = null;
  #read: { revision: number; content: ChatContent; lines: readonly ChatLine[] } | null = null;

  constructor({ workspace, channel, url, environment }: ChatOptions) {
    const prefix = devicePrefix(workspace, `chat/${channel}`);
    const secret = visitorSecret(environment, `${prefix}secret`);
    this.visitor = visitorId(workspace, channel, secret);
    const protocols = [visitorProtocol(workspace, channel, secret)];
    this.#link = new Link({ url, environment, prefix, protocols });
    this.port = environment.files;
    this.headers = { Authorization: `Visitor ${secret}` };
    const uploads = `/api/chat-uploads/${workspace}/${channel}`;
    this.files = new LocalFiles({ environment, prefix, uploads, headers: this.headers });
    this.#link.own(this.#link.socket.subscribe(() => this.#link.socket.live && void this.#outbox?.bring()));
    const { documents, signals } = this.#link;
    this.#chat = documents.acquire(chatName(workspace, this.visitor));
    this.presence = new PresenceCore(this.visitor, environment);
    this.presence.attach(this.#chat);
    this.#link.own(
      documents.subscribe((name) => {
        if (parseDocumentName(name)?.kind === 'doorstep') void this.#outbox?.fill();
        signals.touch('content');
      }),
    );
    this.#begun = this.#begin(workspace);
    this.#link.socket.start();
  }

  subscribe(topic: Topic, listener: () => void): () => void {
    return this.#link.signals.subscribe(topic, listener);
  }

  get connection(): Connection {
    return this.#link.connection;
  }
  get storage(): Storage {
    return this.#link.storage;
  }
  get now(): number {
    return this.#link.time.now();
  }
  /** Why this chat is over, if it is. */
  get ended(): Ended | null {
    return this.#chat.ended;
  }
  /** False while neither the device nor the relay has said what was written before. */
  get known(): boolean {
    return this.#chat.known || this.#chat.synced;
  }
  /** The workspace's display name; empty while it is not known. */
  get team(): string {
    return this.#current().content.meta.team;
  }
  /** What the visitor calls themselves; empty if they have not said. */
  get name(): string {
    return this.#link.environment.notes.get(this.#nameKey) ?? '';
  }
  get timeline(): readonly ChatLine[] {
    return this.#current().lines;
  }

  /** Resolves when the message is kept on the device. An empty one is not sent. Never rejects. */
  async say(text: string, attachments: Attachment[] = []): Promise<Kept> {
    const fit = clean(text).slice(0, TEXT_MAX);
    if (fit.trim() === '' && attachments.length === 0) return 'kept';
    const outbox = await this.#begun;
    return outbox.append({ ...this.#base(), kind: 'say', name: this.name, text: fit, attachments });
  }

  /** Says who the visitor is: to the team at once if they have written, otherwise with their first message. */
  async introduce(name: string): Promise<Kept> {
    const fit = clean(name)
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
      .trim()
      .slice(0, NAME_MAX)
      .toWellFormed();
    this.#link.environment.notes.set(this.#nameKey, fit);
    this.#link.signals.touch('content');
    const outbox = await this.#begun;
    if (fit === '' || this.timeline.length === 0) return 'kept';
    return outbox.replace(
      { ...this.#base(), kind: 'introduce', name: fit },
      ({ kind }) => kind === 'introduce',
    );
  }

  /** Takes back a message that the relay has not accepted; false if it is too late. */
  takeBack(id: CommandId): boolean {
    return this.#outbox?.takeBack(id) ?? false;
  }

  reconnect(): void {
    this.#link.socket.signedIn();
  }

  async close(): Promise<void> {
    (await this.#begun).close();
    this.presence.close();
    await this.#link.close();
  }

  /** Forgets this visitor on this device: the next chat is somebody else's. */
  async wipe(): Promise<void> {
    await this.close();
    await this.#link.erase(['secret', 'name']);
  }

  async #begin(workspace: WorkspaceId): Promise<Outbox<VisitorCommand>> {
    const { environment, documents, prefix, signals } = this.#link;
    const device = environment.notes.get(`${prefix}device`) ?? environment.newId();
    environment.notes.set(`${prefix}device`, device);
    const desk = await this.#link.openDesk(device);
    const doorstep = documents.acquire(doorstepName(workspace, this.visitor, device), {
      broadcast: true,
      carryOver: copyCommands,
    });
    this.#outbox = new Outbox(doorstep, desk, environment.clock, isVisitorCommand);
    await doorstep.whenLoaded;
    void this.files.tidy(filesIn(desk));
    this.#outbox.carry(this.files);
    signals.touch('content');
    return this.#outbox;
  }

  #current(): { content: ChatContent; lines: readonly ChatLine[] } {
    const { revision } = this.#link.signals;
    if (this.#read?.revision === revision) return this.#read;
    const content = readChat(this.#chat.doc);
    const confirmed = new Set(content.timeline.map(({ id }) => id));
    const pending = (this.#outbox?.entries ?? []).filter(
      ({ id, kind }) => kind === 'say' && !confirmed.has(id),
    );
    const lines = [
      ...content.timeline.map((entry): ChatLine => ({ key: entry.id, entry, pending: false })),
      ...pending.flatMap(lineOf),
    ];
    const known = new Map(this.#read?.lines.map((line) => [line.key, line]));
    this.#read = { revision, content, lines: lines.map((line) => sameOr(known.get(line.key), line)) };
    return this.#read;
  }

  #base(): { id: CommandId; written: number } {
    const { environment } = this.#link;
    return { id: environment.newId(), written: environment.clock.wall() };
  }

  get #nameKey(): string {
    return `${this.#link.prefix}name`;
  }
}

function isVisitorCommand(entry: unknown): entry is VisitorCommand {
  if (typeof entry !== 'object' || entry === null || !('id' in entry) || !('kind' in entry)) return false;
  return typeof entry.id === 'string' && (entry.kind === 'say' || entry.kind === 'introduce');
}

function lineOf(command: VisitorCommand): ChatLine[] {
  if (command.kind !== 'say') return [];
  const { id, text, attachments, written } = command;
  return [
    { key: id, entry: { id, at: written, from: 'visitor', name: '', text, attachments }, pending: true },
  ];
}

function sameOr(before: ChatLine | undefined, after: ChatLine): ChatLine {
  const same = before?.pending === after.pending && (before.pending || before.entry === after.entry);
  return same ? before : after;
}

function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
