// What a member's workspace on this device is made of: inboxes, outbox, desk, over the link to the relay.

import type { Command } from '../../rules/command.ts';
import type { MemberId, WorkspaceId } from '../../rules/ids.ts';
import { copyCommands } from '../outboxDoc.ts';
import { outboxName, parseDocumentName, type DocumentName } from '../names.ts';
import { filesIn, type Desk } from './desk.ts';
import { deviceId, devicePrefix, noteIfWorn } from './device.ts';
import type { Documents } from './documents.ts';
import type { Environment } from './environment.ts';
import { Inboxes } from './inboxes.ts';
import { Keeper } from './keeper.ts';
import { Link } from './link.ts';
import { LocalFiles } from './localFiles.ts';
import type { OpenDocument } from './open.ts';
import { Outbox } from './outbox.ts';
import type { RelayTime } from './relayTime.ts';
import type { Ended } from './views.ts';
import { isCommand } from './wishes.ts';

export interface SessionOptions {
  workspace: WorkspaceId;
  /** The signed-in member. */
  me: MemberId;
  /** Where the relay's socket is: `wss://…/sync`. */
  url: string;
  environment: Environment;
}

/** What is there once the device knows which one it is. */
export interface Own {
  outbox: Outbox<Command>;
  desk: Desk;
}

export class Session {
  readonly workspace: WorkspaceId;
  readonly me: MemberId;
  readonly link: Link;
  readonly inboxes: Inboxes;
  readonly keeper: Keeper;
  readonly files: LocalFiles;
  /** Resolves when commands can be written. */
  readonly begun: Promise<Own>;
  #own: Own | null = null;
  #outbox: OpenDocument | null = null;
  #directoryVersion = -1;
  #signedOut: Ended | null = null;

  constructor({ workspace, me, url, environment }: SessionOptions) {
    this.workspace = workspace;
    this.me = me;
    this.link = new Link({ url, environment, prefix: devicePrefix(workspace, me) });
    const { prefix } = this.link;
    this.files = new LocalFiles({ environment, prefix, uploads: `/api/uploads/${workspace}`, headers: {} });
    this.inboxes = new Inboxes(this.documents, workspace, me, environment.clock);
    this.keeper = new Keeper(this.link, this.inboxes, workspace);
    this.link.own(this.documents.subscribe((name) => this.#documentChanged(name)));
    this.link.own(this.link.socket.subscribe(() => this.link.socket.live && this.#isBack()));
    // Another tab has signed out and wiped: what is still in memory here must not be written again.
    const device = `${this.link.prefix}device`;
    this.link.own(
      environment.onNote(device, () => {
        if (environment.notes.get(device) === null) void this.#signOut();
      }),
    );
    this.begun = this.#begin();
    this.link.socket.start();
  }

  get environment(): Environment {
    return this.link.environment;
  }
  get documents(): Documents {
    return this.link.documents;
  }
  get time(): RelayTime {
    return this.link.time;
  }

  /** Null for the first moments. */
  get own(): Own | null {
    return this.#own;
  }

  /** Why nothing of this workspace may be read any more. */
  get ended(): Ended | null {
    return this.#signedOut ?? this.inboxes.directoryDocument.ended ?? this.inboxes.own.ended;
  }

  async close(): Promise<void> {
    (await this.begun).outbox.close();
    await this.link.close();
  }

  async wipe(): Promise<void> {
    await this.close();
    await this.link.erase(['threads']);
  }

  async #begin(): Promise<Own> {
    const { workspace, me, environment } = this;
    const device = await deviceId(environment, workspace, me);
    const desk = await this.link.openDesk(device);
    const document = this.documents.acquire(outboxName(workspace, me, device), {
      broadcast: true,
      beforeConnect: async () => this.#own?.outbox.holdStale(),
      carryOver: copyCommands,
    });
    this.#outbox = document;
    this.#own = { outbox: new Outbox(document, desk, environment.clock, isCommand), desk };
    await document.whenLoaded;
    void this.files.tidy(filesIn(desk));
    this.#own.outbox.carry(this.files);
    noteIfWorn(environment, this.link.prefix, document.doc);
    this.link.signals.touch('content');
    return this.#own;
  }

  /** Somebody who was removed may have been invited again: what they wrote meanwhile is still to be decided. */
  #isBack(): void {
    void this.#own?.outbox.bring();
    this.inboxes.retryEnded();
    this.#outbox?.reopen();
  }

  #documentChanged(name: DocumentName): void {
    const kind = parseDocumentName(name)?.kind;
    // Its editor follows the contact note itself; nothing else depends on it.
    if (kind === 'note') return;
    const { directoryDocument } = this.inboxes;
    if (kind === 'directory' && directoryDocument.ended) void this.documents.forgetAll(isOwnWork);
    if (kind === 'directory' && directoryDocument.version !== this.#directoryVersion) {
      this.#directoryVersion = directoryDocument.version;
      this.inboxes.directoryChanged();
    }
    if (kind === 'outbox') void this.#own?.outbox.fill();
    this.link.signals.touch('content');
  }

  async #signOut(): Promise<void> {
    this.#signedOut = { reason: 'signed-out', at: this.time.now() };
    this.link.signals.touch('content');
    await this.close();
    // A document that was being opened may have been made anew.
    if (this.environment.notes.get(`${this.link.prefix}device`) === null) await this.link.erase(['threads']);
  }
}

/** What somebody wrote who was removed is still to be decided: they may be invited again. */
function isOwnWork(name: DocumentName): boolean {
  return parseDocumentName(name)?.kind === 'outbox';
}
