// A chat in a frame meets the page it stands on: whom it believes, and where it keeps who the visitor is.

import { EmbedHost, type FrameWindow } from '#lib/ui/chat/embedHost.svelte.ts';
import { describe, expect, it } from 'vitest';
import { marked, parseToHost, type ToFrame, type ToHost } from '#lib/widget/messages.ts';

const SHOP = 'https://shop.example';
const WELCOME: ToFrame = {
  kind: 'welcome',
  language: 'id',
  colour: '#fa0',
  keeps: true,
  notes: { 'a/secret': 'abc' },
};

/** A frame's window, the page around it, and a clock that never comes unless it is told to. */
class Framed {
  readonly sent: { message: ToHost | null; to: string }[] = [];
  readonly kept = new Map<string, string>();
  readonly window: FrameWindow;
  #listeners = new Set<(event: MessageEvent) => void>();
  #timers: (() => void)[] = [];

  constructor({ storage = true, hash = `#${encodeURIComponent(SHOP)}` } = {}) {
    const parent = {
      postMessage: (data: unknown, to: string) => void this.sent.push({ message: parseToHost(data), to }),
    } as unknown as Window;
    const { kept } = this;
    this.window = {
      parent,
      location: { hash },
      get localStorage() {
        if (!storage) throw new DOMException('denied', 'SecurityError');
        return {
          getItem: (key: string) => kept.get(key) ?? null,
          setItem: (key: string, value: string) => void kept.set(key, value),
          removeItem: (key: string) => void kept.delete(key),
        };
      },
      addEventListener: (_type, listener) => void this.#listeners.add(listener),
      removeEventListener: (_type, listener) => void this.#listeners.delete(listener),
      setTimeout: (task) => this.#timers.push(task),
    };
  }

  hear(message: ToFrame, from: { origin?: string; source?: unknown } = {}): void {
    const event = { data: marked(message), origin: SHOP, source: this.window.parent, ...from };
    for (const listener of [...this.#listeners]) listener(event as MessageEvent);
  }

  waitedInVain(): void {
    for (const task of this.#timers) task();
  }

  async meet(welcome: ToFrame = WELCOME): Promise<EmbedHost> {
    const met = EmbedHost.meet(this.window);
    this.hear(welcome);
    return await met;
  }
}

describe('G1 a chat in a frame', () => {
  it('says that it is there to the page that its address names, and to no other', async () => {
    const framed = new Framed();
    const host = await framed.meet();
    host.tell({ kind: 'unread', count: 2 });
    expect(framed.sent).toEqual([
      { message: { kind: 'ready' }, to: SHOP },
      { message: { kind: 'unread', count: 2 }, to: SHOP },
    ]);
    expect([host.language, host.colour]).toEqual(['id', '#fa0']);
  });

  it('believes only its own page: not another origin, not another window', async () => {
    const framed = new Framed();
    const met = EmbedHost.meet(framed.window);
    framed.hear({ ...WELCOME, language: 'evil' }, { origin: 'https://evil.example' });
    framed.hear({ ...WELCOME, language: 'evil' }, { source: {} });
    framed.hear(WELCOME);
    const host = await met;
    expect(host.language).toBe('id');
    framed.hear({ kind: 'opened', focus: true }, { origin: 'https://shop.example.evil.example' });
    framed.hear({ kind: 'opened', focus: true }, { source: null });
    expect(host.shown).toBe(false);
    framed.hear({ kind: 'opened', focus: true });
    expect(host.shown).toBe(true);
    framed.hear({ kind: 'closed' });
    expect(host.shown).toBe(false);
  });

  it.each(['', '#', '#%', '#null', '#javascript:alert(1)'])(
    'calls nobody where its address names nobody: %j',
    async (hash) => {
      const framed = new Framed({ hash });
      const host = await EmbedHost.meet(framed.window);
      host.tell({ kind: 'close' });
      expect(framed.sent).toEqual([]);
      expect(host.shown).toBe(true);
    },
  );

  it('goes on alone where nobody answers, and then tells nobody anything', async () => {
    const framed = new Framed();
    const met = EmbedHost.meet(framed.window);
    framed.waitedInVain();
    const host = await met;
    host.tell({ kind: 'keep', notes: { secret: 'abc' } });
    expect(framed.sent).toEqual([{ message: { kind: 'ready' }, to: SHOP }]);
    expect([host.shown, host.forgets]).toEqual([true, false]);
  });

  it('keeps the secret in storage of its own: its page is told nothing of it', async () => {
    const framed = new Framed();
    const host = await framed.meet({ ...WELCOME, notes: {} });
    host.notes.set('a/secret', 'mine');
    expect(framed.kept.get('a/secret')).toBe('mine');
    expect(framed.sent.map(({ message }) => message?.kind)).toEqual(['ready']);
    expect(host.forgets).toBe(false);
  });

  it('has its page keep the secret where the browser gives it no storage, and has it again on the next visit', async () => {
    const framed = new Framed({ storage: false });
    const host = await framed.meet();
    expect(host.notes.get('a/secret')).toBe('abc');
    host.notes.set('a/name', 'Budi');
    host.notes.remove('a/secret');
    expect(framed.sent.slice(1).map(({ message }) => message)).toEqual([
      { kind: 'keep', notes: { 'a/secret': 'abc', 'a/name': 'Budi' } },
      { kind: 'keep', notes: { 'a/name': 'Budi' } },
    ]);
    expect(host.forgets).toBe(false);
  });

  it('goes on as the same visitor when it has storage again', async () => {
    const framed = new Framed();
    const host = await framed.meet();
    expect(host.notes.get('a/secret')).toBe('abc');
  });

  it('says that it forgets where neither can keep anything', async () => {
    const framed = new Framed({ storage: false });
    expect((await framed.meet({ ...WELCOME, keeps: false })).forgets).toBe(true);
    const alone = new Framed({ storage: false, hash: '' });
    expect((await EmbedHost.meet(alone.window)).forgets).toBe(true);
  });

  it('hears that it was opened before its page was drawn', async () => {
    const framed = new Framed();
    const host = await framed.meet();
    framed.hear({ kind: 'opened', focus: true });
    const turned: boolean[] = [];
    host.onTurned((focus) => turned.push(focus));
    host.arrived();
    expect(turned).toEqual([false, true]);
  });
});
