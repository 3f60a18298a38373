// The rooms of one workspace: opened by the first session, gone with the last.

import { chatName, isMerged, noteName, parseDocumentName, threadName } from '#lib/doc/names.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import { accessOf, may } from '#lib/rules/access.ts';
import { activeMember, sameMembership, type Directory } from '#lib/rules/directory.ts';
import type { ChannelId, MemberId, WorkspaceId } from '#lib/rules/ids.ts';
import type { Documents } from './documents.ts';
import type { Commit } from './log/log.ts';
import type { Meter } from './meter.ts';
import type { Peer, Principal, Stream } from './principal.ts';
import { Room, type Host } from './room.ts';
import type { Projection } from './project.ts';
import { Session } from './session.ts';
import type { Turn } from './turn.ts';

/** What the rooms ask of their workspace beside what one room asks. */
export interface RoomsHost extends Omit<Host, 'emptied' | 'tick' | 'contactWrites' | 'writers' | 'writing'> {
  readonly workspace: WorkspaceId;
  opened(room: Room, session: Session): void;
  readonly projection: Pick<Projection, 'channels' | 'channelKind'>;
  readonly turn: Pick<Turn, 'conversationOf'>;
}

export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #host: RoomsHost;
  readonly #documents: Pick<Documents, 'use'>;
  readonly #meter: Meter;
  #ticked = 0;

  constructor(host: RoomsHost, documents: Pick<Documents, 'use'>, meter: Meter) {
    this.#host = host;
    this.#documents = documents;
    this.#meter = meter;
  }

  connect(who: Principal, document: string, epoch: number | null, peer: Peer): Stream {
    const ref = parseDocumentName(document);
    if (!ref) {
      peer.close(CLOSE.malformed, 'document-name');
      return { receive: () => undefined, end: () => undefined };
    }
    // There at once, and kept until everybody who was told of it has joined: who asks in the same turn meets in one room.
    const room = this.#rooms.get(document) ?? this.#newRoom(document, ref);
    room.expect();
    const session = new Session(who, peer, room);
    this.#host.read(() => {
      room.join(session, epoch);
      if (!session.isOver) this.#host.opened(room, session);
    });
    return session;
  }

  /** Decided documents first: whoever sees that a command left the outbox has already seen what became of it. */
  publish(updates: Commit['updates']): void {
    const isOutbox = (name: string): boolean => {
      const ref = parseDocumentName(name);
      return ref !== null && isMerged(ref.kind);
    };
    const ordered = [...updates].sort((a, b) => Number(isOutbox(a.document)) - Number(isOutbox(b.document)));
    for (const { document, update } of ordered) this.#rooms.get(document)?.publish(update);
  }

  /** Asks again who may read what this commit touched. */
  recheckAfter(commit: Commit, before: Directory): void {
    const after = commit.directory;
    if (after && !sameMembership(before, after)) {
      for (const room of [...this.#rooms.values()]) room.recheck();
      return;
    }
    for (const { card } of commit.cards) {
      this.#rooms.get(threadName(this.#host.workspace, card.id))?.recheck();
      this.#rooms.get(noteName(this.#host.workspace, card.id))?.recheck();
    }
  }

  closeMember(member: MemberId, code: number, reason: string): void {
    for (const room of [...this.#rooms.values()])
      room.closeWhere((who) => isMember(who, member), code, reason);
  }

  /**
   * Ends the chats of a channel that was switched off. Its pages are told why; what they had not sent yet stays on the
   * visitors' devices, so doorsteps are only closed to them for now.
   */
  closeChannel(channel: ChannelId): void {
    const onIt = (who: Principal): boolean => who.kind === 'visitor' && who.channel === channel;
    for (const room of [...this.#rooms.values()]) {
      const code = room.ref.kind === 'chat' ? CLOSE.noAccess : CLOSE.notSignedIn;
      room.closeWhere(onIt, code, 'channel-off');
    }
  }

  closeAll(code: number, reason: string): void {
    for (const room of [...this.#rooms.values()]) room.closeWhere(() => true, code, reason);
  }

  #newRoom(name: string, ref: NonNullable<ReturnType<typeof parseDocumentName>>): Room {
    const host = this.#host;
    const room: Room = new Room(name, ref, {
      get epoch() {
        return host.epoch;
      },
      view: () => host.view(),
      document: (document) => host.document(document),
      read: (task) => host.read(task),
      tick: () => this.#tick(),
      after: (delayMs, task) => host.after(delayMs, task),
      merge: (...offer) => host.merge(...offer),
      emptied: () => this.#remove(room),
      contactWrites: () => this.#chatOf(room)?.isTyping ?? false,
      writers: () => this.#writersTo(room),
      writing: () => this.#writing(room),
    });
    this.#add(room);
    return room;
  }

  /** What is seen of a thread from the other side of the glass, and of a chat from this one. */
  #writing(room: Room): void {
    if (room.ref.kind === 'chat') this.#threadOf(room)?.contact(room.isTyping);
    else this.#chatOf(room)?.tellWriters();
  }

  /** By display name only, and only those who may send a reply: what anybody writes in a note is nobody else's business. */
  #writersTo(chat: Room): string[] {
    const thread = this.#threadOf(chat);
    if (thread?.ref.kind !== 'thread') return [];
    const view = this.#host.view();
    const { directory, now } = view;
    const of = view.card(thread.ref.conversation);
    const writers = thread.repliers.filter(
      (member) => of && may(accessOf(of, directory, member, now), 'reply'),
    );
    return [...new Set(writers)].flatMap((member) => activeMember(directory, member)?.name ?? []);
  }

  /** The open room in which a thread's customer is; undefined if they are not there, or write from elsewhere. */
  #chatOf({ ref }: Room): Room | undefined {
    if (ref.kind !== 'thread') return undefined;
    const contact = this.#host.view().card(ref.conversation)?.contact.id;
    return contact === undefined ? undefined : this.#rooms.get(chatName(ref.workspace, contact));
  }

  /** The open room of a chat's thread: the one whose chat it is. */
  #threadOf({ ref }: Room): Room | undefined {
    if (ref.kind !== 'chat') return undefined;
    const { projection, turn } = this.#host;
    // A visitor's id is made from their channel, too: no other channel has it.
    for (const channel of projection.channels()) {
      const conversation =
        projection.channelKind(channel) === 'web-chat' ? turn.conversationOf(channel, ref.visitor) : null;
      if (conversation !== null) return this.#rooms.get(threadName(ref.workspace, conversation));
    }
    return undefined;
  }

  #tick(): number {
    this.#ticked = Math.max(this.#ticked + 1, this.#host.view().now);
    return this.#ticked;
  }

  #add(room: Room): void {
    this.#rooms.set(room.name, room);
    this.#documents.use(room.name, true);
    this.#meter.rooms(1);
  }

  #remove(room: Room): void {
    if (!this.#rooms.delete(room.name)) return;
    this.#documents.use(room.name, false);
    this.#meter.rooms(-1);
  }
}

function isMember(who: Principal, member: MemberId): boolean {
  return who.kind === 'member' && who.member === member;
}
