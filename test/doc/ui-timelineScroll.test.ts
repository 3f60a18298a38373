// Where a reader is in a timeline, with a view that is measured late, as a browser's is.

import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { TimelineRow } from '#lib/ui/timeline/rows.ts';
import { TimelineScroll } from '#lib/ui/timeline/timelineScroll.svelte.ts';

const LINE = 100;
const VIEWPORT = 350;
/** Below the list; the view does not know of it. */
const END_SPACE = 16;

/** Lines of one height each, which nobody knows before they are measured. */
class FakeView {
  offset = 0;
  /** As the page has it: what is not drawn yet cannot be scrolled to. */
  drawn = 0;
  readonly #lines: () => number;
  line = 0;

  constructor(lines: () => number) {
    this.#lines = lines;
  }

  getScrollOffset = (): number => this.offset;
  getScrollSize = (): number => this.#lines() * this.line;
  getViewportSize = (): number => VIEWPORT;

  scrollToIndex(index: number, options: { align?: string; offset?: number } = {}): void {
    const { align = 'start', offset = 0 } = options;
    const top = index * this.line + offset;
    const wanted = align === 'end' ? top + this.line - VIEWPORT : top;
    this.offset = Math.max(0, Math.min(wanted, this.drawn - VIEWPORT));
  }
}

function reader(rows: TimelineRow[]): { view: FakeView; scroll: TimelineScroll; lines: TimelineRow[] } {
  const lines = [...rows];
  const view = new FakeView(() => lines.length);
  return {
    view,
    scroll: new TimelineScroll(
      () => lines,
      () => view,
    ),
    lines,
  };
}

/** All of it gets its size, and a moment later the page has it. */
async function measure(view: FakeView, scroll: TimelineScroll, line = LINE): Promise<void> {
  view.line = line;
  scroll.resized();
  scroll.moved();
  view.drawn = view.getScrollSize() + END_SPACE;
  await tick();
  await Promise.resolve();
  arrive(view, scroll);
}

/** As the browser says it when all is drawn. */
function arrive(view: FakeView, scroll: TimelineScroll): void {
  scroll.moved();
  scroll.sawEnd(view.offset + VIEWPORT >= view.drawn - END_SPACE);
}

/** One more message. */
async function comes(view: FakeView, scroll: TimelineScroll, lines: TimelineRow[]): Promise<void> {
  lines.push(bubble(lines.length));
  scroll.follow(null);
  await measure(view, scroll);
}

function wheel(view: FakeView, scroll: TimelineScroll, by: number): void {
  scroll.touched();
  view.offset += by;
  arrive(view, scroll);
}

const bubble = (seq: number, of: { mine?: boolean; pending?: boolean } = {}): TimelineRow =>
  ({
    kind: 'bubble',
    key: String(seq),
    mine: of.mine ?? false,
    line: { pending: of.pending ?? false, entry: { seq } },
  }) as unknown as TimelineRow;
const bubbles = (count: number): TimelineRow[] => Array.from({ length: count }, (_, seq) => bubble(seq));
const unread = { kind: 'unread', key: 'unread' } as TimelineRow;

describe('a timeline', () => {
  it('opens at its end, also when lines are measured after it was placed', async () => {
    const { view, scroll } = reader(bubbles(10));
    scroll.follow(null);
    await measure(view, scroll);
    expect([view.offset, scroll.atEnd]).toEqual([10 * LINE + END_SPACE - VIEWPORT, true]);
    await measure(view, scroll, 2 * LINE);
    expect([view.offset, scroll.atEnd]).toEqual([20 * LINE + END_SPACE - VIEWPORT, true]);
  });

  it('opens at the first unread line, although its end was in view before anything had a size', async () => {
    const { view, scroll } = reader([...bubbles(6), unread, ...bubbles(20)]);
    scroll.follow(null);
    await measure(view, scroll);
    expect([view.offset, scroll.atEnd]).toEqual([6 * LINE, false]);
    expect(scroll.missed).toBe(0);
  });

  it('is not read to its end before what is measured says so', () => {
    const { scroll } = reader([...bubbles(6), unread, ...bubbles(20)]);
    scroll.follow(null);
    scroll.moved();
    expect(scroll.atEnd).toBe(false);
  });

  it('opens where a link leads, with something of what came before', async () => {
    const { view, scroll } = reader(bubbles(20));
    scroll.follow(5);
    await measure(view, scroll);
    expect(view.offset).toBe(5 * LINE - 96);
  });

  it('follows what comes while its end is in view', async () => {
    const { view, scroll, lines } = reader(bubbles(10));
    scroll.follow(null);
    await measure(view, scroll);
    await comes(view, scroll, lines);
    expect([view.offset, scroll.atEnd]).toEqual([11 * LINE + END_SPACE - VIEWPORT, true]);
  });

  it('counts nothing as missed that came while its end was in view', async () => {
    const { view, scroll, lines } = reader(bubbles(10));
    scroll.follow(null);
    await measure(view, scroll);
    await comes(view, scroll, lines);
    wheel(view, scroll, -500);
    expect([scroll.atEnd, scroll.missed]).toEqual([false, 0]);
  });

  it('never moves under somebody who reads further up, and counts what they miss', async () => {
    const { view, scroll, lines } = reader(bubbles(10));
    scroll.follow(null);
    await measure(view, scroll);
    wheel(view, scroll, -200);
    const { offset } = view;
    await comes(view, scroll, lines);
    expect([view.offset, scroll.atEnd, scroll.missed]).toEqual([offset, false, 1]);
    wheel(view, scroll, 400);
    expect([scroll.atEnd, scroll.missed]).toEqual([true, 0]);
  });

  it('nor under what the browser’s own search has found', async () => {
    const { view, scroll } = reader(bubbles(10));
    scroll.follow(null);
    await measure(view, scroll);
    view.offset = 0;
    scroll.moved();
    await measure(view, scroll, LINE + 1);
    expect(view.offset).toBe(0);
  });

  it('goes to its end for what its reader sends, and for who asks for it', async () => {
    const { view, scroll, lines } = reader(bubbles(10));
    scroll.follow(null);
    await measure(view, scroll);
    wheel(view, scroll, -500);
    lines.push(bubble(10, { mine: true, pending: true }));
    scroll.follow(null);
    await measure(view, scroll);
    expect(scroll.atEnd).toBe(true);
    wheel(view, scroll, -500);
    expect(scroll.atEnd).toBe(false);
    scroll.toEnd();
    arrive(view, scroll);
    expect(scroll.atEnd).toBe(true);
  });
});
