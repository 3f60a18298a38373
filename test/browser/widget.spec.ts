// The widget on a company's site: a whole conversation with a member, by keyboard and by touch, in both languages, with the
// frame's storage open and closed, and only where an admin allows it.

import type {} from '#lib/widget/api.ts';
import { expect, type Browser, type FrameLocator, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { test } from '../support/browserTest.ts';
import { bubble, composer, open, openList, reply, signIn } from '../support/memberPage.ts';
import { OtherSite } from '../support/otherSite.ts';
import type { RelayData } from '../support/relayData.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

function panel(page: Page): FrameLocator {
  return page.frameLocator('iframe');
}

function field(page: Page) {
  return panel(page).getByRole('textbox', { name: /^(Your message|Pesan Anda)$/ });
}

function messages(page: Page) {
  return panel(page).getByRole('log');
}

async function say(page: Page, text: string, name?: string): Promise<void> {
  if (name !== undefined)
    await panel(page)
      .getByRole('textbox', { name: /^(Your name|Nama Anda)/ })
      .fill(name);
  await field(page).fill(text);
  await field(page).press('Enter');
  await expect(field(page)).toHaveValue('');
}

/** Leo, in the conversation with whoever has this name. */
async function leoWith(browser: Browser, relay: RelayData, contact: string): Promise<Page> {
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  await openList(leo, 'Unassigned');
  await open(leo, contact);
  return leo;
}

/** An admin names the site that may show the chat, and when the team replies. */
async function allow(browser: Browser, relay: RelayData, origin: string): Promise<void> {
  const mira = await signIn(await browser.newContext(), relay.address, 'Mira');
  await mira.goto(`${relay.address}/w/demo/settings/channels`);
  await mira.getByRole('button', { name: 'Set up the widget' }).click();
  const form = mira.getByRole('form', { name: 'The widget of Roda Pagi' });
  await form.getByLabel('Sites that may show the chat').fill(`${origin}/shop`);
  await form.getByLabel('Say when we reply').check();
  for (const day of ['Saturday', 'Sunday']) await form.getByLabel(day).check();
  await form.getByLabel('From').fill('00:00');
  await form.getByLabel('Until').fill('00:00');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('A site is an address like')).toBeVisible();
  await expectAccessible(mira, 'the settings of the widget', 'form[aria-label]');
  await form.getByLabel('Sites that may show the chat').fill(origin);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(mira.getByText(`Shown on ${origin}.`)).toBeVisible();
}

test('G1 G2 on the demo’s site a visitor and a member talk: by keyboard, closed and open, and on the next visit', async ({
  browser,
  relay,
}) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const door = await context.newPage();
  await door.goto(relay.address);
  const opening = context.waitForEvent('page');
  await door.getByRole('link', { name: /a shop’s site with the chat on it/ }).click();
  const shop = await opening;
  const problems: string[] = [];
  shop.on('pageerror', ({ message }) => problems.push(message));
  shop.on('console', (said) => said.type() === 'error' && problems.push(said.text()));

  const button = shop.getByRole('button', { name: /^Open chat/ });
  await expect(button).toBeVisible();
  // Nothing of the chat is loaded before somebody wants it.
  await expect(shop.locator('iframe')).toHaveCount(0);
  await button.focus();
  await shop.keyboard.press('Enter');
  await expect(shop.getByRole('dialog', { name: 'Chat with Roda Pagi' })).toBeVisible();
  await expect(field(shop)).toBeFocused();
  await expectAccessible(shop, 'the widget on a site', 'estafet-chat');
  await shop.keyboard.type('Do you repair cargo bikes?');
  await shop.keyboard.press('Enter');
  await expect(messages(shop)).toContainText('Sent');
  await shop.keyboard.press('Escape');
  await expect(shop.getByRole('dialog')).toBeHidden();
  await expect(button).toBeFocused();

  const leo = await leoWith(browser, relay, 'Visitor');
  await expect(bubble(leo, 'Do you repair cargo bikes?')).toBeVisible();
  await reply(leo, 'We do, on Tuesdays.');
  await expect(shop.getByRole('button', { name: 'Open chat, New messages: 1' })).toBeVisible();
  await shop.reload();
  // The visitor has talked before: what is new is said without being asked.
  await expect(shop.getByRole('button', { name: 'Open chat, New messages: 1' })).toBeVisible();
  expect(await shop.evaluate(() => new Promise<number>((told) => window.Estafet?.onUnread(told)))).toBe(1);
  await shop.evaluate(() => window.Estafet?.open());
  await expect(messages(shop)).toContainText('Leo: We do, on Tuesdays.');
  await expect(shop.getByRole('button', { name: 'Close chat', expanded: true })).toBeVisible();
  // Each sees that the other types, and nothing of what.
  await field(shop).pressSequentially('On which');
  await expect(leo.getByText('Visitor without a name is typing…')).toBeVisible();
  await composer(leo).pressSequentially('From nine');
  await expect(panel(shop).getByText('Leo is typing…')).toBeVisible();
  await composer(leo).fill('');
  await expect(panel(shop).getByText('Leo is typing…')).toBeHidden();
  await shop.evaluate(() => window.Estafet?.close());
  await expect(shop.getByRole('button', { name: 'Open chat', exact: true })).toBeVisible();
  expect(problems).toEqual([]);
});

test('G1 V5 V6 on another site: refused until an admin names it, then a phone’s whole screen, with the frame’s storage closed', async ({
  browser,
  relay,
}) => {
  const site = await OtherSite.start(
    relay.address,
    'data-channel="demo/web" data-color="#fa0" data-language="id"',
  );
  const context = await browser.newContext({ ...PHONE, reducedMotion: 'reduce' });
  // As browsers that block what third parties keep: reading it is what fails.
  await context.addInitScript((ours) => {
    if (location.origin !== ours) return;
    for (const name of ['localStorage', 'indexedDB', 'caches'])
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        },
      });
  }, relay.address);
  const shop = await context.newPage();
  const warned = shop.waitForEvent('console', (said) => said.text().includes('is not among the sites'));
  await shop.goto(site.origin);
  await warned;
  await expect(shop.getByRole('button', { name: /chat/ })).toHaveCount(0);
  // Nor does a page that goes past the widget get it into a frame.
  await shop.evaluate((address) => {
    const frame = document.createElement('iframe');
    frame.src = address;
    document.body.append(frame);
  }, `${relay.address}/embed/demo/web`);
  await expect
    .poll(() => shop.frames().map((frame) => frame.url()))
    .toContain('chrome-error://chromewebdata/');

  await allow(browser, relay, site.origin);
  await shop.reload();
  await shop.getByRole('button', { name: 'Buka chat' }).tap();
  const dialog = shop.getByRole('dialog', { name: 'Chat dengan Roda Pagi' });
  await expect(panel(shop).getByRole('heading', { name: 'Halo! Tulis pesan untuk kami.' })).toBeVisible();
  await expect(panel(shop).getByText(/^Kami membalas setiap hari/)).toBeVisible();
  expect(await dialog.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
  await expectAccessible(shop, 'the widget on a phone', 'estafet-chat');
  await say(shop, 'Masih buka?', 'Siti Frame');
  await expect(messages(shop)).toContainText('Terkirim');
  // A file too, with nowhere to keep it meanwhile.
  const nota = { name: 'nota.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') };
  await panel(shop).locator('input[type=file]').setInputFiles(nota);
  await field(shop).press('Enter');
  await expect(messages(shop).getByRole('button', { name: /nota\.pdf/ })).toBeVisible();
  await dialog.getByRole('button', { name: 'Tutup chat' }).tap();
  await expect(dialog).toBeHidden();
  const leo = await leoWith(browser, relay, 'Siti Frame');
  await reply(leo, 'Sampai pukul lima.');

  // The next visit: the page has kept who she is, and nothing of it stands in an address.
  await shop.reload();
  await shop.getByRole('button', { name: 'Buka chat, Pesan baru: 1' }).tap();
  await expect(messages(shop)).toContainText('Leo: Sampai pukul lima.');
  await expect(panel(shop).getByText('Anda menulis sebagai Siti Frame')).toBeVisible();
  const kept = await shop.evaluate(() => localStorage.getItem('estafet:demo/web') ?? '');
  const secret = /chat\/web\/secret":"([\w-]{32})"/.exec(kept)?.[1] ?? '';
  expect(secret).not.toBe('');
  expect(shop.frames().filter((frame) => frame.url().includes(secret))).toEqual([]);
  await site.stop();
});

test('F1 F2 G1 with the relay down the button is there, and what a visitor writes waits in the frame until it is back', async ({
  browser,
  relay,
}) => {
  const site = await OtherSite.start(relay.address);
  await allow(browser, relay, site.origin);
  const shop = await (await browser.newContext({ serviceWorkers: 'allow' })).newPage();
  await shop.goto(site.origin);
  await shop.evaluate(() => (document.documentElement.dir = 'rtl'));
  await shop.getByRole('button', { name: 'Open chat' }).click();
  // Where a line ends, which is the left side of such a page.
  const dialog = shop.getByRole('dialog', { name: /Chat with/ });
  expect(await dialog.boundingBox()).toMatchObject({ x: 20 });
  await say(shop, 'Before');
  await expect(messages(shop)).toContainText('Sent');
  // Until the frame's page is on the device, in the storage that this site has for itself.
  const frame = shop.frames().find((each) => each.url().includes('/embed/'));
  const isKept = (): Promise<boolean> => caches.match(location.pathname).then((page) => page !== undefined);
  await expect.poll(() => frame?.evaluate(isKept)).toBe(true);
  await relay.stop();
  await say(shop, 'While you were away');
  await expect(messages(shop)).toContainText('Not sent yet');
  await shop.reload();
  await shop.getByRole('button', { name: 'Open chat' }).click();
  await expect(messages(shop)).toContainText('While you were away');
  await relay.start();
  await expect(messages(shop).getByText('· Sent')).toBeVisible({ timeout: 60_000 });
  await expect(messages(shop).getByText('While you were away')).toHaveCount(1);

  // On another device the frame never came: the panel says so, in the page's own words, and tries again when it is asked to.
  const other = await (await browser.newContext()).newPage();
  await other.clock.install();
  await other.route('**/embed/**', (route) => route.abort());
  await other.goto(site.origin);
  await other.getByRole('button', { name: 'Open chat' }).click();
  await other.clock.fastForward(16_000);
  await expect(other.getByText('The chat cannot be reached right now.')).toBeVisible();
  await expectAccessible(other, 'the widget that cannot be reached', 'estafet-chat');
  await other.unroute('**/embed/**');
  await other.getByRole('button', { name: 'Try again' }).click();
  await expect(field(other)).toBeVisible();
  await site.stop();
});
