// What axe finds on the screen: nothing may be found. It runs in the page as it is, which is a tenth of what Playwright's own
// builder for it costs: that opens a second page for each run, and describes all that is well too.

import { expect, type Page } from '@playwright/test';
import axe, { type AxeResults, type ElementContext, type RunOptions } from 'axe-core';

/** All frames answer the page's own axe, wherever they are from. */
const SOURCE = `${axe.source}; axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] });`;

interface Found {
  rule: string;
  at: string[];
}

/** The rules about what a theme can change; all else of a page is the same in both, and asked about in one. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

type Theme = 'light' | 'dark';

/**
 * Looks at it in the dark and in the light, without loading it again.
 * @param within a selector, where the rest of the page is another test's
 */
export async function expectAccessible(page: Page, view: string, within?: string): Promise<void> {
  await expectAccessibleIn(page, 'dark', view, { within, runOnly: COLOURS });
  await expectAccessibleIn(page, 'light', view, { within });
}

/** Looks at it in one theme only. */
export async function expectAccessibleIn(
  page: Page,
  theme: Theme,
  view: string,
  how: Look = {},
): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  for (const frame of page.frames())
    if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(SOURCE);
  const found = await page.evaluate(look, how);
  expect({ view, theme, found }).toEqual({ view, theme, found: [] });
}

interface Look {
  /** A selector; the whole page without. */
  within?: string | undefined;
  /** Ids of axe's rules; all that it has by itself without. */
  runOnly?: string[];
}

/** Runs in the page. */
async function look({ within, runOnly }: Look): Promise<Found[]> {
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  const changing = (): Animation[] =>
    document.getAnimations().filter(({ effect }) => {
      const end = effect?.getComputedTiming().endTime;
      return typeof end === 'number' && Number.isFinite(end);
    });
  // Colours that are still changing are of no theme; what inherits one begins to change with it.
  for (let still = 0; still < 2; still += 1) {
    await frame();
    const animations = changing();
    if (animations.length > 0) still = -1;
    await Promise.allSettled(animations.map(({ finished }) => finished));
  }
  const { violations } = await globalThis.axe.run(within ?? document, {
    resultTypes: ['violations'],
    ...(runOnly && { runOnly }),
  });
  return violations.map(({ id, nodes }) => ({ rule: id, at: nodes.map(({ html }) => html) }));
}

declare global {
  /** In a page, once it was put there. */
  var axe: { run(what: ElementContext, options: RunOptions): Promise<AxeResults> };
}
