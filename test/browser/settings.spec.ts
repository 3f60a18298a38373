// A member's own settings: they follow to every device, and can be reached by everybody.

import { expect, type Browser, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { composer, enter, open, signIn } from '../support/memberPage.ts';
import { goOffline, goOnline } from '../support/network.ts';

async function leoAt(browser: Browser, address: string, path: string): Promise<Page> {
  const page = await signIn(await browser.newContext({ colorScheme: 'light' }), address, 'Leo');
  await page.goto(`${address}/w/demo${path}`);
  return page;
}

test('F4 settings follow to a second device, in its language and theme', async ({ browser, relay }) => {
  const page = await leoAt(browser, relay.address, '/inbox/assigned');
  await page.getByRole('button', { name: /^Leo/ }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Notifications' }).click();
  await page.getByRole('switch', { name: 'Mentions' }).uncheck();
  await page.getByRole('link', { name: 'Writing and keys' }).click();
  await page
    .getByRole('radio', { name: /Enter sends/ })
    .last()
    .check();
  await page.getByRole('switch', { name: 'Single keys act' }).uncheck();
  await page.getByRole('link', { name: 'Language and theme' }).click();
  await page.getByRole('radio', { name: 'Dark' }).check();
  await page.getByRole('radio', { name: 'Bahasa Indonesia' }).check();
  await expect(page.getByRole('heading', { name: 'Bahasa dan tema' })).toBeVisible();

  const context = await browser.newContext({ colorScheme: 'light', locale: 'en-GB' });
  const phone = await enter(context, relay.address, 'Leo');
  await expect(phone.locator('html')).toHaveAttribute('lang', 'id');
  await expect(phone.locator('html')).toHaveAttribute('data-theme', 'dark');
  await phone.goto(`${relay.address}/w/demo/settings/notifications`);
  await expect(phone.getByRole('switch', { name: /^Mention$/ })).not.toBeChecked();
  await phone.getByRole('link', { name: 'Menulis dan tombol' }).click();
  await expect(phone.getByRole('switch', { name: 'Satu tombol langsung bertindak' })).not.toBeChecked();
  await expect(phone.getByRole('radio', { name: /Ctrl/ })).toBeChecked();
});

test('F4 a choice made offline stands, and reaches the other devices; what was never chosen is left to each', async ({
  browser,
  relay,
}) => {
  const page = await leoAt(browser, relay.address, '/settings/appearance');
  const context = await browser.newContext({ colorScheme: 'light', locale: 'id-ID' });
  const other = await enter(context, relay.address, 'Leo');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(other.locator('html')).toHaveAttribute('lang', 'id');
  await other.goto(`${relay.address}/w/demo/settings/appearance`);
  // Without a service worker, what a page is made of has to be there before the network goes.
  await expect(other.getByRole('radio', { name: 'Terang' })).toBeVisible();
  await goOffline(other.context());
  await other.getByRole('radio', { name: 'Terang' }).check();
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'light');
  await goOnline(other.context());
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('C1 Enter breaks the line where Ctrl and Enter send', async ({ browser, relay }) => {
  const page = await leoAt(browser, relay.address, '/settings/keys');
  await page.getByRole('radio', { name: /Ctrl or/ }).check();
  await page.getByRole('link', { name: /^Assigned to me/ }).click();
  await open(page, 'Yusuf Hidayat');
  await composer(page).fill('');
  await page.keyboard.type('First');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Second');
  await expect(composer(page)).toHaveValue('First\nSecond');
  await page.keyboard.press('Control+Enter');
  await expect(composer(page)).toHaveValue('');
  await expect(page.getByRole('article').filter({ hasText: 'Second' })).toBeVisible();
});

test('a new name is seen by colleagues', async ({ browser, relay }) => {
  const page = await leoAt(browser, relay.address, '/settings/profile');
  const mira = await signIn(await browser.newContext(), relay.address, 'Mira');
  await mira.goto(`${relay.address}/w/demo/settings/profile`);
  const name = page.getByRole('textbox', { name: 'Your name' });
  await name.fill('Leo Hartono');
  await name.press('Enter');
  await expect(page.getByRole('button', { name: /^Leo Hartono/ })).toBeVisible();
  await expect(page.getByText('leo@demo.invalid')).toBeVisible();
  await mira.getByRole('link', { name: /^All conversations/ }).click();
  await expect(
    mira
      .getByRole('list')
      .getByText(/Leo Hartono/)
      .first(),
  ).toBeVisible();
});

test('an API token is shown once, works, and is cut off when it is revoked', async ({ browser, relay }) => {
  const page = await leoAt(browser, relay.address, '/settings/tokens');
  await expect(page.getByText('No tokens')).toBeVisible();
  await page.getByRole('textbox', { name: 'Name of the new token' }).fill('Reports');
  await page.keyboard.press('Enter');
  const secret = page.getByRole('textbox', { name: 'New token', exact: true });
  const token = await secret.inputValue();
  const ask = async () => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${relay.address}/api/inboxes/demo/inbox/leo`, { headers })).status;
  };
  expect(await ask()).toBe(200);
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await expect(secret).toHaveCount(0);
  await page.reload();
  const line = page.getByRole('listitem').filter({ hasText: 'Reports' });
  await expect(line).not.toContainText('never used');
  await expect(page.getByText(token)).toHaveCount(0);
  await line.getByRole('button', { name: 'Revoke: Reports' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('No tokens')).toBeVisible();
  expect(await ask()).toBe(401);
});

test('agents see their own settings only', async ({ browser, relay }) => {
  const page = await leoAt(browser, relay.address, '/settings');
  const parts = page.getByRole('navigation', { name: 'Settings' });
  await expect(parts.getByRole('link', { name: 'Profile' })).toHaveAttribute('aria-current', 'page');
  await expect(parts.getByRole('heading', { name: 'Workspace' })).toHaveCount(0);
});

test('settings on a phone: one pane at a time, by keyboard', async ({ browser, relay }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await enter(context, relay.address, 'Leo', '/settings');
  const link = page.getByRole('link', { name: 'Language and theme' });
  await expect(page.getByRole('heading', { name: 'Profile' })).toHaveCount(0);
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Language and theme' })).toBeVisible();
  await expect(link).toBeHidden();
  await page.getByRole('radio', { name: 'Like the system' }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('link', { name: 'Back to the settings' }).click();
  await expect(link).toBeVisible();
});
