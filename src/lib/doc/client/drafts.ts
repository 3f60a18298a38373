// Texts that are being typed: on this device's disk within a quarter of a second, on the member's other devices when the
// typing pauses.

import type { ConversationId } from '../../rules/ids.ts';
import { TEXT_MAX } from '../../rules/limits.ts';
import type { Tab } from '../../rules/personal.ts';
import { draftKey } from '../inboxDoc.ts';
import type { Draft } from '../schema.ts';
import type { Desk } from './desk.ts';
import type { ClientClock } from './environment.ts';

/** Together with a busy disk this stays under the quarter of a second. */
const KEEP_WITHIN_MS = 100;
/** The pause after which a text is sent on, and how long it waits at most while somebody types without one. */
const SEND_AFTER_MS = 1_500;
const SEND_WITHIN_MS = 6_000;

interface Typing {
  draft: Draft;
  /** Monotonic time of the first input that was not sent on. */
  since: number;
  cancelKeep: (() => void) | null;
  cancelSend: () => void;
}

export class Drafts {
  readonly #desk: Desk;
  readonly #clock: ClientClock;
  readonly #send: (draft: Draft) => Promise<unknown>;
  readonly #typing = new Map<string, Typing>();

  /** @param send resolves when the draft's command is stored; never rejects */
  constructor(desk: Desk, clock: ClientClock, send: (draft: Draft) => Promise<unknown>) {
    this.#desk = desk;
    this.#clock = clock;
    this.#send = send;
  }

  /** By `draftKey`, what is newer here than in the outbox; an empty text says that the draft is gone. */
  unsent(): Map<string, Draft> {
    const drafts = this.#desk.drafts();
    for (const [key, { draft }] of this.#typing) drafts.set(key, draft);
    return drafts;
  }

  save(conversation: ConversationId, tab: Tab, text: string): void {
    const key = draftKey(conversation, tab);
    const before = this.#typing.get(key);
    before?.cancelSend();
    const now = this.#clock.monotonic();
    const since = before?.since ?? now;
    const draft: Draft = { conversation, tab, text: fit(text), at: this.#clock.wall() };
    const pause = Math.max(0, Math.min(SEND_AFTER_MS, since + SEND_WITHIN_MS - now));
    this.#typing.set(key, {
      draft,
      since,
      cancelKeep: before?.cancelKeep ?? this.#clock.after(KEEP_WITHIN_MS, () => this.#keep(key)),
      cancelSend: this.#clock.after(pause, () => void this.#sendOn(key)),
    });
  }

  /** Brings what is being typed onto the desk now. */
  keep(): void {
    for (const key of this.#typing.keys()) this.#keep(key);
  }

  /** Sends on what has not been, in no order; also what an earlier session left. */
  async flush(): Promise<void> {
    const left = [...this.#desk.drafts()].filter(([key]) => !this.#typing.has(key));
    await Promise.all([
      ...[...this.#typing.keys()].map((key) => this.#sendOn(key)),
      ...left.map(([key, draft]) => this.#handOver(key, draft)),
    ]);
  }

  /** Forgets timers; what is on the desk stays there. */
  close(): void {
    this.keep();
    for (const { cancelSend } of this.#typing.values()) cancelSend();
    this.#typing.clear();
  }

  #keep(key: string): void {
    const typing = this.#typing.get(key);
    if (!typing?.cancelKeep) return;
    typing.cancelKeep();
    typing.cancelKeep = null;
    this.#desk.keepDraft(key, typing.draft);
  }

  async #sendOn(key: string): Promise<void> {
    const typing = this.#typing.get(key);
    if (!typing) return;
    this.#keep(key);
    typing.cancelSend();
    this.#typing.delete(key);
    await this.#handOver(key, typing.draft);
  }

  async #handOver(key: string, draft: Draft): Promise<void> {
    await this.#send(draft);
    this.#desk.forgetDraft(key, draft.text);
  }
}

/** As the relay takes it; a longer text is no message anyway, and the composer says so. */
function fit(text: string): string {
  return text.slice(0, TEXT_MAX).replaceAll('\0', '').toWellFormed();
}
