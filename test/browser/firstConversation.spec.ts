// The first conversation, end to end, as people do it: a customer and two members, each in a browser of their own.

import { expect, type Browser, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { RelayProcess } from '../support/relayProcess.ts';

let relay: RelayProcess;

test.beforeEach(async () => {
  relay = await new RelayProcess().start();
});

test.afterEach(() => relay.remove());

async function customer(browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${relay.address}/chat/web`);
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your message' }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

async function member(browser: Browser, name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(relay.address);
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Live' })).toBeVisible();
  return page;
}

function card(page: Page, contact: string) {
  return page.getByRole('list').getByRole('link', { name: new RegExp(contact) });
}

function note(page: Page) {
  return page.getByRole('article').filter({ hasText: 'Internal note' });
}

async function reply(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Reply to/ }).fill(text);
  await page.getByRole('button', { name: /^Send/ }).click();
}

test('A4 G1 G2 a message arrives, the first to reply owns it, and the customer reads the answer', async ({
  browser,
}) => {
  const budi = await customer(browser, 'Budi Hartono');
  const leo = await member(browser, 'Leo');
  const ana = await member(browser, 'Ana');
  await leo.getByRole('link', { name: /^Unassigned \d/ }).click();
  await ana.getByRole('link', { name: /^Unassigned \d/ }).click();
  await say(budi, 'Do you repair gears?');
  await expect(card(ana, 'Budi Hartono')).toContainText('Do you repair gears?');
  await card(leo, 'Budi Hartono').click();
  await expect(leo.getByRole('button', { name: 'Send and take over' })).toBeVisible();
  await reply(leo, 'We do, come by today.');
  await expect(leo.getByRole('button', { name: 'Assigned user: You' })).toBeVisible();
  await expect(budi.getByRole('log')).toContainText('We do, come by today.');
  await expect(card(ana, 'Budi Hartono')).toHaveCount(0);
  await leo.getByRole('link', { name: /^Assigned to me/ }).click();
  await expect(card(leo, 'Budi Hartono')).toContainText('We do, come by today.');

  // Four times as large, or with half of a phone under its keyboard: what was said last is still there to read.
  const said = leo.getByRole('article').filter({ hasText: 'We do, come by today.' });
  await card(leo, 'Budi Hartono').click();
  await leo.setViewportSize({ width: 320, height: 256 });
  await expect(said).toBeInViewport({ ratio: 0.9 });
  await leo.setViewportSize({ width: 390, height: 430 });
  await leo.getByRole('textbox', { name: /^Reply to/ }).fill('a line\n'.repeat(20));
  await expect(said).toBeInViewport({ ratio: 0.9 });
  await expect(leo.getByRole('button', { name: /^Send/ })).toBeInViewport({ ratio: 1 });
});

test('C1 a note stays among members', async ({ browser }) => {
  const budi = await customer(browser, 'Budi Hartono');
  await say(budi, 'Hello?');
  const leo = await member(browser, 'Leo');
  await leo.getByRole('link', { name: /^Unassigned \d/ }).click();
  await card(leo, 'Budi Hartono').click();
  await leo.getByRole('tab', { name: 'Internal note' }).click();
  await leo.getByRole('textbox', { name: 'Internal note' }).fill('He was here last week.');
  await leo.getByRole('button', { name: 'Add note' }).click();
  await expect(note(leo)).toContainText('He was here last week.');
  await leo.getByRole('tab', { name: 'Reply' }).click();
  await reply(leo, 'Hello Budi');
  await expect(budi.getByRole('log')).toContainText('Hello Budi');
  await expect(budi.getByRole('log')).not.toContainText('last week');
});

test('F3 two members reply at the same moment: one owns it, the other keeps their text and can send it as a note', async ({
  browser,
}) => {
  const budi = await customer(browser, 'Budi Hartono');
  await say(budi, 'Hello?');
  const leo = await member(browser, 'Leo');
  const ana = await member(browser, 'Ana');
  for (const page of [leo, ana]) {
    await page.getByRole('link', { name: /^Unassigned \d/ }).click();
    await card(page, 'Budi Hartono').click();
    await expect(page.getByRole('button', { name: 'Send and take over' })).toBeVisible();
  }
  // Ana's network stalls as she sends; Leo's does not.
  await ana.context().setOffline(true);
  await reply(ana, 'Ana here, how can I help?');
  await expect(ana.getByRole('article').filter({ hasText: 'Ana here' })).toBeVisible();
  await reply(leo, 'Leo here, hello!');
  await expect(budi.getByRole('log')).toContainText('Leo here, hello!');
  await ana.context().setOffline(false);
  await ana.getByRole('link', { name: /held/i }).click();
  const held = ana.getByRole('article').filter({ hasText: 'Ana here, how can I help?' });
  await expect(held).toContainText('Leo');
  await held.getByRole('button', { name: /note/i }).click();
  await expect(held).toHaveCount(0);
  await expect(note(leo)).toContainText('Ana here, how can I help?');
  await expect(budi.getByRole('log')).not.toContainText('Ana here');
});

test('the relay is killed and comes back: everybody goes on, nothing is lost', async ({ browser }) => {
  const budi = await customer(browser, 'Budi Hartono');
  await say(budi, 'Hello?');
  const leo = await member(browser, 'Leo');
  await leo.getByRole('link', { name: /^Unassigned \d/ }).click();
  await card(leo, 'Budi Hartono').click();
  await relay.kill();
  await reply(leo, 'Written while the relay was gone');
  await say(budi, 'Anybody there?');
  await expect(leo.getByRole('article').filter({ hasText: 'Written while' })).toBeVisible();
  await relay.start();
  await expect(budi.getByRole('log')).toContainText('Written while the relay was gone');
  await expect(leo.getByRole('region', { name: /^Messages/ })).toContainText('Anybody there?');
});
