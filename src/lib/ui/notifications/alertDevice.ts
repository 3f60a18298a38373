// What the browser has for alerts: whether this tab is in front, whether another is, which one speaks for all, and the
// browser's own notifications. Tabs agree by locks, which go with the tab that held them.

import { onChosen, showByWorker } from './workerNotice.ts';

/** Not in every browser, and nowhere without a secure connection. */
const locks = (): LockManager | null => ('locks' in navigator ? navigator.locks : null);

export type Permission = NotificationPermission | 'unsupported';

export function permission(): Permission {
  return 'Notification' in window ? Notification.permission : 'unsupported';
}

/** Only from a click: browsers refuse, and people resent, a question that nobody asked for. */
export async function askPermission(): Promise<Permission> {
  return permission() === 'unsupported' ? 'unsupported' : Notification.requestPermission();
}

export interface Shown {
  title: string;
  body: string;
  /** Another one of the same tag takes its place. */
  tag: string;
  /** Where a click leads. */
  href: string;
}

export class AlertDevice {
  readonly #name: string;
  readonly #go: (href: string) => void;
  readonly #ended = new AbortController();
  #speaks = locks() === null;
  #leaveFront: (() => void) | null = null;

  /**
   * @param name of what tabs share: a workspace and who is signed in
   * @param go goes to an address of the app
   */
  constructor(name: string, go: (href: string) => void) {
    this.#name = name;
    this.#go = go;
    this.#ended.signal.addEventListener('abort', onChosen(go));
    this.#hold(`estafet-speaks:${name}`, 'exclusive', () => (this.#speaks = true));
    for (const event of ['focus', 'blur']) addEventListener(event, this.#look);
    document.addEventListener('visibilitychange', this.#look);
    this.#look();
  }

  get visible(): boolean {
    return document.visibilityState === 'visible';
  }
  get inFront(): boolean {
    return this.visible && document.hasFocus();
  }
  get speaks(): boolean {
    return this.#speaks;
  }
  get granted(): boolean {
    return permission() === 'granted';
  }

  async othersInFront(): Promise<boolean> {
    const { held } = (await locks()?.query()) ?? {};
    return !this.inFront && (held ?? []).some(({ name }) => name === this.#front);
  }

  /** Shows it outside of the app; the result takes it away again. */
  show({ title, body, tag, href }: Shown): () => void {
    // `renotify` is not in TypeScript's library yet: news of the same conversation is news.
    const options: NotificationOptions & { renotify: boolean } = {
      body,
      tag,
      renotify: true,
      icon: '/icons/192.png',
    };
    const shown = this.#create(title, options);
    if (!shown) return showByWorker(title, options, { href });
    shown.onclick = () => {
      window.focus();
      shown.close();
      this.#go(href);
    };
    return () => shown.close();
  }

  close(): void {
    this.#ended.abort();
    this.#leaveFront?.();
    for (const event of ['focus', 'blur']) removeEventListener(event, this.#look);
    document.removeEventListener('visibilitychange', this.#look);
  }

  /** Null where pages may not: Chrome on Android throws, and has no other way of saying so. */
  #create(title: string, options: NotificationOptions): Notification | null {
    try {
      return new Notification(title, options);
    } catch {
      return null;
    }
  }

  get #front(): string {
    return `estafet-front:${this.#name}`;
  }

  readonly #look = (): void => {
    if (!this.inFront) {
      this.#leaveFront?.();
      this.#leaveFront = null;
    } else {
      this.#leaveFront ??= this.#hold(this.#front, 'shared', () => undefined);
    }
  };

  /** Holds a lock from when it is free until the result is called, or the tab ends. */
  #hold(name: string, mode: LockMode, got: () => void): () => void {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#ended.signal]);
    locks()
      ?.request(name, { mode, signal }, () => {
        got();
        return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      })
      // Given up while waiting: there is nothing to undo.
      .catch(() => undefined);
    return () => over.abort();
  }
}
