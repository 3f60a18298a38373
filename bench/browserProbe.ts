// What runs inside the pages that are measured: installed before anything of theirs.

export interface Probe {
  /** When (performance.now) something that fits is on the screen, `text` in view if it is given; looked for in every frame. */
  shown(selector: string, text?: string): Promise<number>;
  /** Clicks what fits and has the text; how long until the other is on the screen. */
  opened(click: [selector: string, text: string], then: [selector: string, text?: string]): Promise<number>;
  /** Of each key that is pressed from now on: from the press to the frame after it, drawn. */
  typed(): void;
  keys: number[];
  /** Scrolls to one of its ends in as many frames; how long each took. */
  scrolled(selector: string, to: 'top' | 'bottom', frames: number): Promise<number[]>;
  /** Goes to the end of a list whenever it has grown, until it has as many rows; how long until it has. */
  filled(selector: string, rows: number): Promise<number>;
  /** As many rows of nothing but text, put into the page at once; how long until they are on the screen. */
  plain(rows: number): Promise<number>;
  /** When the first row of a list was on the screen, since the navigation began. */
  list: Promise<number>;
}

declare global {
  interface Window {
    bench: Probe;
  }
}

/** Whole in itself: its text is sent to the browser. */
export function installProbe(): void {
  const drawn = (): Promise<number> =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    });
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const findAll = (selector: string, text = ''): HTMLElement[] =>
    [...document.querySelectorAll<HTMLElement>(selector)].filter((element) =>
      element.textContent.includes(text),
    );
  const inView = (element: HTMLElement): boolean => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight;
  };
  const shown = async (selector: string, text?: string): Promise<number> => {
    for (;;) {
      await frame();
      if (findAll(selector, text).some(inView)) return drawn();
    }
  };
  const keys: number[] = [];
  window.bench = {
    shown,
    keys,
    list: shown('[data-row]'),
    opened: async ([selector, text], then) => {
      const begun = performance.now();
      const [first] = findAll(selector, text);
      if (!first) throw new Error(`there is no ${selector} with ${text}`);
      first.click();
      return (await shown(...then)) - begun;
    },
    typed: () => {
      const measure = async (event: KeyboardEvent): Promise<void> => {
        await frame();
        keys.push((await drawn()) - event.timeStamp);
      };
      addEventListener('keydown', (event) => void measure(event), { capture: true });
    },
    scrolled: async (selector, to, frames) => {
      const [scroller] = findAll(selector);
      if (!scroller) throw new Error(`there is no ${selector}`);
      const times: number[] = [];
      let last = await frame();
      for (let index = frames; index > 0; index -= 1) {
        const rest =
          to === 'top'
            ? -scroller.scrollTop
            : scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
        scroller.scrollTop += rest / index;
        const now = await frame();
        times.push(now - last);
        last = now;
      }
      return times;
    },
    filled: async (selector, rows) => {
      const begun = performance.now();
      const size = (): number =>
        Number(document.querySelector('[aria-setsize]')?.getAttribute('aria-setsize'));
      while (size() < rows) {
        const [scroller] = findAll(selector);
        if (scroller) scroller.scrollTop = scroller.scrollHeight;
        await frame();
      }
      return (await drawn()) - begun;
    },
    plain: async (rows) => {
      document.body.innerHTML = '<div id="plain" style="height: 100vh; overflow: auto"></div>';
      const begun = performance.now();
      const all = Array.from({ length: rows }, (_, index) => {
        const row = document.createElement('div');
        row.style.height = '76px';
        row.textContent = `Is order ${index} on its way?`;
        return row;
      });
      document.querySelector('#plain')?.append(...all);
      return (await shown('#plain > div')) - begun;
    },
  };
}
