// Who wants to know. A listener that throws is a bug of its own and never keeps the others from hearing.

export class Listeners<A extends unknown[] = []> {
  readonly #all = new Set<(...args: A) => void>();
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  get size(): number {
    return this.#all.size;
  }

  /** @returns takes the listener off again */
  add(listener: (...args: A) => void): () => void {
    // Its own function, so that the same listener may be added twice and taken off once.
    const own = (...args: A): void => listener(...args);
    this.#all.add(own);
    return () => void this.#all.delete(own);
  }

  emit(...args: A): void {
    for (const listener of [...this.#all]) {
      if (!this.#all.has(listener)) continue;
      try {
        listener(...args);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}
