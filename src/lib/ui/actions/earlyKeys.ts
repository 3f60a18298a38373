// Keys that were pressed on the way to another page are meant for what will be there: J, then A, assigns the next conversation
// and not the one that is being left.

/** A link that leads nowhere else (to a place on the same page) holds keys back no longer than this. */
const BEGINS_WITHIN_MS = 300;

export class EarlyKeys {
  #keys: string[] = [];
  /** A link was pressed, and the navigation is about to begin. */
  #isExpected = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  readonly #isUnderWay: () => boolean;

  /** @param isUnderWay whether a navigation is */
  constructor(isUnderWay: () => boolean) {
    this.#isUnderWay = isUnderWay;
  }

  /** To be called at every click, once Kit has had it: where it was on a link, Kit lets a frame be drawn and goes there. */
  clicked({ target, defaultPrevented }: MouseEvent): void {
    if (!defaultPrevented || !(target instanceof Element) || !target.closest('a[href]')) return;
    this.#isExpected = true;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#release(), BEGINS_WITHIN_MS);
  }

  /** To be called when a page is there, which is a moment before Kit says that it has arrived. */
  arrived(): void {
    clearTimeout(this.#patience);
    requestAnimationFrame(() => this.#release());
  }

  /** True if the key has to wait; nothing else may happen by it then. */
  keep(event: KeyboardEvent): boolean {
    // Those that were kept come again below.
    if (!event.isTrusted || !(this.#isExpected || this.#isUnderWay() || this.#keys.length > 0)) return false;
    event.preventDefault();
    if (!event.repeat) this.#keys.push(event.key);
    return true;
  }

  /** One at a time: any of them may lead to yet another page, or open what takes the next. */
  #release(): void {
    this.#isExpected = false;
    if (this.#isUnderWay()) return;
    const [key, ...rest] = this.#keys;
    this.#keys = rest;
    if (key === undefined) return;
    press(key, document.activeElement ?? document.body);
    requestAnimationFrame(() => this.#release());
  }

  /** To be called before a key goes to a field by itself: those that were typed before it come before it. */
  flush(): void {
    const keys = this.#keys;
    this.#keys = [];
    for (const key of keys) press(key, document.activeElement ?? document.body);
  }
}

/** As the browser does with a key, if nobody prevents it: R, then a reply, is written in the field that R leads to. */
function press(key: string, target: Element): void {
  const isLeft = target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  if (!isLeft || key.length !== 1 || !(target instanceof HTMLTextAreaElement)) return;
  target.setRangeText(key, target.selectionStart, target.selectionEnd, 'end');
  target.dispatchEvent(new InputEvent('input', { data: key, inputType: 'insertText', bubbles: true }));
}
