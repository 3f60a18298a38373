// Something that a form asks of the relay: one try at a time, and what went wrong with the last.

export class Attempt {
  #busy = $state(false);
  #problem = $state.raw<unknown>(null);

  get busy(): boolean {
    return this.#busy;
  }
  /** Null while nothing is wrong; `problemText` has the words. */
  get problem(): unknown {
    return this.#problem;
  }

  /** Does nothing while another one is under way. Never rejects. */
  async run(task: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#problem = null;
    try {
      await task();
    } catch (caught) {
      this.#problem = caught;
    } finally {
      this.#busy = false;
    }
  }
}
