// Search as people use it: with the keyboard, on this device and in the relay, with and without a connection.

import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { bubble, card, expectLive, expectOffline, openList, signIn } from '../support/memberPage.ts';
import { goOffline, goOnline } from '../support/network.ts';
import { HostedRelay } from '../support/hostedRelay.ts';

let relay: HostedRelay;

test.beforeEach(async () => {
  relay = await new HostedRelay().start();
});

test.afterEach(() => relay.remove());

const field = (page: Page) => page.getByRole('searchbox');
const found = (page: Page, contact: string) =>
  page.getByRole('region', { name: 'Search' }).getByRole('link', { name: new RegExp(contact) });

async function seek(page: Page, words: string): Promise<void> {
  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type(words);
}

test('finds messages, notes and contacts with the keyboard alone, and opens at what was found', async ({
  context,
}) => {
  const page = await signIn(context, relay.address, 'Leo');
  await seek(page, 'POTÓNGAN');
  await expect(found(page, 'Yusuf Hidayat')).toContainText('potongan 8%');
  await expect(found(page, 'Yusuf Hidayat').locator('mark')).toHaveText('potongan');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('#content h2')).toHaveText('Yusuf Hidayat');
  await expect(bubble(page, 'potongan 8%')).toBeInViewport();
  // The question stays in the address: a reload finds the same.
  await page.reload();
  await expect(found(page, 'Yusuf Hidayat')).toBeVisible();
  await page.locator('#content').focus();
  await seek(page, 'stok ukuran');
  await expect(found(page, 'Yusuf Hidayat')).toContainText('Internal note');
  await field(page).fill('0142 sinar');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await field(page).fill('628115550');
  await expect(found(page, 'Yusuf Hidayat')).toContainText('Contact');
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/[?&]q=/);
});

test('I11 finds nothing of what a member may not read, and everything once they may', async ({
  context,
  browser,
}) => {
  const dewi = await signIn(context, relay.address, 'Dewi');
  await seek(dewi, 'potongan');
  await expect(dewi.getByText('Nothing found')).toBeVisible();
  const mira = await signIn(await browser.newContext(), relay.address, 'Mira');
  await seek(mira, 'potongan');
  await expect(found(mira, 'Yusuf Hidayat')).toBeVisible();
});

test('F1 what is on the device is found without a connection, and the rest when it is back', async ({
  context,
}) => {
  const page = await signIn(context, relay.address, 'Leo');
  await openList(page, 'Assigned to me');
  await card(page, 'Yusuf Hidayat').click();
  await expect(bubble(page, 'potongan 8%')).toBeVisible();
  await goOffline(context);
  await expectOffline(page);
  await page.locator('#content').focus();
  await seek(page, 'potongan');
  await expect(found(page, 'Yusuf Hidayat')).toBeVisible();
  await expect(page.getByText('only what is on this device was searched')).toBeVisible();
  await goOnline(context);
  await expectLive(page);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('That is everything.')).toBeVisible();
});

test('E2 a list is as far down as it was left: after a search, and after another list', async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 400 } });
  const page = await signIn(context, relay.address, 'Leo');
  await openList(page, 'All', 'Sales');
  const list = page.locator('.pane-list > .overflow-y-auto');
  const top = () => list.evaluate(({ scrollTop }) => scrollTop);
  await expect(list.getByRole('link').first()).toBeVisible();
  // It can be scrolled once enough of it is there, and is where it was scrolled to once that was drawn.
  const scroll = () =>
    list.evaluate(async (element) => {
      element.scrollTop = 70;
      for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
      return element.scrollTop;
    });
  await expect.poll(scroll).toBe(70);
  await seek(page, 'bike');
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveCount(0);
  await expect.poll(top).toBe(70);
  await openList(page, 'Unassigned', 'Sales');
  await expect(page).toHaveURL(/sales\/unassigned$/);
  await expect.poll(top).toBe(0);
  await openList(page, 'All', 'Sales');
  await expect(page).toHaveURL(/sales\/all$/);
  await expect.poll(top).toBe(70);
});

test('what people write is text: nothing in it is markup, and nothing in a question is a command', async ({
  context,
}) => {
  const page = await signIn(context, relay.address, 'Leo');
  await openList(page, 'Unassigned');
  await card(page, 'Budi Santoso').click();
  // Keys mean the conversation once it is there.
  await expect(page.getByRole('tab', { name: 'Internal note' })).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: /^Internal note/ })).toBeFocused();
  await page.keyboard.type('<img src=x onerror=alert(1)> "penawaran" OR NOT');
  await page.keyboard.press('Enter');
  await expect(bubble(page, 'onerror')).toBeVisible();
  await page.locator('#content').focus();
  await seek(page, '"onerror" OR NOT*');
  await expect(found(page, 'Budi Santoso')).toContainText('<img src=x onerror=alert(1)>');
  await expect(page.getByRole('region', { name: 'Search' }).locator('img')).toHaveCount(0);
});
