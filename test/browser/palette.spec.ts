// The command palette and the keys, with the keyboard alone.

import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { card, openList, owner, signIn } from '../support/memberPage.ts';
import { HostedRelay } from '../support/hostedRelay.ts';

let relay: HostedRelay;

test.beforeEach(async () => {
  relay = await new HostedRelay().start();
});

test.afterEach(() => relay.remove());

const palette = (page: Page) => page.locator('dialog[open]');
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

async function run(page: Page, words: string, option: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('combobox')).toBeFocused();
  await page.keyboard.type(words);
  await expect(palette(page).getByRole('option', { name: option }).first()).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.press('Enter');
  await expect(palette(page)).toHaveCount(0);
}

test('goes anywhere and does everything that a button does', async ({ context }) => {
  const page = await signIn(context, relay.address, 'Leo');
  await run(page, 'sales unass', /Unassigned/);
  await expect(page).toHaveURL(/team\/sales\/unassigned/);
  await run(page, 'budi', /^Budi Santoso/);
  await expect(heading(page, 'Budi Santoso')).toBeVisible();
  await run(page, 'assign to me', 'Assign to me');
  await expect(owner(page)).toContainText('You');
  await run(page, 'assign', 'Assign…');
  await expect(page.getByRole('dialog', { name: 'Assigned user' }).getByRole('combobox')).toBeFocused();
  await page.keyboard.type('Ana');
  await page.keyboard.press('Enter');
  await expect(owner(page)).toContainText('Ana');
  await run(page, 'theme dark', 'Theme: Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await run(page, 'bahasa', 'Language: Bahasa Indonesia');
  await expect(page.locator('html')).toHaveAttribute('lang', 'id');
});

test('a member’s own page lists the conversations that are theirs', async ({ context }) => {
  const page = await signIn(context, relay.address, 'Ana');
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('combobox')).toBeFocused();
  await page.keyboard.type('leo');
  await page.keyboard.press('Enter');
  await expect(palette(page).getByRole('combobox', { name: 'Conversations of Leo' })).toBeFocused();
  await page.keyboard.type('yus');
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Yusuf Hidayat')).toBeVisible();
});

test('C6 what a guest may not do is there, disabled, with the reason', async ({ context }) => {
  const leo = await signIn(context, relay.address, 'Leo');
  await openList(leo, 'Unassigned');
  await card(leo, 'Budi Santoso').click();
  // Keys mean the conversation once it is there.
  await expect(leo.getByRole('tab', { name: 'Internal note' })).toBeVisible();
  await leo.keyboard.press('n');
  await expect(leo.getByRole('textbox', { name: /^Internal note/ })).toBeFocused();
  await leo.keyboard.type('@Dewi');
  await expect(leo.getByRole('option', { name: /Dewi/ })).toBeVisible();
  await leo.keyboard.press('Enter');
  await leo.keyboard.type('lihat ini');
  await leo.keyboard.press('Enter');
  await expect(leo.getByRole('article').filter({ hasText: 'lihat ini' })).toBeVisible();
  const other = await context.browser()?.newContext();
  if (!other) throw new Error('no browser');
  const dewi = await signIn(other, relay.address, 'Dewi');
  await openList(dewi, 'Mentioned');
  await card(dewi, 'Budi Santoso').click();
  await expect(owner(dewi)).toBeVisible();
  await dewi.keyboard.press('Control+k');
  const assign = palette(dewi).getByRole('option', { name: 'Assign…' });
  await expect(assign).toHaveAttribute('aria-disabled', 'true');
  await expect(assign).toContainText('Somebody who was only mentioned cannot assign.');
  await expect(palette(dewi).getByRole('option', { name: /^Close conversation/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
});

test('keys move, open, close and list themselves; never while somebody types, and not when they are switched off', async ({
  context,
}) => {
  const page = await signIn(context, relay.address, 'Leo');
  await openList(page, 'All');
  await expect(page).toHaveURL(/team\/sales\/all$/);
  const title = page.locator('#content h2');
  await page.keyboard.press('j');
  await expect(page).toHaveURL(/team\/sales\/all\/./);
  const first = await title.textContent();
  await page.keyboard.press('j');
  await expect(title).not.toHaveText(first ?? '');
  const second = await title.textContent();
  await page.keyboard.press('k');
  await expect(title).toHaveText(first ?? '');
  // In a field, letters are letters.
  await expect(page.getByRole('tab', { name: 'Internal note' })).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: /^Internal note/ })).toBeFocused();
  await page.keyboard.type('jekyll ?');
  await expect(page.getByRole('textbox', { name: /note/i }).first()).toHaveValue('jekyll ?');
  await expect(title).toHaveText(first ?? '');
  await page.keyboard.press('Escape');
  await page.locator('#content').focus();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(keys).toContainText('Next conversation');
  await page.keyboard.press('j');
  await page.keyboard.press('Escape');
  await expect(keys).toHaveCount(0);
  await expect(title).toHaveText(first ?? '');
  expect(second).not.toBe(first);

  await run(page, 'settings writing', /Settings: Writing and keys/);
  await page.getByRole('switch', { name: 'Single keys act' }).click();
  await run(page, (first ?? '').slice(0, 5), first ?? '');
  await expect(title).toHaveText(first ?? '');
  await page.locator('#content').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(title).toHaveText(first ?? '');
});

test('closing goes on with the next conversation, and Back leads to the closed one', async ({ context }) => {
  const page = await signIn(context, relay.address, 'Mira');
  await openList(page, 'All conversations');
  await expect(page).toHaveURL(/\/all$/);
  const title = page.locator('#content h2');
  await page.keyboard.press('j');
  await expect(page).toHaveURL(/\/all\/./);
  const first = await title.textContent();
  await page.keyboard.press('j');
  await expect(title).not.toHaveText(first ?? '');
  const second = await title.textContent();
  await page.keyboard.press('k');
  await expect(title).toHaveText(first ?? '');
  await page.keyboard.press('e');
  await expect(title).toHaveText(second ?? '');
  await expect(card(page, first ?? '')).toHaveCount(0);
  await page.goBack();
  await expect(title).toHaveText(first ?? '');
  await expect(page.getByRole('button', { name: 'Open again' })).toBeVisible();
});

test('in the contact note, Ctrl+K makes a link', async ({ context }) => {
  const page = await signIn(context, relay.address, 'Leo');
  await openList(page, 'Unassigned');
  await card(page, 'Budi Santoso').click();
  await page.getByRole('textbox', { name: /^Contact note/ }).click();
  await page.keyboard.type('toko.example');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command palette' })).toHaveCount(0);
});
