// What the relay does by itself when its time comes: mentions and snoozes end. The times stand in an index of the log; only
// the next one is ever waited for. Being late lets nobody in for longer: access is a comparison with the clock.

import type { RelayInput } from '#lib/rules/decideRelay.ts';
import type { WorkspaceId } from '#lib/rules/ids.ts';
import type { Clock } from './clock.ts';
import type { Due, Log } from './log/log.ts';

interface Machine {
  readonly workspace: WorkspaceId;
  now(): number;
  due(input: RelayInput): void;
}

/** Taken from the index at once; the rest follows when these are committed. */
const DUE_AT_ONCE = 100;

export class Timers {
  readonly #clock: Clock;
  readonly #log: Pick<Log, 'due'>;
  readonly #machine: Machine;
  #cancel: () => void = () => undefined;
  #armedFor = Infinity;
  #stopped = false;

  constructor(clock: Clock, log: Pick<Log, 'due'>, machine: Machine) {
    this.#clock = clock;
    this.#log = log;
    this.#machine = machine;
  }

  /** Waits for what is due next, if that is sooner or later than what it waits for now. */
  arm(): void {
    const at = this.#log.due(this.#machine.workspace, 1)[0]?.at ?? Infinity;
    if (at === this.#armedFor || this.#stopped) return;
    this.#cancel();
    this.#armedFor = at;
    if (at === Infinity) return;
    this.#cancel = this.#clock.after(Math.max(0, at - this.#machine.now()), () => this.#fire());
  }

  /** Whatever is due by now is decided before anybody reads, also when the clock has jumped and the timer is late. */
  catchUp(): void {
    if (!this.#stopped && this.#machine.now() >= this.#armedFor) this.#fire();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #fire(): void {
    this.#cancel();
    this.#armedFor = Infinity;
    const now = this.#machine.now();
    const due = this.#log.due(this.#machine.workspace, DUE_AT_ONCE).filter(({ at }) => at <= now);
    for (const one of due) this.#machine.due(inputOf(one));
    // A timer may run early (its wait is bounded, clocks jump): then there is only the next wait to begin.
    if (due.length === 0) this.arm();
  }
}

function inputOf(due: Due): RelayInput {
  const { conversation } = due;
  return due.kind === 'lapse-mention'
    ? { kind: 'lapse-mention', conversation, member: due.member }
    : { kind: 'end-snooze', conversation };
}
