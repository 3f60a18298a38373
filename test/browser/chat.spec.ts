// The customer's page: a chat that works on a phone, keeps its thread and loses nothing that was written.

import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { test } from '../support/browserTest.ts';
import { goOffline, goOnline } from '../support/network.ts';
import { HostedRelay } from '../support/hostedRelay.ts';

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

let relay: HostedRelay;

// One for all: every test has visitors of its own, each with a name of their own.
test.beforeAll(async () => {
  relay = await new HostedRelay().start();
});

test.afterAll(() => relay.remove());

async function openChat(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${relay.address}/chat/web`);
  await expect(field(page)).toBeVisible();
  return page;
}

/** Another tab of the same browser, or the same tab after a reload. */
async function openAgain(page: Page): Promise<Page> {
  const again = await page.context().newPage();
  await again.goto(page.url());
  return again;
}

function field(page: Page) {
  return page.getByRole('textbox', { name: /Your message|Pesan Anda/ });
}

async function giveName(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
}

function messages(page: Page) {
  return page.getByRole('log');
}

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
  await expect(field(page)).toHaveValue('');
}

/** Leo answers whoever wrote `text`, from the inbox of his team where nobody owns it yet. */
async function answer(browser: Browser, contact: string, text: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(relay.address);
  await page.getByRole('button', { name: /^Leo/ }).click();
  await page.getByRole('link', { name: /^Unassigned \d/ }).click();
  await page
    .getByRole('list')
    .getByRole('link', { name: new RegExp(contact) })
    .click();
  await page.getByRole('textbox', { name: /^Reply to/ }).fill(text);
  await page.getByRole('button', { name: /^Send/ }).click();
  return page;
}

/** The relay cannot be reached by this page's socket, while the page itself is there. */
async function cutSocket(page: Page): Promise<void> {
  await page.routeWebSocket(/\/sync$/, (socket) => socket.close());
}

test('G1 a message reaches Unassigned, the answer comes with a name, and both are there after a reload', async ({
  browser,
}) => {
  const budi = await openChat(browser);
  await expect(budi).toHaveURL(`${relay.address}/chat/demo/web`);
  await giveName(budi, 'Budi Hartono');
  await say(budi, 'Is my bicycle ready?');
  await expect(messages(budi)).toContainText('Sent');
  await answer(browser, 'Budi Hartono', 'Tomorrow at nine.');
  await expect(messages(budi)).toContainText('Leo: Tomorrow at nine.');
  await budi.reload();
  await expect(messages(budi)).toContainText('You: Is my bicycle ready?');
  await expect(messages(budi)).toContainText('Leo: Tomorrow at nine.');
  await expect(budi.getByText('You write as Budi Hartono')).toBeVisible();
});

test('a name is given once, changed later, and the team sees the new one', async ({ browser }) => {
  const budi = await openChat(browser);
  await say(budi, 'Hello?');
  await budi.getByRole('button', { name: 'Add your name' }).click();
  await budi.getByRole('dialog').getByRole('textbox').fill('Budi Kurniawan');
  await budi.keyboard.press('Enter');
  await expect(budi.getByRole('button', { name: 'Change name' })).toBeFocused();
  const leo = await answer(browser, 'Budi Kurniawan', 'Hello Budi.');
  await budi.getByRole('button', { name: 'Change name' }).click();
  await budi.getByRole('dialog').getByRole('textbox').fill('Budi K.');
  await budi.getByRole('button', { name: 'Save' }).click();
  await expect(leo.getByRole('heading', { name: 'Budi K.' }).first()).toBeVisible();
});

test('F1 F2 what is written offline waits across a reload and is sent once', async ({ browser }) => {
  const budi = await openChat(browser);
  await giveName(budi, 'Budi Underway');
  await say(budi, 'Before the tunnel');
  await expect(messages(budi)).toContainText('Sent');
  await goOffline(budi.context());
  await say(budi, 'In the tunnel');
  await expect(messages(budi)).toContainText('Not sent yet', { timeout: 30_000 });
  const offline = budi
    .getByRole('status')
    .filter({ hasText: 'You are offline. We will send it as soon as you are back.' });
  await expect(offline).toBeVisible();
  await budi.close();

  await goOnline(budi.context());
  const cut = await budi.context().newPage();
  await cutSocket(cut);
  await cut.goto(`${relay.address}/chat/demo/web`);
  await expect(messages(cut)).toContainText('In the tunnel');
  await expect(messages(cut)).toContainText('Not sent yet');
  const unreachable = cut.getByRole('status').filter({ hasText: 'We cannot be reached right now.' });
  await expect(unreachable).toBeVisible();
  await cut.close();

  const back = await openAgain(cut);
  await expect(messages(back)).toContainText('Sent');
  await back.reload();
  await expect(messages(back)).toContainText('Sent');
  await expect(messages(back).getByText('In the tunnel')).toHaveCount(1);
  const leo = await answer(browser, 'Budi Underway', 'I see both.');
  await expect(leo.getByRole('article').filter({ hasText: 'Before the tunnel' })).toHaveCount(1);
  await expect(leo.getByRole('article').filter({ hasText: 'In the tunnel' })).toHaveCount(1);
});

test('F2 what waits can be taken back, and goes on where it was written', async ({ browser }) => {
  const budi = await openChat(browser);
  await cutSocket(budi);
  await budi.reload();
  await say(budi, 'Too hasty');
  await messages(budi).getByRole('button', { name: 'Take back' }).click();
  await expect(field(budi)).toHaveValue('Too hasty');
  await expect(messages(budi)).not.toContainText('Too hasty');
});

test('F3 what is typed and not sent is there after a reload', async ({ browser }) => {
  const budi = await openChat(browser);
  await field(budi).fill('Half a sent');
  await budi.reload();
  await expect(field(budi)).toHaveValue('Half a sent');
});

test('hostile text is text, and only addresses of the web and of mail are links', async ({ browser }) => {
  const budi = await openChat(browser);
  const alerts: string[] = [];
  budi.on('dialog', (dialog) => {
    alerts.push(dialog.message());
    void dialog.dismiss();
  });
  const hostile = [
    '<img src=x onerror=alert(1)><script>alert(2)</script>',
    'javascript:alert(3) data:text/html,<script>alert(4)</script>',
    'https://example.com/"onmouseover=alert(5) halo@example.com',
  ];
  for (const text of hostile) await say(budi, text);
  for (const text of hostile) await expect(messages(budi)).toContainText(text);
  await expect(messages(budi).locator('img, script')).toHaveCount(0);
  const links = messages(budi).getByRole('link');
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(hrefs).toEqual(['https://example.com/', 'mailto:halo@example.com']);
  for (const link of await links.all()) {
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  }
  expect(alerts).toEqual([]);
});

test('on a phone all is in reach above the keyboard, and nothing scrolls sideways', async ({ browser }) => {
  const budi = await openChat(browser, PHONE);
  for (let line = 1; line <= 12; line += 1) await say(budi, `Line ${line}`);
  await expect(messages(budi)).toContainText('Sent', { timeout: 20_000 });
  // What a keyboard leaves of the page (interactive-widget=resizes-content).
  await budi.setViewportSize({ width: 390, height: 480 });
  await field(budi).fill('x '.repeat(600));
  await expect(messages(budi).getByText('Line 12')).toBeInViewport();
  await expect(budi.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 });
  const { width, height } = await budi.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    height: document.documentElement.scrollHeight,
  }));
  expect([width, height]).toEqual([390, 480]);
  const send = await budi.getByRole('button', { name: 'Send' }).boundingBox();
  expect(Math.min(send?.width ?? 0, send?.height ?? 0)).toBeGreaterThanOrEqual(44);
  await field(budi).tap();
  await budi.getByRole('button', { name: 'Send' }).tap();
  await expect(field(budi)).toHaveValue('');
  await expect(field(budi)).toBeFocused();
});

test('who reads further up is told of an answer and not moved', async ({ browser }) => {
  const budi = await openChat(browser, PHONE);
  await giveName(budi, 'Budi Reading');
  for (let line = 1; line <= 16; line += 1) await say(budi, `Line ${line}`);
  await messages(budi).evaluate((log) => log.scrollBy({ top: -300, behavior: 'instant' }));
  const line = messages(budi).getByText('Line 6');
  const before = await line.boundingBox();
  await answer(browser, 'Budi Reading', 'Here I am.');
  await budi.getByRole('button', { name: '1 new message' }).waitFor();
  expect((await line.boundingBox())?.y).toBe(before?.y);
  await budi.getByRole('button', { name: '1 new message' }).tap();
  await expect(messages(budi).getByText('Here I am.')).toBeInViewport();
});

test('it speaks the language of the browser, and the other one at a click', async ({ browser }) => {
  const siti = await openChat(browser, { locale: 'id-ID' });
  await expect(siti.getByRole('heading', { name: 'Halo! Tulis pesan untuk kami.' })).toBeVisible();
  await expect(siti.locator('html')).toHaveAttribute('lang', 'id');
  await siti.getByRole('button', { name: 'English' }).click();
  await expect(siti.getByRole('heading', { name: 'Hi! Write to us.' })).toBeVisible();
  await expect(siti.locator('html')).toHaveAttribute('lang', 'en');
});

test('it is accessible: empty, in conversation, offline, in the dialog', async ({ browser }) => {
  const budi = await openChat(browser, PHONE);
  await expectAccessible(budi, 'empty');
  await giveName(budi, 'Budi Accessible');
  await say(budi, 'Hello, see https://example.com');
  await expect(messages(budi)).toContainText('Sent');
  await answer(browser, 'Budi Accessible', 'Hello!');
  await expect(messages(budi)).toContainText('Hello!');
  await expectAccessible(budi, 'in conversation');
  await cutSocket(budi);
  await budi.reload();
  await say(budi, 'Still there?');
  await expect(messages(budi)).toContainText('Not sent yet');
  await expectAccessible(budi, 'offline');
  await budi.getByRole('button', { name: 'Change name' }).click();
  await expectAccessible(budi, 'dialog');
});

test('an address without a chat says so', async ({ page }) => {
  await page.goto(`${relay.address}/chat/fax`);
  await expect(page.getByRole('heading')).toHaveText('There is no chat at this address');
  await page.goto(`${relay.address}/chat/demo/fax`);
  await expect(page.getByRole('heading')).toHaveText('There is no chat at this address');
  await expectAccessible(page, 'no chat');
});
