// The page that the chat's frame stands on, as far as it can be known: what it wants, whether it shows us, and what it keeps
// for us where the browser gives a frame no storage.

import { marked, parseToFrame, type Notes, type ToFrame, type ToHost } from '#lib/widget/messages.ts';
import type { Notes as DeviceNotes } from '#lib/doc/client/environment.ts';

/** A page whose script is there answers at once. Without one we are in the frame of somebody else's making: alone. */
const ANSWER_WITHIN_MS = 3_000;
const PROBE = 'estafet:probe';

/** As much of a window as this needs; tests have one of their own. */
export interface FrameWindow {
  parent: Pick<Window, 'postMessage'>;
  location: Pick<Location, 'hash'>;
  localStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  setTimeout(task: () => void, delayMs: number): unknown;
}

type Welcome = Extract<ToFrame, { kind: 'welcome' }>;

export class EmbedHost {
  readonly #window: FrameWindow;
  readonly #origin: string;
  readonly #welcome: Welcome | null;
  #lent: Notes;
  readonly #listen: (event: MessageEvent) => void;
  #turned: ((focus: boolean) => void) | null = null;
  /** Kit has put the page there, and the focus at its top: what was wanted before follows then. */
  #arrived = false;
  #early = false;
  #shown = $state(false);

  private constructor(window: FrameWindow, origin: string, welcome: Welcome | null) {
    this.#window = window;
    this.#origin = origin;
    this.#welcome = welcome;
    this.#lent = welcome?.notes ?? {};
    this.#listen = (event) => this.#heard(event);
    window.addEventListener('message', this.#listen);
    // Alone, nobody will say it.
    this.#shown = welcome === null;
  }

  /** Says that we are here, and waits for the page's answer, but not for long. */
  static async meet(window: FrameWindow): Promise<EmbedHost> {
    const origin = originOf(window.location.hash);
    const isFramed = (window.parent as unknown) !== window;
    const welcome = isFramed && origin !== '' ? await greet(window, origin) : null;
    return new EmbedHost(window, origin, welcome);
  }

  /** The site's own wishes, over what the channel has. */
  get language(): string | null {
    return this.#welcome?.language ?? null;
  }
  get colour(): string | null {
    return this.#welcome?.colour ?? null;
  }
  /** False while the panel is closed: nobody reads what arrives. */
  get shown(): boolean {
    return this.#shown;
  }
  /** Neither this frame nor the page can keep anything: the conversation is gone with the page. */
  get forgets(): boolean {
    return !this.#keeps && this.#welcome?.keeps !== true;
  }

  /** Where the chat keeps who the visitor is: here if the browser lets us, or else with the page. */
  get notes(): DeviceNotes {
    if (!this.#keeps) {
      return {
        get: (key) => this.#lent[key] ?? null,
        set: (key, value) => this.#lend(key, value),
        remove: (key) => this.#lend(key, null),
      };
    }
    const own = this.#window.localStorage;
    return {
      // A page that had to keep it once has it still: the same visitor goes on.
      get: (key) => own.getItem(key) ?? this.#lent[key] ?? null,
      set: (key, value) => keep(own, key, value),
      remove: (key) => own.removeItem(key),
    };
  }

  tell(message: ToHost): void {
    if (this.#welcome) this.#window.parent.postMessage(marked(message), this.#origin);
  }

  /** Calls now, and whenever the panel opens or closes. @param listener told whether the visitor goes on inside */
  onTurned(listener: (focus: boolean) => void): void {
    this.#turned = listener;
    listener(false);
  }

  arrived(): void {
    this.#arrived = true;
    this.#turned?.(this.#early);
  }

  leave(): void {
    this.#window.removeEventListener('message', this.#listen);
  }

  #heard({ source, origin, data }: MessageEvent): void {
    if (source !== this.#window.parent || origin !== this.#origin) return;
    const message = parseToFrame(data);
    if (message?.kind !== 'opened' && message?.kind !== 'closed') return;
    this.#shown = message.kind === 'opened';
    const focus = message.kind === 'opened' && message.focus;
    if (this.#arrived) this.#turned?.(focus);
    else this.#early = focus;
  }

  #lend(key: string, value: string | null): void {
    const others = Object.entries(this.#lent).filter(([name]) => name !== key);
    const notes: Notes = Object.fromEntries(value === null ? others : [...others, [key, value]]);
    this.#lent = notes;
    this.tell({ kind: 'keep', notes });
  }

  get #keeps(): boolean {
    try {
      // Reading it is what throws where frames of other sites get none; writing, where there is no room.
      const { localStorage } = this.#window;
      localStorage.setItem(PROBE, '1');
      localStorage.removeItem(PROBE);
      return true;
    } catch {
      return false;
    }
  }
}

/** Null if nobody answers who speaks our language. */
async function greet(window: FrameWindow, origin: string): Promise<Welcome | null> {
  return await new Promise((resolve) => {
    const done = (answer: Welcome | null): void => {
      window.removeEventListener('message', listen);
      resolve(answer);
    };
    const listen = (event: MessageEvent): void => {
      if (event.source !== window.parent || event.origin !== origin) return;
      const message = parseToFrame(event.data);
      if (message?.kind === 'welcome') done(message);
    };
    window.addEventListener('message', listen);
    window.setTimeout(() => done(null), ANSWER_WITHIN_MS);
    const ready: ToHost = { kind: 'ready' };
    window.parent.postMessage(marked(ready), origin);
  });
}

/** Of the page, as widget.js wrote it into our address: a name to call, never a reason to trust. '' if it is none. */
function originOf(hash: string): string {
  try {
    const url = URL.parse(decodeURIComponent(hash.slice(1)));
    return url && /^https?:$/.test(url.protocol) ? url.origin : '';
  } catch {
    // decodeURIComponent throws on a lonely %.
    return '';
  }
}

function keep(storage: Pick<Storage, 'setItem'>, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // Full since: it lasts as long as the page.
  }
}
