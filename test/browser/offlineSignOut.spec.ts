// Signing out takes everything of the account off the device, and says first what would be lost.

import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import {
  bubble,
  composer,
  expectInstalled,
  expectLive,
  expectOffline,
  keptCopies,
  openFrom,
  reply,
  signIn,
} from '../support/memberPage.ts';
import { Colleague } from '../support/colleague.ts';
import { goOffline, goOnline } from '../support/network.ts';

test.use({ serviceWorkers: 'allow' });

async function askToSignOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Leo/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

/** Names of all that is on the device. */
async function kept(page: Page): Promise<string[]> {
  const notes = await page.evaluate(() => Object.keys(localStorage));
  const ofAccount = notes.filter((name) => name.startsWith('estafet/') || name === 'estafet:account');
  return [...(await keptCopies(page)), ...ofAccount];
}

test('F3 signing out with work that waits asks first; then nothing of it is on the device, in no tab', async ({
  browser,
  relay,
}) => {
  const context = await browser.newContext();
  const leo = await signIn(context, relay.address, 'Leo');
  await openFrom(leo, 'Unassigned', 'Budi Santoso');
  const other = await context.newPage();
  await other.goto(leo.url());
  await expectLive(other);
  await expectInstalled(leo);
  await relay.stop();
  await expectOffline(leo);
  await reply(leo, 'Not sent yet');
  await composer(leo).fill('Nor is this');
  expect(await kept(leo)).not.toEqual([]);

  await askToSignOut(leo);
  const dialog = leo.getByRole('dialog');
  await expect(dialog).toContainText('2 changes of yours have not been sent yet');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(composer(leo)).toHaveValue('Nor is this');

  await askToSignOut(leo);
  await dialog.getByRole('button', { name: 'Sign out and lose them' }).click();
  await expect(leo).toHaveURL(/\/sign-in/);
  await expect(other.getByText('Budi Santoso')).toHaveCount(0);
  await expect.poll(() => kept(leo)).toEqual([]);
});

test('signing out with nothing waiting only says what goes', async ({ browser, relay }) => {
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  await askToSignOut(leo);
  await expect(leo.getByRole('dialog')).not.toContainText('not been sent');
  await leo.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(leo.getByRole('button', { name: /^Mira/ })).toBeVisible();
  await expect.poll(() => kept(leo)).toEqual([]);
});

test('F1 signing out at the door, where no workspace is open, asks about what waits too', async ({
  browser,
  relay,
}) => {
  const context = await browser.newContext();
  const leo = await signIn(context, relay.address, 'Leo');
  await openFrom(leo, 'Unassigned', 'Budi Santoso');
  await goOffline(context);
  await reply(leo, 'Not sent yet');
  await leo.close();
  await goOnline(context);
  const door = await context.newPage();
  await door.goto(`${relay.address}/sign-in`);
  await door.getByRole('button', { name: 'Sign out' }).click();
  await expect(door.getByRole('dialog')).toContainText('1 change of yours has not been sent yet');
  await door.getByRole('button', { name: 'Sign out and lose them' }).click();
  await expect(door.getByRole('button', { name: /^Mira/ })).toBeVisible();
  await expect.poll(() => kept(door)).toEqual([]);
});

test('F1 F3 a removed member’s devices wipe themselves: the open one at once, the one that was offline when it is back', async ({
  browser,
  relay,
}) => {
  const laptop = await signIn(await browser.newContext(), relay.address, 'Leo');
  const phone = await signIn(await browser.newContext(), relay.address, 'Leo');
  for (const page of [laptop, phone]) {
    await openFrom(page, 'Unassigned', 'Budi Santoso');
    await expect.poll(() => keptCopies(page)).toContainEqual(expect.stringContaining('/thread/'));
  }
  await goOffline(phone.context());
  await reply(phone, 'Written on the train');
  const mira = await Colleague.signIn(relay.address, 'mira');
  await mira.does({ kind: 'deactivate-member', member: 'leo' });
  await mira.leave();
  await expectWiped(laptop);
  await expect(bubble(phone, 'Written on the train')).toBeVisible();
  await goOnline(phone.context());
  await expectWiped(phone);
});

/** What they wrote and nobody decided stays: they may be invited again. */
async function expectWiped(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'You no longer belong to this workspace' })).toBeVisible();
  await expect(page).toHaveTitle(/You no longer belong to this workspace/);
  await expect(page.locator('.shell').getByText('Budi Santoso')).toHaveCount(0);
  const others = async (): Promise<string[]> =>
    (await keptCopies(page)).filter((name) => !/\/own\/(desk|demo\/outbox)\//.test(name));
  await expect.poll(others).toEqual([]);
}

test('F3 a tab that clears what the browser keeps of the site stops no other tab: it goes on, and says that nothing is kept', async ({
  browser,
  relay,
}) => {
  const context = await browser.newContext();
  const leo = await signIn(context, relay.address, 'Leo');
  await openFrom(leo, 'Unassigned', 'Budi Santoso');
  await composer(leo).fill('In the middle of a sentence');
  const other = await context.newPage();
  await other.goto(`${relay.address}/manifest.webmanifest`);
  await other.evaluate(async () => {
    localStorage.clear();
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
  });
  await expect(composer(leo)).toHaveValue('In the middle of a sentence');
  await reply(leo, 'Still here');
  await expect(bubble(leo, 'Still here')).toContainText('Sent');
  await expect(leo.getByText(/This device cannot store anything now/).first()).toBeVisible();
  await expectLive(leo);
});
