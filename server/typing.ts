// Whether a visitor writes just now, in any tab of theirs; never what. Members hear of it in the thread's presence.

import { CLOSE } from '#lib/doc/wire.ts';
import { entriesOf, hear, RELAY_CLIENT } from './presenceState.ts';
import type { Session } from './session.ts';
import { TokenBucket } from './tokenBucket.ts';

/** Somebody who hesitates begins and stops a few times in a row; whoever does no more than that costs members nothing. */
const LIMIT = { capacity: 4, perSecond: 0.5 };

export interface TypingHost {
  /** Relay time. */
  now(): number;
  after(delayMs: number, task: () => void): () => void;
  /** `writes` is another than before, or still what it was. */
  changed(): void;
}

export class Typing {
  readonly #host: TypingHost;
  readonly #writing = new Set<Session>();
  readonly #bucket: TokenBucket;
  /** Set while the latest waits for its turn. */
  #waits = false;

  constructor(host: TypingHost) {
    this.#host = host;
    this.#bucket = new TokenBucket(LIMIT, host.now());
  }

  get writes(): boolean {
    return this.#writing.size > 0;
  }

  heard(session: Session, update: Uint8Array): void {
    // A provider repeats what it heard of the team: ours, and no offence.
    const own = entriesOf(update)?.filter(({ client }) => client !== RELAY_CLIENT);
    if (!own) return session.close(CLOSE.malformed, 'awareness');
    const mine = own.at(-1);
    if (!mine) return;
    const heard = hear(mine.json);
    if (heard.kind === 'refused') return session.close(heard.code, heard.reason);
    if (heard.kind === 'said' && heard.said.writing === 'reply') this.#writing.add(session);
    else if (!this.#writing.delete(session)) return;
    this.#announce();
  }

  left(session: Session): void {
    if (this.#writing.delete(session)) this.#announce();
  }

  /** Now, or as soon as the limit allows; then it is the latest that counts. */
  #announce(): void {
    if (this.#waits) return;
    if (this.#bucket.take(this.#host.now())) return this.#host.changed();
    this.#waits = true;
    this.#host.after(this.#bucket.waitMs(), () => {
      this.#waits = false;
      this.#announce();
    });
  }
}
