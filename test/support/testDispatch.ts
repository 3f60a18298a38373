// The dispatcher on the real core, with a clock and receivers of the test's own, and a process that can die at a named point.

import { readThread } from '#lib/doc/threadDoc.ts';
import type { Delivery } from '#lib/rules/event.ts';
import type { Answer, OutgoingChannel, OutgoingReply, Told } from '../../server/channels/channel.ts';
import { Dispatcher, type DispatchPoint } from '../../server/dispatch/dispatcher.ts';
import type { Log } from '../../server/log/log.ts';
import { MemoryLog } from '../../server/log/memory.ts';
import { seededChance } from './fakeChance.ts';
import { CHANNEL, TestRelay, WORKSPACE } from './startRelay.ts';

export const HOUR = 3_600_000;
const PIECE_MS = HOUR / 4;
export const accepted: Answer = { kind: 'accepted' };
export const silent: Answer = { kind: 'no-answer', reason: 'no-answer' };
export const busy = (reason = 'http-503', retryAfterMs: number | null = null): Answer => ({
  kind: 'busy',
  reason,
  retryAfterMs,
});

/** The other side: answers as it is told to, and when. */
export class Receiver {
  deduplicates = true;
  /** For each try, in order; then the last for ever. Null: does not answer until `release`. */
  answers: (Answer | null)[] = [accepted];
  readonly got: OutgoingReply[] = [];
  readonly held: ((answer: Answer) => void)[] = [];
  mostAtOnce = 0;
  #atOnce = 0;

  get texts(): string[] {
    return this.got.map(({ text }) => text);
  }

  async send(reply: OutgoingReply): Promise<Told> {
    this.got.push(reply);
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    const next = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    const answer = next ?? (await new Promise<Answer>((resolve) => this.held.push(resolve)));
    this.#atOnce -= 1;
    return { answer, status: null, said: '' };
  }
}

export class TestDispatch {
  readonly relay: TestRelay;
  /** Of the channel that customers write on unless said. */
  readonly receiver = new Receiver();
  readonly receivers = new Map<string, OutgoingChannel>([[CHANNEL, this.receiver]]);
  readonly counted: Record<string, number> = {};
  /** Where the process is to die, once. */
  dieAt: DispatchPoint | null = null;
  dispatcher: Dispatcher;

  private constructor(relay: TestRelay) {
    this.relay = relay;
    this.dispatcher = this.begin();
  }

  static async start(log: Log = new MemoryLog()): Promise<TestDispatch> {
    return new TestDispatch(
      await new TestRelay({ log, channels: { kindOf: () => 'webhook', of: () => [CHANNEL] } }).found(),
    );
  }

  /** The process died, and another starts on what was durable. */
  async restart(): Promise<void> {
    this.relay.restart(copyOf(this.relay.log));
    this.dispatcher = this.begin();
    await this.settle();
  }

  /** A dispatcher for the relay that runs now. */
  begin(): Dispatcher {
    const { relay, counted } = this;
    let alive = true;
    const core = relay.relay;
    const dispatcher = new Dispatcher({
      log: relay.log,
      perform: (workspace, work) => core.perform(workspace, work),
      relayTime: (workspace) => core.now(workspace),
      outgoing: (_workspace, channel) => this.receivers.get(channel) ?? null,
      tried: () => undefined,
      clock: relay.clock,
      chance: seededChance(5),
      meter: {
        dispatched: (outcome) => (counted[outcome] = (counted[outcome] ?? 0) + 1),
        dispatches: (change) => (counted['pending'] = (counted['pending'] ?? 0) + change),
      },
      problem: (what, error) => relay.problems.push({ what, error }),
      reached: (point) => {
        if (!alive || this.dieAt !== point) return;
        // Nothing that this process began is ever durable any more.
        alive = false;
        this.dieAt = null;
        relay.restart(copyOf(relay.log));
        throw new Error('the process is dead');
      },
    });
    relay.dispatched = (...news) => dispatcher.add(...news);
    dispatcher.start();
    return dispatcher;
  }

  /** Lets promises resolve and commits happen until nothing moves. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) {
      this.relay.clock.settle();
      await Promise.resolve();
    }
  }

  /** In pieces, so that what a promise waits for happens at about its time. */
  async pass(ms: number): Promise<void> {
    await this.settle();
    for (let left = ms; left > 0; left -= PIECE_MS) {
      this.relay.clock.advance(Math.min(left, PIECE_MS));
      await this.settle();
    }
  }

  /** A customer writes; the id of their conversation. */
  async customer(contact = 'budi', channel = CHANNEL): Promise<string> {
    const conversation = this.relay.newId();
    const writing = this.relay.relay.submit(WORKSPACE, {
      kind: 'receive-message',
      conversation,
      contact: { id: contact, name: 'Budi', fields: {} },
      channel,
      text: 'Halo',
      attachments: [],
      message: contact,
    });
    await this.settle();
    await writing;
    return conversation;
  }

  /** Leo answers; the seq of the reply, as deliveries have it. */
  async answer(conversation: string, text: string): Promise<string> {
    const outcome = await this.relay.act('leo', { kind: 'reply', conversation, text, attachments: [] });
    if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
    await this.settle();
    return String(outcome.seq);
  }

  deliveries(conversation: string): Record<string, Delivery> {
    return readThread(this.relay.open('mira', `thread/${conversation}`).doc)?.delivery ?? {};
  }
}

function copyOf(log: Log): MemoryLog {
  if (!(log instanceof MemoryLog)) throw new Error('only a log in memory can be copied');
  return log.clone();
}
