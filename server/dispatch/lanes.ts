// The queues of one channel: a lane for each conversation, in which one goes at a time and in order, and a number of lanes
// that may go at once.

import type { ConversationId } from '#lib/rules/ids.ts';
import type { Clock } from '../clock.ts';
import type { Dispatch } from '../log/log.ts';

interface Lane {
  /** By reply, oldest first. */
  waiting: Dispatch[];
  /** `resting`: until the pause after a failed try is over. */
  state: 'ready' | 'running' | 'resting';
  cancel: () => void;
}

/** Of one channel: enough for a busy shop, too few to be an attack on the company's own server. */
const AT_ONCE = 4;

export class Lanes {
  readonly #clock: Clock;
  readonly #relayTime: () => number;
  readonly #run: (dispatch: Dispatch) => void;
  readonly #lanes = new Map<ConversationId, Lane>();
  /** Lanes whose first may go, in the order in which they became so. */
  #ready: ConversationId[] = [];
  #running = 0;
  #stopped = false;

  /** @param relayTime what `nextAt` is compared with */
  constructor(clock: Clock, relayTime: () => number, run: (dispatch: Dispatch) => void) {
    this.#clock = clock;
    this.#relayTime = relayTime;
    this.#run = run;
  }

  add(dispatch: Dispatch): void {
    const lane = this.#lanes.get(dispatch.conversation);
    if (lane) {
      // Behind the first: it may be on its way, or have to be first for good reason.
      const [first, ...rest] = lane.waiting;
      lane.waiting = [...(first ? [first] : []), ...[...rest, dispatch].sort((a, b) => a.reply - b.reply)];
      return;
    }
    const fresh: Lane = { waiting: [dispatch], state: 'resting', cancel: () => undefined };
    this.#lanes.set(dispatch.conversation, fresh);
    this.#rest(dispatch.conversation, fresh);
    this.#go();
  }

  /** A try has ended. `next`: the same dispatch, to be tried again; null if it is done with. */
  ran({ conversation }: Dispatch, next: Dispatch | null): void {
    const lane = this.#lanes.get(conversation);
    if (!lane) return;
    this.#running -= 1;
    lane.waiting = next ? [next, ...lane.waiting.slice(1)] : lane.waiting.slice(1);
    if (lane.waiting.length === 0) this.#lanes.delete(conversation);
    else this.#rest(conversation, lane);
    this.#go();
  }

  stop(): void {
    this.#stopped = true;
    for (const lane of this.#lanes.values()) lane.cancel();
  }

  #rest(conversation: ConversationId, lane: Lane): void {
    lane.state = 'resting';
    const wait = (lane.waiting[0]?.nextAt ?? 0) - this.#relayTime();
    if (wait <= 0) return this.#isReady(conversation, lane);
    // Not looked at again when it fires: relay time stands still after a clock was set back, and nobody may wait for that.
    lane.cancel = this.#clock.after(wait, () => {
      this.#isReady(conversation, lane);
      this.#go();
    });
  }

  #isReady(conversation: ConversationId, lane: Lane): void {
    lane.state = 'ready';
    this.#ready.push(conversation);
  }

  #go(): void {
    while (!this.#stopped && this.#running < AT_ONCE) {
      const lane = this.#lanes.get(this.#ready.shift() ?? '');
      if (!lane) return;
      const [first] = lane.waiting;
      if (!first || lane.state !== 'ready') continue;
      lane.state = 'running';
      this.#running += 1;
      this.#run(first);
    }
  }
}
