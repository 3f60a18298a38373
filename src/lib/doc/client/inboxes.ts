// Which inboxes are open: my own; those of my teams and what has no team, as soon as there is time; others once somebody has
// asked for them.

import { readDirectory, readLoad, readMeta } from '../directoryDoc.ts';
import { readCard, readCounts } from '../inboxDoc.ts';
import { keyed } from '../keyed.ts';
import { directoryName, inboxName } from '../names.ts';
import { ROOT } from '../schema.ts';
import type { Card } from '../../rules/conversation.ts';
import { EMPTY_DIRECTORY, teamsOf, type Directory } from '../../rules/directory.ts';
import type { ConversationId, MemberId, WorkspaceId } from '../../rules/ids.ts';
import type { Counts, InboxName } from '../../rules/inbox.ts';
import type { Documents } from './documents.ts';
import type { ClientClock } from './environment.ts';
import type { OpenDocument } from './open.ts';

export class Inboxes {
  readonly #documents: Documents;
  readonly #workspace: WorkspaceId;
  readonly #me: MemberId;
  readonly #open = new Map<InboxName, OpenDocument>();
  readonly #asked = new Set<InboxName>();
  /** Mine too, and of no use to the first list: each opened when nothing more urgent is left to do. */
  readonly #later = new Set<InboxName>(['intake']);
  readonly #clock: ClientClock;
  #opening = false;
  readonly directoryDocument: OpenDocument;
  readonly own: OpenDocument;
  #directory: Directory = EMPTY_DIRECTORY;
  /** Which state of the directory that is. */
  #version: string | null = null;

  constructor(documents: Documents, workspace: WorkspaceId, me: MemberId, clock: ClientClock) {
    this.#clock = clock;
    this.#documents = documents;
    this.#workspace = workspace;
    this.#me = me;
    this.directoryDocument = documents.acquire(directoryName(workspace));
    this.own = this.#acquire(`inbox/${me}`);
    void this.own.whenLoaded.then(() => this.#openRest());
  }

  /** As the relay confirmed it; the same object until it changes. */
  get directory(): Directory {
    return this.#directory;
  }

  /** True once the directory and my own inbox are here. */
  get known(): boolean {
    return readMeta(this.directoryDocument.doc) !== null && this.own.known;
  }

  /** True while all that lists show by themselves is complete. */
  get synced(): boolean {
    return (
      this.directoryDocument.synced &&
      this.#later.size === 0 &&
      [...this.#open.values()].every((inbox) => inbox.synced || inbox.ended)
    );
  }

  /** How many open conversations a member owns, as the relay confirmed it. */
  load(member: MemberId): number {
    return readLoad(this.directoryDocument.doc, member);
  }

  /** To be called when the directory's document has changed. */
  directoryChanged(): void {
    const meta = readMeta(this.directoryDocument.doc);
    const version = meta && `${meta.epoch}.${meta.seq}`;
    // Only how busy somebody is has changed: everything that rests on the directory still holds.
    if (version !== null && version === this.#version) return;
    this.#version = version;
    this.#directory = readDirectory(this.directoryDocument.doc);
    const mine = new Set(teamsOf(this.#directory, this.#me).map((team): InboxName => `team/${team.id}`));
    for (const name of mine) if (!this.#open.has(name)) this.#later.add(name);
    for (const name of this.names()) {
      const leave = name.startsWith('team/') && !mine.has(name) && !this.#asked.has(name);
      if (leave) this.#release(name);
    }
    if (this.own.loaded) this.#openRest();
    // Another role or team may have opened what was closed.
    for (const inbox of this.#open.values()) inbox.reopen();
  }

  /** After a connection was made: what was closed to me may be open again. */
  retryEnded(): void {
    this.directoryDocument.reopen();
    for (const inbox of this.#open.values()) inbox.reopen();
  }

  cards(inbox: InboxName): Iterable<Card> {
    const { doc } = this.#get(inbox);
    return [...keyed<Card>(doc, ROOT.cards).map.values()].map(({ val }) => val);
  }

  /** Nothing yet of one that is still to be opened. */
  counts(inbox: InboxName): Counts {
    return this.#later.has(inbox) ? {} : readCounts(this.#get(inbox).doc);
  }

  /** The newest card of a conversation that any open inbox has. */
  card(id: ConversationId): Card | null {
    let newest: Card | null = null;
    for (const { doc } of this.#open.values()) {
      const card = readCard(doc, id);
      if (card && card.seq > (newest?.seq ?? -1)) newest = card;
    }
    return newest;
  }

  /** Those that are open, and those that are about to be. */
  names(): InboxName[] {
    return [...this.#open.keys(), ...this.#later];
  }

  /** Every conversation that one of my inboxes holds. */
  all(): Card[] {
    const cards = new Map<ConversationId, Card>();
    for (const name of this.names()) for (const card of this.cards(name)) cards.set(card.id, card);
    return [...cards.values()];
  }

  #get(inbox: InboxName): OpenDocument {
    const found = this.#open.get(inbox);
    if (found) return found;
    this.#asked.add(inbox);
    return this.#acquire(inbox);
  }

  /** One after another, and each not before the last is read: what somebody does meanwhile waits for no more than one. */
  #openRest(): void {
    const [next] = this.#later;
    if (this.#opening || next === undefined) return;
    this.#opening = true;
    this.#clock.idle(() => {
      this.#opening = false;
      if (!this.#later.has(next)) return this.#openRest();
      void this.#acquire(next).whenLoaded.then(() => this.#openRest());
    });
  }

  #acquire(inbox: InboxName): OpenDocument {
    this.#later.delete(inbox);
    const document = this.#documents.acquire(inboxName(this.#workspace, inbox));
    this.#open.set(inbox, document);
    return document;
  }

  #release(inbox: InboxName): void {
    this.#later.delete(inbox);
    if (!this.#open.delete(inbox)) return;
    this.#documents.release(inboxName(this.#workspace, inbox));
  }
}
