// The lines of a timeline: what the relay has confirmed, then what is on its way.

import type { CommandId } from '../../rules/ids.ts';
import type { TimelineEntry, ThreadContent } from '../schema.ts';
import type { TimelineLine } from './views.ts';

type Confirmed = Pick<ThreadContent, 'timeline' | 'delivery'>;

export class ThreadLines {
  #entries: readonly TimelineEntry[] = [];
  #confirmed: readonly TimelineLine[] = [];
  #commands: ReadonlySet<CommandId> = new Set();
  #pending: { from: readonly TimelineEntry[]; lines: readonly TimelineLine[] } = { from: [], lines: [] };
  #all: readonly TimelineLine[] = [];
  #stale = true;

  /** What the thread's document holds now. Lines that did not change stay the same objects. */
  confirm({ timeline, delivery }: Confirmed): void {
    const before = this.#confirmed;
    const keys = new Keys();
    const lines = timeline.map((entry, index): TimelineLine => {
      const known = before[index];
      const ofReply = entry.kind === 'reply-sent' ? (delivery[String(entry.seq)] ?? null) : null;
      const key = keys.next(entry);
      const same = known?.entry === entry && known.delivery === ofReply && known.key === key;
      return same ? known : { key, entry, pending: false, delivery: ofReply };
    });
    const unchanged = lines.length === before.length && lines.every((line, index) => line === before[index]);
    if (unchanged) return;
    this.#entries = timeline;
    this.#confirmed = lines;
    this.#commands = new Set(timeline.flatMap(({ command }) => (command === null ? [] : [command])));
    this.#stale = true;
  }

  /** Commands whose outcome is in the confirmed timeline. */
  get commands(): ReadonlySet<CommandId> {
    return this.#commands;
  }

  /** The seq of the newest confirmed entry; 0 if none. */
  get lastSeq(): number {
    return this.#entries.at(-1)?.seq ?? 0;
  }

  with(predicted: readonly TimelineEntry[]): readonly TimelineLine[] {
    if (predicted !== this.#pending.from) {
      const keys = new Keys();
      const lines = predicted.map((entry) => ({
        key: keys.next(entry),
        entry,
        pending: true,
        delivery: null,
      }));
      this.#pending = { from: predicted, lines };
      this.#stale = true;
    }
    if (this.#stale) this.#all = [...this.#confirmed, ...this.#pending.lines];
    this.#stale = false;
    return this.#all;
  }
}

/** A command's lines are told apart by their number within it, so that a line keeps its key when it is confirmed. */
class Keys {
  #last = '';
  #count = 0;

  next({ command, seq }: TimelineEntry): string {
    const of = command ?? String(seq);
    this.#count = of === this.#last ? this.#count + 1 : 0;
    this.#last = of;
    return `${of}.${this.#count}`;
  }
}
