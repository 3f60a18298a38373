// Who is in a room just now. What others hear of somebody is made here from their session: a client chooses what it says of
// itself, never who it is, and never what is said of another.

import type { PresenceSaid, PresenceState } from '#lib/doc/presence.ts';
import { activeMember, type Directory } from '#lib/rules/directory.ts';
import { AWARENESS_PER_SECOND } from '#lib/rules/limits.ts';
import { CLOSE } from '#lib/doc/wire.ts';
import type { MemberId } from '#lib/rules/ids.ts';
import {
  awarenessMessage,
  encodeEntry,
  entriesOf,
  hear,
  isGone,
  RELAY_CLIENT,
  stateOf,
} from './presenceState.ts';
import type { Session } from './session.ts';
import { TokenBucket } from './tokenBucket.ts';

const LIMIT = { capacity: AWARENESS_PER_SECOND, perSecond: AWARENESS_PER_SECOND };

/** What presence asks of its room. */
export interface PresenceHost {
  readonly directory: Directory;
  /** Relay time. */
  now(): number;
  /** Relay time that is later than all that this gave before, in any room: a new room's clock never goes back. */
  tick(): number;
  after(delayMs: number, task: () => void): () => void;
  /** Sends to every session that may read at this moment, but not to this one. */
  tell(payload: Uint8Array, except: Session | null): void;
  /** Whether the customer writes just now. */
  contactWrites(): boolean;
  /** Somebody who writes a reply, or did until now, was heard of. */
  replying(): void;
}

interface Present {
  /** The awareness client id: the first that the session named. */
  client: number;
  /** The latest; null: not there at the moment. */
  said: PresenceSaid | null;
  /** As the others know it, for whoever joins; null if they know of nobody. */
  told: PresenceState | null;
  bucket: TokenBucket;
  /** Set while the latest waits for its turn. */
  cancel: (() => void) | null;
}

export class Presence {
  readonly #host: PresenceHost;
  readonly #present = new Map<Session, Present>();
  readonly #holders = new Map<number, Session>();

  constructor(host: PresenceHost) {
    this.#host = host;
  }

  /** Tells a session who is here. */
  joined(session: Session): void {
    // A clock of now: whoever comes back still has the clocks of before, and would take no state that is not newer.
    const clock = this.#host.tick();
    const entries = [...this.#present.values()].flatMap(({ client, told }) =>
      told ? [encodeEntry(client, clock, told)] : [],
    );
    if (this.#host.contactWrites()) entries.push(encodeEntry(RELAY_CLIENT, clock, { contact: true }));
    if (entries.length > 0) session.send(awarenessMessage(entries));
  }

  heard(session: Session, update: Uint8Array): void {
    const own = this.#present.get(session);
    const entries = entriesOf(update);
    if (!entries) return session.close(CLOSE.malformed, 'awareness');
    const mine = entries.find(({ client, json }) =>
      own ? client === own.client : !isGone(json) && this.#mayHold(client, session),
    );
    // Providers repeat what they heard of others: theirs to say, and no offence.
    if (!mine) return;
    const heard = hear(mine.json);
    if (heard.kind === 'refused') return session.close(heard.code, heard.reason);
    const present = own ?? this.#hold(mine.client, session);
    present.said = heard.kind === 'said' ? heard.said : null;
    if (present.cancel === null) this.#announce(session, present);
  }

  left(session: Session): void {
    const present = this.#drop(session);
    if (present?.told) this.#tell(session, { ...present, said: null });
  }

  /** Members who write a reply. */
  get repliers(): MemberId[] {
    return [...this.#present.values()].flatMap(({ told }) =>
      told?.writing === 'reply' ? [told.member] : [],
    );
  }

  /** The customer began to write, goes on, or stopped. */
  contact(writes: boolean): void {
    const entry = encodeEntry(RELAY_CLIENT, this.#host.tick(), writes ? { contact: true } : null);
    this.#host.tell(awarenessMessage([entry]), null);
  }

  #mayHold(client: number, session: Session): boolean {
    if (client === RELAY_CLIENT) return false;
    const holder = this.#holders.get(client);
    if (!holder) return true;
    // Their own line that broke and has not been noticed yet: the new one speaks from now on.
    const [before, now] = [holder.who, session.who];
    return before.kind === 'member' && now.kind === 'member' && before.member === now.member;
  }

  #hold(client: number, session: Session): Present {
    const holder = this.#holders.get(client);
    const told = (holder && this.#drop(holder)?.told) ?? null;
    const bucket = new TokenBucket(LIMIT, this.#host.now());
    const present: Present = { client, said: null, told, bucket, cancel: null };
    this.#present.set(session, present);
    this.#holders.set(client, session);
    return present;
  }

  #drop(session: Session): Present | undefined {
    const present = this.#present.get(session);
    if (!present) return undefined;
    present.cancel?.();
    this.#present.delete(session);
    this.#holders.delete(present.client);
    return present;
  }

  /** Now, or as soon as the limit allows; then it is the latest that goes. */
  #announce(session: Session, present: Present): void {
    if (present.bucket.take(this.#host.now())) return this.#tell(session, present);
    present.cancel = this.#host.after(present.bucket.waitMs(), () => {
      present.cancel = null;
      this.#announce(session, present);
    });
  }

  #tell(session: Session, present: Present): void {
    const { who } = session;
    const member = who.kind === 'member' ? activeMember(this.#host.directory, who.member) : null;
    const state = member && present.said ? stateOf(member, present.said) : null;
    if (!state && !present.told) return;
    const replied = present.told?.writing === 'reply' || state?.writing === 'reply';
    present.told = state;
    const entry = encodeEntry(present.client, this.#host.tick(), state);
    this.#host.tell(awarenessMessage([entry]), session);
    if (replied) this.#host.replying();
  }
}
