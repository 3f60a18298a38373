// Where a reader is in a timeline: it opens at the first unread line, follows the newest as long as its end is in view,
// and never moves under somebody who reads further up, except for what they send themselves.

import { tick } from 'svelte';
import type { FloodRow } from './flood.ts';
import type { TimelineRow } from './rows.ts';

/** As much of virtua's handle as is used. */
interface View {
  getScrollOffset(): number;
  getScrollSize(): number;
  getViewportSize(): number;
  scrollToIndex(index: number, options?: { align?: 'start' | 'end'; offset?: number }): void;
}

type Row = TimelineRow | FloodRow;

/** Pixels: sizes are fractions, and a line that has almost come into view counts as seen. */
const NEAR = 24;
/** Pixels of what came before an entry that a link leads to. */
const ABOVE = 96;
/** Pixels below the last line, which are not the list's. */
const END_SPACE = 16;

/** What stays in view while lines are measured, grow or come: the end, or a line at so many pixels below the top. */
type Hold = 'end' | { row: number; below: number };

export class TimelineScroll {
  readonly #rows: () => readonly Row[];
  readonly #view: () => View | undefined;
  #atEnd = $state(false);
  /** As many rows as the reader has seen, or was placed among. */
  #seen = $state(0);
  // Not state, all that follows: it is read where nothing may run again because of it.
  /** Null once the reader is somewhere of their own. */
  #hold: Hold | null = null;
  #placed = false;
  #length = 0;
  /** By what is measured so far, which before the first lines are is little more than a guess. */
  #endInView = false;
  /** The reader has had their hands on it since it was at its end, or placed. */
  #touched = false;
  /** Where it was, and how long. */
  #offset = 0;
  #size = 0;
  /** The entry that a link asked for, and whether it has not come into view yet. */
  #asked: number | null = null;
  #toFind: number | null = null;

  /** @param view undefined while nothing is drawn */
  constructor(rows: () => readonly Row[], view: () => View | undefined) {
    this.#rows = rows;
    this.#view = view;
  }

  get atEnd(): boolean {
    return this.#atEnd;
  }

  /** How many bubbles have come below the end of what was in view. */
  get missed(): number {
    const rows = this.#rows();
    return this.#atEnd ? 0 : rows.slice(this.#seen).filter(({ kind }) => kind === 'bubble').length;
  }

  /** To be called whenever the rows have changed, or another `entry` is asked for. */
  follow(entry: number | null): void {
    const rows = this.#rows();
    if (!this.#view() || rows.length === 0) return;
    if (entry !== this.#asked) this.#toFind = entry;
    this.#asked = entry;
    if (this.#toFind !== null && this.#find(rows, this.#toFind)) return;
    const came = rows.slice(this.#length);
    this.#length = rows.length;
    if (!this.#placed) this.#place(rows);
    else if (came.length > 0 && (this.#follows || came.some(isMineOnItsWay))) this.toEnd();
  }

  /** For what is scrolled: who turns a wheel, drags, or presses a key there says from now on where it is. */
  readonly hands = (scroller: HTMLElement): (() => void) => {
    const gone = new AbortController();
    const options = { passive: true, signal: gone.signal };
    for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown'])
      scroller.addEventListener(kind, () => this.touched(), options);
    return () => gone.abort();
  };

  /** For what stands behind the last line, inside what is scrolled: whether it is in view, the browser knows when all is measured. */
  readonly end = (mark: HTMLElement): (() => void) => {
    const options = { root: mark.parentElement, rootMargin: `${NEAR}px` };
    const observer = new IntersectionObserver(
      (seen) => this.sawEnd(seen.at(-1)?.isIntersecting === true),
      options,
    );
    observer.observe(mark);
    return () => observer.disconnect();
  };

  touched(): void {
    this.#touched = true;
  }

  sawEnd(isInView: boolean): void {
    // Whoever had it in view until now has seen all.
    if (isInView || this.#atEnd) this.#seen = this.#rows().length;
    this.#atEnd = isInView;
  }

  /** To be called whenever the reader, or what they read, has moved. */
  moved(): void {
    const view = this.#view();
    if (!view) return;
    const [offset, size] = [view.getScrollOffset(), view.getScrollSize()];
    this.#endInView = offset + view.getViewportSize() >= size - NEAR;
    // Also without hands: by the search of the browser. What is measured late moves the end, and nobody went up.
    const wentUp = this.#hold === 'end' && offset < this.#offset && size === this.#size;
    [this.#offset, this.#size] = [offset, size];
    if (this.#endInView) this.#arrived();
    else if (this.#touched || wentUp) this.#hold = null;
  }

  /** To be called when the window or a line has another size: a growing composer or a keyboard must not hide the newest line. */
  resized(): void {
    this.#size = this.#view()?.getScrollSize() ?? 0;
    // The page has the new sizes with the next drawing only, and nothing can be scrolled beyond its end.
    void tick().then(() => this.#keep());
  }

  toEnd(): void {
    this.#touched = false;
    this.#hold = 'end';
    this.#keep();
  }

  get #follows(): boolean {
    return this.#hold === 'end' || this.#endInView;
  }

  #arrived(): void {
    // Where few lines are, the end is in view from the first unread one too.
    if (this.#touched || this.#hold === null) this.#hold = 'end';
    this.#touched = false;
  }

  #keep(): void {
    const view = this.#view();
    if (!view || this.#hold === null) return;
    if (this.#hold !== 'end')
      view.scrollToIndex(this.#hold.row, { align: 'start', offset: -this.#hold.below });
    else view.scrollToIndex(this.#rows().length - 1, { align: 'end', offset: END_SPACE });
  }

  #find(rows: readonly Row[], entry: number): boolean {
    const row = rows.findIndex((one) => one.kind === 'bubble' && one.line.entry.seq === entry);
    if (row === -1) return false;
    this.#toFind = null;
    this.#begin(rows, { row, below: ABOVE });
    return true;
  }

  #place(rows: readonly Row[]): void {
    const row = rows.findIndex(({ kind }) => kind === 'unread');
    this.#begin(rows, row === -1 ? 'end' : { row, below: 0 });
  }

  #begin(rows: readonly Row[], hold: Hold): void {
    this.#placed = true;
    this.#touched = false;
    this.#length = rows.length;
    this.#seen = rows.length;
    this.#hold = hold;
    this.#atEnd = hold === 'end';
    this.#keep();
  }
}

function isMineOnItsWay(row: Row): boolean {
  return row.kind === 'bubble' && row.mine && row.line.pending;
}
