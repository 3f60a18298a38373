// Brings the conversations of my inboxes onto this device, newest first, so that they are there without a network; and
// removes what has fallen out of them.

import type { Card } from '../../rules/conversation.ts';
import type { ConversationId, WorkspaceId } from '../../rules/ids.ts';
import { noteName, parseDocumentName, threadName, type DocumentName } from '../names.ts';
import { readThreadCard } from '../threadDoc.ts';
import type { Documents } from './documents.ts';
import type { Inboxes } from './inboxes.ts';
import { Kept } from './kept.ts';
import type { Link } from './link.ts';
import type { OpenDocument } from './open.ts';

/** More than somebody reads in a day without a network; each is a database on the device. */
const CONVERSATIONS_MAX = 300;
/** Streams that the background may hold open at once: what is being looked at comes first. */
const AT_ONCE = 3;
/** What takes longer is left for the next time, so that it does not keep the others waiting. */
const PATIENCE_MS = 20_000;
/** In between, so that a busy team does not make every browser ask for every message one by one. */
const PAUSE_MS = 5_000;

export class Keeper {
  readonly #link: Link;
  readonly #documents: Documents;
  readonly #inboxes: Inboxes;
  readonly #workspace: WorkspaceId;
  readonly #kept: Kept;
  /** Contact notes that were open in this session, and whether all of each is with the relay. */
  readonly #sent = new Map<ConversationId, boolean>();
  #cancel: (() => void) | null = null;
  #running = false;
  #closed = false;

  constructor(link: Link, inboxes: Inboxes, workspace: WorkspaceId) {
    this.#link = link;
    this.#documents = link.documents;
    this.#inboxes = inboxes;
    this.#workspace = workspace;
    this.#kept = new Kept(link);
    link.own(this.#documents.subscribe((name) => this.#noteChanged(name)));
    link.own(link.signals.subscribe('content', () => this.#later()));
    link.own(link.signals.subscribe('connection', () => this.#later()));
    link.own(() => this.#close());
  }

  /** Up to which entry the device's copy of a thread goes; 0 if it has none. */
  keptSeq(id: ConversationId): number {
    return this.#kept.seq(id);
  }

  /** How many contact notes have something that the relay has not. */
  get unsentNotes(): number {
    return this.#kept.editedNotes;
  }

  /** What is written in a contact note without a connection is sent later, also if nobody opens the note again. */
  #noteChanged(name: DocumentName): void {
    const ref = parseDocumentName(name);
    const document = this.#documents.get(name);
    if (ref?.kind !== 'note' || !document) return;
    if (document.unsent) this.#kept.edited(ref.conversation);
    const isSent = document.synced || document.ended !== null;
    if (this.#sent.get(ref.conversation) === isSent) return;
    this.#sent.set(ref.conversation, isSent);
    if (isSent) this.#kept.sent(ref.conversation);
    else this.#kept.unsent(ref.conversation);
  }

  #later(): void {
    if (this.#cancel || this.#closed) return;
    this.#cancel = this.#link.environment.clock.after(PAUSE_MS, () => {
      this.#cancel = null;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#running || !this.#link.socket.live || !this.#inboxes.synced) return;
    this.#running = true;
    const cards = this.#inboxes
      .all()
      .sort((a, b) => b.activityAt - a.activityAt)
      .slice(0, CONVERSATIONS_MAX);
    await this.#removeOthers(new Set(cards.map(({ id }) => id)));
    const queue = [
      ...this.#kept.unsentNotes().map((id) => () => this.#bringNote(id)),
      ...cards
        .filter((card) => this.#isNews(card))
        .map(
          ({ id }) =>
            () =>
              this.#bring(id),
        ),
    ];
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next && this.#goesOn; next = queue.shift()) await next();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.#running = false;
  }

  get #goesOn(): boolean {
    return this.#link.socket.live && !this.#closed;
  }

  #isNews({ id, seq }: Card): boolean {
    return this.#kept.seq(id) < seq;
  }

  async #bring(id: ConversationId): Promise<void> {
    await this.#visit(threadName(this.#workspace, id), (document) => {
      const card = document.synced ? readThreadCard(document.doc) : null;
      if (card) this.#kept.has(id, card.seq);
    });
    await this.#bringNote(id);
  }

  async #bringNote(id: ConversationId): Promise<void> {
    await this.#visit(noteName(this.#workspace, id), () => undefined);
  }

  /** Opens a document until it is complete or cannot be completed now. */
  async #visit(name: DocumentName, then: (document: OpenDocument) => void): Promise<void> {
    const document = this.#documents.acquire(name);
    await new Promise<void>((resolve) => {
      const offs: (() => void)[] = [];
      const look = (): void => {
        if (document.synced || document.ended || document.stuck || !this.#goesOn) done();
      };
      const done = (): void => {
        for (const off of offs) off();
        resolve();
      };
      offs.push(
        document.subscribe(look),
        this.#link.socket.subscribe(look),
        this.#link.environment.clock.after(PATIENCE_MS, done),
      );
      look();
    });
    then(document);
    this.#documents.release(name, false);
  }

  async #removeOthers(mine: ReadonlySet<ConversationId>): Promise<void> {
    for (const id of await this.#copies()) {
      if (mine.has(id) || this.#documents.get(threadName(this.#workspace, id))) continue;
      await this.#documents.forget(threadName(this.#workspace, id));
      if (!this.#kept.isUnsent(id)) await this.#documents.forget(noteName(this.#workspace, id));
      this.#kept.forget(id);
    }
  }

  async #copies(): Promise<Set<ConversationId>> {
    const prefixes = [threadName(this.#workspace, ''), noteName(this.#workspace, '')];
    const names = await Promise.all(
      prefixes.map(async (prefix) =>
        (await this.#documents.kept(prefix)).map((name) => name.slice(prefix.length)),
      ),
    );
    return new Set(names.flat());
  }

  #close(): void {
    this.#closed = true;
    this.#cancel?.();
  }
}
