// Keys that were pressed on the way to another page are meant for what will be there: J, then A, assigns the next conversation
// and not the one that is being left.

export class EarlyKeys {
  #keys: string[] = [];
  readonly #isUnderWay: () => boolean;

  /** @param isUnderWay whether a navigation is */
  constructor(isUnderWay: () => boolean) {
    this.#isUnderWay = isUnderWay;
  }

  /** True if the key has to wait; nothing else may happen by it then. */
  keep(event: KeyboardEvent): boolean {
    // Those that were kept come again below.
    if (!event.isTrusted || !(this.#isUnderWay() || this.#keys.length > 0)) return false;
    event.preventDefault();
    if (!event.repeat) this.#keys.push(event.key);
    return true;
  }

  /** To be called when a page is there. One at a time: any of them may lead to yet another page, or open what takes the next. */
  release(): void {
    if (this.#isUnderWay()) return;
    const [key, ...rest] = this.#keys;
    this.#keys = rest;
    if (key === undefined) return;
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    requestAnimationFrame(() => this.release());
  }
}
