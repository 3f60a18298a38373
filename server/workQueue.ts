// Who has their turn when. What comes in while the event loop is busy is done together, as one turn: one commit for all of
// it. Reads follow what was written before them.

export interface Work {
  run(): void;
  /** It could not be done: its turn failed, and then it failed alone. */
  failed(error: unknown): void;
}

export interface WorkHost {
  /** Calls once, when what is being done now is over; never after the host has stopped. */
  soon(task: () => void): void;
  /** Before each turn. */
  begin(): void;
  /** Each piece of work has a turn of its own. */
  isCareful(): boolean;
  /** Does it as one turn: null, or why nothing of it was done. */
  attempt(run: () => void): { cause: unknown } | null;
}

/** Work done in one turn before others get theirs: one commit of this many small records takes a few milliseconds. */
const AT_ONCE = 200;

export class WorkQueue {
  readonly #host: WorkHost;
  #writes: Work[] = [];
  #reads: (() => void)[] = [];
  /** Who waits for the commit of what they asked for. */
  #afterCommit: (() => void)[] = [];
  #scheduled = false;

  constructor(host: WorkHost) {
    this.#host = host;
  }

  add(work: Work): void {
    this.#writes.push(work);
    this.#schedule();
  }

  read(task: () => void): void {
    this.#reads.push(task);
    this.#schedule();
  }

  /** Resolves with what it gave when that is durable; rejects with why it could not be done. */
  write<T>(run: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.add({
        run: () => {
          const result = run();
          this.#afterCommit.push(() => resolve(result));
        },
        failed: reject,
      });
    });
  }

  /** What was done is durable: whoever waits for it goes on. */
  committed(): void {
    const tasks = this.#afterCommit;
    this.#afterCommit = [];
    for (const task of tasks) task();
  }

  /** What was done is undone: it is tried again, or fails. */
  undone(): void {
    this.#afterCommit = [];
  }

  /** Does all that there is, and what comes of it. */
  finish(): void {
    while (this.#writes.length > 0 || this.#reads.length > 0) this.#drain();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#host.soon(() => this.#drain());
  }

  #drain(): void {
    this.#scheduled = false;
    this.#host.begin();
    const writes = this.#writes.splice(0, AT_ONCE);
    const reads = this.#reads.splice(0);
    if (writes.length > 0) this.#runAll(writes);
    for (const read of reads) read();
    if (this.#writes.length > 0) this.#schedule();
  }

  /** If the turn fails as a whole, each piece of work is tried alone, so that one cannot spoil another's. */
  #runAll(writes: Work[]): void {
    const together = writes.length > 1 && !this.#host.isCareful();
    if (together && this.#host.attempt(() => writes.forEach((work) => work.run())) === null) return;
    for (const work of writes) {
      const error = this.#host.attempt(() => work.run());
      if (error) work.failed(error.cause);
    }
  }
}
