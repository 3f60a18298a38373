// What axe finds in any view: nothing, in English (light) and in Indonesian (dark); and no view is wider than its screen.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { expectAccessibleIn } from '../support/accessible.ts';
import {
  DOOR,
  ENDED,
  FIRST,
  OFFICE,
  OWN,
  REFUSED,
  WIDE,
  WORK,
  type Locale,
  type View,
} from '../support/accessibleViews.ts';
import { test } from '../support/browserTest.ts';
import { HostedRelay } from '../support/hostedRelay.ts';
import { enter } from '../support/memberPage.ts';

/**
 * A view in each language and in each theme, and not four times: colours are the same in both languages, words in both themes.
 * What axe asks about colours is most of what it costs.
 */
const THEME_OF = { 'en-GB': 'light', 'id-ID': 'dark' } as const satisfies Record<Locale, string>;

async function lookAt(views: View[], page: Page, address: string, locale: Locale): Promise<void> {
  for (const { view, sizes = [WIDE], within, show, leave } of views) {
    for (const size of sizes) {
      await page.setViewportSize(size);
      await show(page, address, locale);
      await expectAccessibleIn(page, THEME_OF[locale], `${view}, ${size.width} wide`, { within });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect({ view, size, overflow: Math.max(0, overflow) }).toEqual({ view, size, overflow: 0 });
      await leave?.(page);
    }
  }
}

for (const locale of ['en-GB', 'id-ID'] as const) {
  test(`axe finds nothing at the door, ${locale}`, async ({ browser, relay }) => {
    const page = await (await browser.newContext({ locale })).newPage();
    await lookAt(DOOR, page, relay.address, locale);
    const nobodys = new HostedRelay(mkdtempSync(join(tmpdir(), 'estafet-')));
    nobodys.settings = { DEMO: '0' };
    try {
      await nobodys.start();
      await lookAt(FIRST, page, nobodys.address, locale);
    } finally {
      await nobodys.remove();
    }
  });

  for (const [what, who, views] of [
    ['in a conversation, its menus and dialogs, palette, keys, search and held shelf', 'Leo', WORK],
    ['in a member’s own settings, a toast and the bell', 'Leo', OWN],
    ['on the held shelf', 'Ana', REFUSED],
    ['where access ended', 'Dewi', ENDED],
    ['in what admins set up', 'Mira', OFFICE],
  ] as const) {
    test(`axe finds nothing ${what}, ${locale}`, async ({ browser, relay }) => {
      const page = await enter(await browser.newContext({ locale }), relay.address, who);
      await lookAt(views, page, relay.address, locale);
    });
  }
}
