// The service worker: what it keeps for whom, and how the next version comes.

import { expect, type Page } from '@playwright/test';
import { WIRE_VERSION } from '#lib/doc/wire.ts';
import { test } from '../support/browserTest.ts';
import { Deployment } from '../support/deployment.ts';
import {
  bubble,
  composer,
  expectInstalled,
  expectLive,
  expectOffline,
  openFrom,
  reply,
  signIn,
  wake,
} from '../support/memberPage.ts';
import { RelayProcess } from '../support/relayProcess.ts';

test.use({ serviceWorkers: 'allow' });

let deployment: Deployment;
let relay: RelayProcess;

test.beforeEach(async () => {
  deployment = new Deployment();
  relay = await new RelayProcess(undefined, deployment.root).start();
});

test.afterEach(async () => {
  await relay.remove();
  deployment.remove();
});

async function expectNext(page: Page, isNext: boolean): Promise<void> {
  await expect(page.locator('link[rel=modulepreload]').first()).toHaveAttribute(
    'href',
    isNext ? /\/next-/ : /\/(?!next-)[^/]+$/,
  );
}

async function cached(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
}

function offer(page: Page) {
  return page.getByRole('button', { name: 'Reload' });
}

test('a new version is offered, and taken without losing what is being typed; another tab goes on with the old one', async ({
  browser,
}) => {
  const context = await browser.newContext();
  const one = await signIn(context, relay.address, 'Leo');
  await openFrom(one, 'Unassigned', 'Budi Santoso');
  await expectInstalled(one);
  const two = await context.newPage();
  await two.goto(one.url());
  await expectLive(two);
  await expect(offer(one)).toHaveCount(0);

  await relay.stop();
  deployment.deployNext();
  await relay.start();
  await expect(offer(one)).toBeVisible({ timeout: 30_000 });
  await composer(one).pressSequentially('Not lost');
  await offer(one).click();
  await expectNext(one, true);
  await expect(composer(one)).toHaveValue('Not lost');
  await expect(offer(one)).toHaveCount(0);

  // The other tab has not loaded this panel yet, and the relay has its old chunk no more.
  await expect(offer(two)).toBeVisible();
  await two.getByRole('button', { name: /^Assigned user/ }).click();
  await expect(two.getByRole('option', { name: 'Assign to me' })).toBeVisible();
  await expectNext(two, false);
  await two.keyboard.press('Escape');
  await offer(two).click();
  await expectNext(two, true);
  await expect(composer(two)).toHaveValue('Not lost');

  // Once nobody runs it, the old version leaves the device.
  await expect.poll(async () => (await two.evaluate(() => caches.keys())).length).toBe(1);
  await relay.stop();
  await two.reload();
  await expectOffline(two);
  await reply(two, 'Written in the new version');
  await expect(bubble(two, 'Written in the new version')).toBeVisible();
});

test('F1 a relay older or newer than the page is told plainly; what is written meanwhile is sent, no draft is lost', async ({
  browser,
}) => {
  const context = await browser.newContext();
  const leo = await signIn(context, relay.address, 'Leo');
  await openFrom(leo, 'Unassigned', 'Budi Santoso');
  await expectInstalled(leo);
  const customer = await (await browser.newContext()).newPage();
  await customer.goto(`${relay.address}/chat/web`);
  const field = customer.getByRole('textbox', { name: 'Your message' });
  await field.press('a');

  await relay.stop();
  deployment.speak(WIRE_VERSION - 1);
  await relay.start();
  for (const page of [leo, customer]) await wake(page);
  const status = leo.getByRole('status');
  await expect(status.filter({ hasText: 'newer than the server' })).toBeVisible();
  await expect(status.filter({ hasText: /^Server not updated yet/ })).toBeVisible();
  await expect(
    leo.getByText('It is kept here and sent as soon as the server has been updated.', { exact: true }),
  ).toBeVisible();
  await expect(customer.getByText('We are just being updated')).toBeVisible();
  await expect(offer(leo)).toHaveCount(0);
  await reply(leo, 'To the older relay');
  await expect(bubble(leo, 'To the older relay')).toContainText('Not confirmed yet');

  await relay.stop();
  deployment.deployNext(WIRE_VERSION + 1);
  await relay.start();
  for (const page of [leo, customer]) await wake(page);
  await expect(status.filter({ hasText: 'has been updated and this page has not' })).toBeVisible();
  await expect(status.filter({ hasText: /^Update needed/ })).toBeVisible();
  await composer(leo).pressSequentially('Half a thought');
  await offer(leo).click();
  await expectLive(leo);
  await expectNext(leo, true);
  await expect(composer(leo)).toHaveValue('Half a thought');
  await expect(bubble(leo, 'To the older relay')).toHaveCount(1);
  await expect(bubble(leo, 'To the older relay')).not.toContainText('Not confirmed yet');

  await expect(customer.getByText('This page is out of date')).toBeVisible();
  await field.fill('Half a question');
  await offer(customer).click();
  await expectNext(customer, true);
  await expect(field).toHaveValue('Half a question');
  await field.press('Enter');
  await expect(customer.getByRole('log')).toContainText('Sent');
});

test('what is asked of the relay itself is never kept', async ({ browser }) => {
  const page = await signIn(await browser.newContext(), relay.address, 'Leo');
  await expectInstalled(page);
  await page.reload();
  await expectLive(page);
  for (const path of ['/api/me', '/healthz', '/metrics', '/_app/version.json']) {
    await page.evaluate((address) => fetch(address), path);
  }
  const kept = await cached(page);
  expect(kept.filter((path) => /^\/(api|sync|healthz|readyz|metrics)|version\.json/.test(path))).toEqual([]);
  expect(kept).toContain('/');
});

test('F1 a customer’s chat page reloads while offline, and keeps no more than it fetched', async ({
  browser,
}) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${relay.address}/chat/web`);
  const field = page.getByRole('textbox', { name: 'Your message' });
  await field.fill('Before the tunnel');
  await field.press('Enter');
  await expect(page.getByRole('log')).toContainText('Sent');
  await expect.poll(() => cached(page)).toContain('/chat/');
  const kept = await cached(page);
  const fetched = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  );
  expect(kept.filter((path) => path !== '/chat/' && !fetched.includes(path))).toEqual([]);
  const all = await page.evaluate(async () => (await fetch('/service-worker.js')).text());
  const chunks = new Set(all.match(/_app\/immutable\/[\w./-]+/g));
  console.log(`chat page: keeps ${kept.length} files of the app's ${chunks.size}`);
  expect(kept.length).toBeLessThan(chunks.size / 2 + 10);

  await relay.stop();
  await page.reload();
  await expect(page.getByRole('log')).toContainText('Before the tunnel');
  await field.fill('In the tunnel');
  await field.press('Enter');
  await expect(page.getByRole('log')).toContainText('Not sent yet');
  await page.reload();
  await expect(page.getByRole('log')).toContainText('In the tunnel');

  // The next version comes by itself, and what was kept of the one before goes.
  deployment.deployNext();
  await relay.start();
  await page.reload();
  await expectNext(page, true);
  await expect(page.getByRole('log')).toContainText('Sent');
  await expect.poll(async () => (await cached(page)).some((path) => path.includes('/next-'))).toBe(true);
  await expect.poll(async () => (await page.evaluate(() => caches.keys())).length).toBe(1);
});
