// Keeps the overlay up to date: worked out again when somebody reads it after something has changed, or when time alone
// changes the answer (a mention that ends).

import type { Command } from '../../rules/command.ts';
import type { Card } from '../../rules/conversation.ts';
import { accessOf } from '../../rules/access.ts';
import { entryOf, type CommandId, type ConversationId } from '../../rules/ids.ts';
import { mentionRuns } from '../../rules/mention.ts';
import type { Refusal } from '../../rules/refusal.ts';
import { noteName, threadName } from '../names.ts';
import { forecastRefusal, overlay, type Forecast, type Overlay, type OverlayInput } from '../overlay.ts';
import { readThread, readThreadCard } from '../threadDoc.ts';
import type { Session } from './session.ts';
import { ThreadLines } from './threadLines.ts';

export class Forecaster {
  readonly #session: Session;
  readonly #threads = new Map<ConversationId, { version: number; lines: ThreadLines }>();
  #over: Overlay | null = null;
  #revision = -1;
  #cancelTimer: (() => void) | null = null;

  constructor(session: Session) {
    this.#session = session;
    // Also when nobody looks: the end of a mention must not wait for a reader.
    session.link.own(session.link.signals.subscribe('content', () => this.#refresh()));
  }

  get over(): Overlay {
    return this.#refresh();
  }

  /** As the relay confirmed it last, from whichever open document has the newest. */
  confirmed(id: ConversationId): Card | null {
    const { documents, workspace, inboxes } = this.#session;
    const thread = documents.get(threadName(workspace, id));
    const ofThread = thread && !thread.ended ? readThreadCard(thread.doc) : null;
    const ofInbox = inboxes.card(id);
    return ofThread && ofThread.seq >= (ofInbox?.seq ?? 0) ? ofThread : ofInbox;
  }

  /** With what is on its way. */
  card(id: ConversationId): Card | null {
    const forecast = this.over.conversations.get(id);
    return forecast ? forecast.card : this.confirmed(id);
  }

  forecast(id: ConversationId): Forecast | null {
    return this.over.conversations.get(id) ?? null;
  }

  predict(command: Command): Refusal | null {
    return forecastRefusal(this.#input(), this.over, command);
  }

  /** The seq of the newest entry that this device shows. */
  seen(id: ConversationId): number {
    return Math.max(this.confirmed(id)?.seq ?? 0, this.thread(id)?.lastSeq ?? 0);
  }

  /** The lines of a thread that is open; null if it is not. */
  thread(id: ConversationId): ThreadLines | null {
    const document = this.#session.documents.get(threadName(this.#session.workspace, id));
    if (!document) {
      this.#threads.delete(id);
      return null;
    }
    const known = this.#threads.get(id) ?? { version: -1, lines: new ThreadLines() };
    this.#threads.set(id, known);
    if (known.version !== document.version) {
      known.version = document.version;
      known.lines.confirm(readThread(document.doc) ?? { timeline: [], delivery: {} });
    }
    return known.lines;
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #refresh(): Overlay {
    const { revision } = this.#session.link.signals;
    if (this.#over && revision === this.#revision) return this.#over;
    this.#over = overlay(this.#input(), this.#over);
    this.#revision = revision;
    this.#wakeAt(this.#nextChange(this.#over));
    return this.#over;
  }

  #input(): OverlayInput {
    const { own, inboxes, me, time } = this.#session;
    return {
      commands: own?.outbox.entries ?? [],
      cardOf: (id) => this.confirmed(id),
      isConfirmed: (id: ConversationId, command: CommandId) =>
        this.thread(id)?.commands.has(command) ?? false,
      directory: inboxes.directory,
      me,
      now: time.now(),
    };
  }

  /** When the next answer changes by itself: a prediction's, or the end of a mention of mine. */
  #nextChange(over: Overlay): number {
    const { inboxes, me, time } = this.#session;
    let next = Infinity;
    for (const { until } of over.steps.values()) next = Math.min(next, until);
    const now = time.now();
    for (const card of inboxes.cards(`inbox/${me}`)) {
      const until = entryOf(card.guests, me)?.until ?? 0;
      if (until > now) next = Math.min(next, until);
    }
    return next;
  }

  #wakeAt(at: number): void {
    const { environment, time } = this.#session;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (at === Infinity) return;
    this.#cancelTimer = environment.clock.after(Math.max(1, at - time.now()), () => {
      this.#cancelTimer = null;
      this.#endLapsed();
      this.#session.link.signals.touch('content');
    });
  }

  /** Mentions that are over by our own reckoning: the copies go, whether or not the relay can be asked. */
  #endLapsed(): void {
    const { documents, workspace, inboxes, me, time } = this.#session;
    const now = time.now();
    for (const card of inboxes.cards(`inbox/${me}`)) {
      const guest = entryOf(card.guests, me);
      if (!guest || mentionRuns(card, me, now)) continue;
      if (accessOf(card, inboxes.directory, me, now).length > 0) continue;
      for (const name of [threadName(workspace, card.id), noteName(workspace, card.id)]) {
        void documents.end(name, { reason: 'mention-lapsed', at: guest.until });
      }
    }
  }
}
