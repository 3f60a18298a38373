// The widget itself: a button, a panel, and what happens between them and the frame.

import type { Parts } from './build.ts';
import { inkOn } from './colour.ts';
import { Frame } from './frame.ts';
import { keeps, recall, remember } from './memory.ts';
import type { ToHost } from './messages.ts';
import { NARROW } from './style.ts';
import { filled, type Words } from './words.ts';

export interface Wanted {
  relay: string;
  channel: string;
  colour: string;
  /** The site's own choice for what is in the frame; null: the channel's, or the visitor's browser's. */
  language: string | null;
  /** The same. */
  ownColour: string | null;
  team: string;
  words: Words;
}

export class ChatWidget {
  readonly #parts: Parts;
  readonly #wanted: Wanted;
  readonly #listeners = new Set<(count: number) => void>();
  readonly #narrow = matchMedia(NARROW);
  #frame: Frame | null = null;
  /** The frame has said that it is there. */
  #ready = false;
  #open = false;
  #unread = 0;
  #focusWhenReady = false;

  constructor(parts: Parts, wanted: Wanted) {
    this.#parts = parts;
    this.#wanted = wanted;
    this.#label();
    parts.launcher.onclick = () => (this.#open ? this.close() : this.open());
    parts.close.onclick = () => this.close();
    parts.again.onclick = () => this.#load();
    // Of the browser, where the panel is modal: it would close without us.
    parts.panel.oncancel = (event) => {
      event.preventDefault();
      this.close();
    };
    parts.panel.onkeydown = (event) => {
      if (event.key === 'Escape' && !event.isComposing) this.close();
    };
    this.#narrow.onchange = () => this.#open && this.#showPanel();
    addEventListener('online', () => this.#open && !this.#frame && this.#load());
    if (recall(wanted.channel).talked) this.#load();
  }

  /** @param focus false where the visitor has not asked for it: what they do goes on */
  open(focus = true): void {
    if (this.#open) return;
    this.#open = true;
    this.#showPanel();
    this.#parts.launcher.setAttribute('aria-expanded', 'true');
    this.#focusWhenReady = focus;
    if (!this.#frame) this.#load();
    else if (this.#ready) this.#tellOpened();
    this.#label();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    const inside = this.#parts.host.shadowRoot?.activeElement;
    this.#parts.panel.close();
    this.#parts.launcher.setAttribute('aria-expanded', 'false');
    // Whoever has gone on to the page is not fetched back.
    if (inside && this.#parts.panel.contains(inside)) this.#parts.launcher.focus();
    if (this.#ready) this.#frame?.tell({ kind: 'closed' });
    this.#label();
  }

  /** Calls with how many answers are unread, now and whenever that changes; the result ends it. */
  onUnread(listener: (count: number) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#unread);
    return () => this.#listeners.delete(listener);
  }

  /** Beside the page, or over it on a phone. */
  #showPanel(): void {
    const { panel } = this.#parts;
    const focused = this.#parts.host.shadowRoot?.activeElement;
    if (panel.open) panel.close();
    if (this.#narrow.matches) panel.showModal();
    else panel.show();
    if (focused instanceof HTMLElement && panel.contains(focused)) focused.focus();
  }

  #load(): void {
    const { panel, notice, wait } = this.#parts;
    const { relay, channel } = this.#wanted;
    this.#frame?.remove();
    this.#ready = false;
    notice.hidden = true;
    wait.hidden = false;
    this.#frame = new Frame(panel, {
      relay,
      channel,
      title: this.#title,
      heard: (message) => this.#heard(message),
      failed: () => this.#failed(),
    });
  }

  #heard(message: ToHost): void {
    const { channel, language, ownColour } = this.#wanted;
    switch (message.kind) {
      case 'ready': {
        this.#ready = true;
        this.#parts.wait.hidden = true;
        const { notes } = recall(channel);
        this.#frame?.tell({ kind: 'welcome', language, colour: ownColour, keeps: keeps(), notes });
        if (this.#open) this.#tellOpened();
        return;
      }
      case 'close':
        return this.close();
      case 'unread':
        return this.#setUnread(message.count);
      case 'talked':
        return remember(channel, { talked: true });
      case 'keep':
        return remember(channel, { notes: message.notes });
    }
  }

  #tellOpened(): void {
    // On glass a keyboard would cover what they opened it for.
    const focus = this.#focusWhenReady && matchMedia('(pointer: fine)').matches;
    if (focus) this.#frame?.element.focus();
    this.#frame?.tell({ kind: 'opened', focus });
  }

  #failed(): void {
    this.#frame?.remove();
    this.#frame = null;
    this.#parts.wait.hidden = true;
    this.#parts.notice.hidden = false;
  }

  #setUnread(count: number): void {
    if (count === this.#unread) return;
    this.#unread = count;
    this.#label();
    for (const listener of this.#listeners) listener(count);
  }

  #label(): void {
    const { words, colour, relay, channel } = this.#wanted;
    const { host, launcher, badge, told, panel, close, failed, again, elsewhere } = this.#parts;
    const isNew = this.#unread > 0 && !this.#open;
    const news = isNew ? filled(words.unread, { count: this.#unread }) : '';
    host.style.setProperty('--accent', colour);
    host.style.setProperty('--on-accent', inkOn(colour));
    launcher.ariaLabel = [this.#open ? words.close : words.open, news].filter(Boolean).join(', ');
    badge.hidden = !isNew;
    badge.textContent = this.#unread > 99 ? '99+' : String(this.#unread);
    told.textContent = news;
    panel.ariaLabel = this.#title;
    close.ariaLabel = words.close;
    failed.textContent = words.failed;
    again.textContent = words.again;
    elsewhere.textContent = words.elsewhere;
    elsewhere.href = `${relay}/chat/${channel}`;
  }

  get #title(): string {
    const { words, team } = this.#wanted;
    return team === '' ? words.open : filled(words.title, { team });
  }
}
