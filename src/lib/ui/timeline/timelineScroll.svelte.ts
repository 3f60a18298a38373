// Where a reader is in a timeline: it opens at the first unread line, follows the newest as long as its end is in view,
// and never moves under somebody who reads further up, except for what they send themselves.

import type { FloodRow } from './flood.ts';
import type { TimelineRow } from './rows.ts';

/** As much of virtua's handle as is used. */
interface View {
  getScrollOffset(): number;
  getScrollSize(): number;
  getViewportSize(): number;
  scrollToIndex(index: number, options?: { align?: 'start' | 'end'; offset?: number }): void;
}

/** Pixels: sizes are fractions, and a line that has almost come into view counts as seen. */
const NEAR = 24;
/** Pixels of what came before an entry that a link leads to. */
const ABOVE = 96;
/** Pixels below the last line, which are not the list's. */
const END_SPACE = 16;

export class TimelineScroll {
  readonly #rows: () => readonly (TimelineRow | FloodRow)[];
  #atEnd = $state(true);
  // Not state: `missed` is read anew whenever the rows change, and this changes only with `#atEnd`.
  #seen = 0;
  #length = 0;
  #placed = false;

  constructor(rows: () => readonly (TimelineRow | FloodRow)[]) {
    this.#rows = rows;
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
  follow(view: View, entry: number | null): void {
    const rows = this.#rows();
    if (entry !== this.#asked) this.#toFind = entry;
    this.#asked = entry;
    if (this.#toFind !== null && this.#find(view, this.#toFind)) return;
    const grew = rows.length > this.#length;
    const firstNew = this.#length;
    this.#length = rows.length;
    if (!this.#placed) this.#place(view, rows);
    else if (grew && (this.#follows || rows.slice(firstNew).some(isMineOnItsWay))) this.toEnd(view);
  }

  /** To be called whenever the reader, or what they read, has moved. */
  moved(view: View): void {
    this.#follows = view.getScrollOffset() + view.getViewportSize() >= view.getScrollSize() - NEAR;
    this.#atEnd = this.#follows;
    if (this.#atEnd) this.#seen = this.#rows().length;
  }

  /** To be called when the window or a line has another size: a growing composer or a keyboard must not hide the newest line. */
  resized(view: View): void {
    if (this.#placed && this.#follows) this.toEnd(view);
  }

  toEnd(view: View): void {
    view.scrollToIndex(this.#rows().length - 1, { align: 'end', offset: END_SPACE });
  }

  // A copy of `#atEnd` for `follow`, which runs in an effect and must not run again because of it.
  #follows = true;

  // The entry that a link asked for, and whether it has not come into view yet.
  #asked: number | null = null;
  #toFind: number | null = null;

  #find(view: View, entry: number): boolean {
    const rows = this.#rows();
    const index = rows.findIndex((row) => row.kind === 'bubble' && row.line.entry.seq === entry);
    if (index === -1) return false;
    this.#toFind = null;
    this.#placed = true;
    this.#length = rows.length;
    this.#seen = rows.length;
    view.scrollToIndex(index, { align: 'start', offset: -ABOVE });
    return true;
  }

  #place(view: View, rows: readonly (TimelineRow | FloodRow)[]): void {
    this.#placed = true;
    this.#seen = rows.length;
    const unread = rows.findIndex(({ kind }) => kind === 'unread');
    if (unread === -1) this.toEnd(view);
    else view.scrollToIndex(unread, { align: 'start' });
  }
}

function isMineOnItsWay(row: TimelineRow | FloodRow): boolean {
  return row.kind === 'bubble' && row.mine && row.line.pending;
}
