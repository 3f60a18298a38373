// A room is one document with its sessions. Access is asked when a session joins, compared with the clock on every frame,
// and asked again whenever an event may have changed it.

import * as Y from 'yjs';
import { isMerged, type DocumentRef } from '#lib/doc/names.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import { guard, type View } from './guard.ts';
import type { MemberId } from '#lib/rules/ids.ts';
import { Presence } from './presence.ts';
import { awarenessMessage, encodeEntry, RELAY_CLIENT } from './presenceState.ts';
import type { Principal } from './principal.ts';
import { isEmptyUpdate, stepTwo, updateMessage, type RoomSide, type Session } from './session.ts';
import { Typing } from './typing.ts';

/** What a room asks of its workspace. Reads run between commits, so that nobody sees what is not durable. */
export interface Host {
  readonly epoch: number;
  view(): View;
  document(name: string): Y.Doc;
  read(task: () => void): void;
  /** Relay time that is later than all that this gave before. */
  tick(): number;
  after(delayMs: number, task: () => void): () => void;
  /** An update to a merged document; decided and committed with the turn. */
  merge(room: Room, session: Session, update: Uint8Array): void;
  emptied(room: Room): void;
  /** Whether the customer of this thread writes just now. */
  contactWrites(room: Room): boolean;
  /** Names of those who write a reply to the visitor of this chat. */
  writers(room: Room): string[];
  /** Who writes here is another matter now: whoever shows it elsewhere may look. */
  writing(room: Room): void;
}

export class Room implements RoomSide {
  readonly name: string;
  readonly ref: DocumentRef;
  readonly #host: Host;
  readonly #sessions = new Set<Session>();
  /** Sessions that will join after the commit that is under way. */
  #expected = 0;
  /** Where several people meet. */
  readonly #presence: Presence | null;
  /** Where a visitor is. */
  readonly #typing: Typing | null;

  constructor(name: string, ref: DocumentRef, host: Host) {
    this.name = name;
    this.ref = ref;
    this.#host = host;
    this.#presence = ref.kind === 'thread' || ref.kind === 'note' ? this.#createPresence() : null;
    this.#typing = ref.kind === 'chat' ? this.#createTyping() : null;
  }

  /** Members who write a reply here. */
  get repliers(): MemberId[] {
    return this.#presence?.repliers ?? [];
  }

  /** Whether the visitor of this chat writes. */
  get isTyping(): boolean {
    return this.#typing?.writes ?? false;
  }

  /** The customer of this thread began to write, or stopped. */
  contact(writes: boolean): void {
    this.#presence?.contact(writes);
  }

  /** Tells the visitor of this chat who writes to them. */
  tellWriters(): void {
    this.#tell(this.#writersMessage(), () => true);
  }

  get isDecided(): boolean {
    return !isMerged(this.ref.kind);
  }

  /** A session will join, or will have left by then. */
  expect(): void {
    this.#expected += 1;
  }

  /** @param epoch of the copy that the client has; null without one */
  join(session: Session, epoch: number | null): void {
    this.#expected -= 1;
    if (session.isOver) return this.#leaveIfEmpty();
    this.#sessions.add(session);
    const entry = guard(this.ref, session.who, this.#host.view());
    if (entry.kind === 'refused') return session.close(entry.code, entry.reason);
    const newest = this.#host.epoch;
    if (this.isDecided && epoch !== null && epoch !== newest)
      return session.close(CLOSE.epochChanged, String(newest));
    session.opened(newest, entry.until);
    // In a merged document the client may have what the relay lacks; in a decided one it has nothing to give.
    if (!this.isDecided) session.ask(Y.encodeStateVector(this.#host.document(this.name)));
    this.#presence?.joined(session);
    if (this.#typing && this.#host.writers(this).length > 0) session.send(this.#writersMessage());
  }

  /** Passes a committed update on, framed once for all. */
  publish(update: Uint8Array): void {
    // What the others lack comes with their answer. Sent now, its deletions would apply while its insertions wait for what
    // is before them: a card that was only rewritten would be gone for a moment.
    this.#tell(updateMessage(update), (session) => session.isAnswered);
  }

  /** Something happened that may have changed who may read: closes the streams of those who no longer may. */
  recheck(): void {
    for (const session of [...this.#sessions]) this.#recheckOne(session);
  }

  closeWhere(who: (principal: Principal) => boolean, code: number, reason: string): void {
    for (const session of [...this.#sessions]) if (who(session.who)) session.close(code, reason);
  }

  answer(session: Session, stateVector: Uint8Array): void {
    this.#host.read(() => {
      if (session.isOver || !this.#recheckOne(session)) return;
      try {
        session.send(stepTwo(Y.encodeStateAsUpdate(this.#host.document(this.name), stateVector)));
        session.isAnswered = true;
      } catch {
        session.close(CLOSE.malformed, 'state-vector');
      }
    });
  }

  offer(session: Session, update: Uint8Array): void {
    if (!this.isDecided) return this.#host.merge(this, session, update);
    // Not decoded: whatever it says, nobody but the relay writes here.
    if (!isEmptyUpdate(update)) session.close(CLOSE.noAccess, 'read-only');
  }

  heard(session: Session, update: Uint8Array): void {
    const listener = this.#presence ?? this.#typing;
    if (!listener || !this.#sessions.has(session)) return;
    if (this.#recheckOne(session)) listener.heard(session, update);
  }

  left(session: Session): void {
    if (!this.#sessions.delete(session)) return;
    this.#presence?.left(session);
    this.#typing?.left(session);
    this.#leaveIfEmpty();
  }

  #leaveIfEmpty(): void {
    if (this.#sessions.size === 0 && this.#expected === 0) this.#host.emptied(this);
  }

  #createPresence(): Presence {
    const host = this.#host;
    return new Presence({
      get directory() {
        return host.view().directory;
      },
      now: () => host.view().now,
      tick: () => host.tick(),
      after: (delayMs, task) => host.after(delayMs, task),
      tell: (payload, except) => this.#tell(payload, (session) => session !== except),
      contactWrites: () => this.ref.kind === 'thread' && host.contactWrites(this),
      replying: () => host.writing(this),
    });
  }

  #createTyping(): Typing {
    const host = this.#host;
    return new Typing({
      now: () => host.view().now,
      after: (delayMs, task) => host.after(delayMs, task),
      changed: () => host.writing(this),
    });
  }

  #writersMessage(): Uint8Array {
    const writers = this.#host.writers(this);
    const state = writers.length > 0 ? { writers } : null;
    return awarenessMessage([encodeEntry(RELAY_CLIENT, this.#host.tick(), state)]);
  }

  #tell(payload: Uint8Array, concerns: (session: Session) => boolean): void {
    const { now } = this.#host.view();
    for (const session of [...this.#sessions]) {
      if (!concerns(session)) continue;
      if (now < session.until || this.#recheckOne(session)) session.send(payload);
    }
  }

  #recheckOne(session: Session): boolean {
    const entry = guard(this.ref, session.who, this.#host.view());
    if (entry.kind === 'open') {
      session.until = entry.until;
      return true;
    }
    // They could read it until now, so that it exists is no secret; why they no longer may is theirs to know.
    const reason = entry.code === CLOSE.notFound ? 'removed' : entry.reason;
    session.close(CLOSE.noAccess, reason);
    return false;
  }
}
