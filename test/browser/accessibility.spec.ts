// What axe finds in the views that no other test looks at with it: nothing, in both languages, light and dark. Settings, search,
// palette, bell, contact note and chat page have this beside their own tests.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { enter } from '../support/memberPage.ts';

/** What is on the screen, in both themes, without loading it again. */
async function expectAccessible(page: Page, view: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
    expect({ view, colorScheme, found }).toEqual({ view, colorScheme, found: [] });
  }
}

for (const [locale, words] of [
  [
    'en-GB',
    {
      snooze: 'Snooze',
      choose: 'Choose date and time…',
      menu: 'Leo',
      out: 'Sign out',
      assigned: /^Assigned user/,
    },
  ],
  [
    'id-ID',
    {
      snooze: 'Tunda',
      choose: 'Pilih tanggal dan waktu…',
      menu: 'Leo',
      out: 'Keluar',
      assigned: /^User yang ditugaskan/,
    },
  ],
] as const) {
  test(`axe finds nothing at the door, in a conversation, its menus and dialogs, on the held shelf, ${locale}`, async ({
    browser,
    relay,
  }) => {
    const context = await browser.newContext({ locale });
    const door = await context.newPage();
    for (const [view, path] of [
      ['sign-in', '/sign-in'],
      ['invite', '/invite/nobody-made-this-one'],
    ] as const) {
      await door.goto(relay.address + path);
      await expect(door.getByRole('heading').first()).toBeVisible();
      await expectAccessible(door, view);
    }
    await door.close();

    const page = await enter(context, relay.address, 'Leo');
    await page
      .getByRole('list')
      .getByRole('link', { name: /Yusuf Hidayat/ })
      .click();
    await expect(page.getByRole('article').first()).toBeVisible();
    await expectAccessible(page, 'conversation');
    await page.getByRole('button', { name: words.assigned }).click();
    await expect(page.getByRole('option').first()).toBeVisible();
    await expectAccessible(page, 'assigned user');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: words.snooze, exact: true }).click();
    await page.getByRole('menuitem', { name: words.choose }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, 'snooze');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: new RegExp(`^${words.menu}`) }).click();
    await page.getByRole('menuitem', { name: words.out }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, 'sign out');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.goto(`${relay.address}/w/demo/held`);
    await expect(page.locator('#content').getByRole('heading').first()).toBeVisible();
    await expectAccessible(page, 'held shelf');
  });
}
