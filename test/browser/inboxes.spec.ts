// Section E of the mission as people do it: the lists, their live counts, and what stands in them.

import { expect } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { Customer } from '../support/customer.ts';
import {
  bubble,
  card,
  expectCount,
  expectOffline,
  open,
  openFrom,
  openList,
  owner,
  reply,
  signIn,
} from '../support/memberPage.ts';
import { goOffline, goOnline } from '../support/network.ts';

test('E1 E2 lists with live counts; a card says who, what, when, whose and what waits; open, snoozed and closed', async ({
  browser,
  relay,
}) => {
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  const mira = await signIn(await browser.newContext(), relay.address, 'Mira');
  for (const name of [/^Assigned to me/, /^Collaborating/, /^Mentioned/, /^Unassigned, no team/]) {
    await expect(leo.getByRole('link', { name })).toBeVisible();
  }
  for (const name of [/^Unassigned( \d|$)/, /^All( \d|$)/]) {
    await expect(leo.getByRole('list', { name: 'Sales' }).getByRole('link', { name })).toBeVisible();
  }
  await expect(leo.getByRole('link', { name: /^All conversations/ })).toHaveCount(0);
  await expect(leo.getByRole('list', { name: 'Support' })).toHaveCount(0);
  const all = mira.getByRole('link', { name: /^All conversations \d+/ });
  const before = Number(/\d+/.exec((await all.textContent()) ?? '')?.[0]);

  await expectCount(leo, 'Assigned to me', 2);
  await openList(leo, 'Unassigned');
  const galih = new Customer(relay.address, 'Galih Wirawan');
  await galih.says('The brake squeals.');
  await expectCount(mira, 'All conversations', before + 1);
  const row = card(leo, 'Galih Wirawan');
  for (const words of ['unread', 'The brake squeals.', 'Unassigned', 'Web chat'])
    await expect(row).toContainText(words);

  // Read in one list, it is read in all of them; answered offline, it waits for the relay.
  await open(leo, 'Galih Wirawan');
  await expect(row).not.toContainText('unread');
  await goOffline(leo.context());
  await expectOffline(leo);
  await reply(leo, 'Leo here.');
  await expectCount(leo, 'Assigned to me', 3);
  await openList(leo, 'Assigned to me');
  await expect(row).toContainText('Not confirmed yet');
  await expect(row).toContainText('You: Leo here.');
  await goOnline(leo.context());
  await expect(row).not.toContainText('Not confirmed yet');
  await galih.says('Thank you!');
  await expect(row).toContainText('Thank you!');

  // Snoozed until a moment of one's own choosing: not one that is over.
  await row.click();
  await leo.getByRole('button', { name: 'Snooze' }).click();
  await leo.getByRole('menuitem', { name: 'Choose date and time…' }).click();
  const dialog = leo.getByRole('dialog', { name: 'Snooze until' });
  const field = dialog.getByLabel('Date and time, in your own time zone');
  await field.fill('2020-01-01T10:00');
  await expect(dialog.getByRole('alert')).toHaveText('That moment is over. Choose one in the future.');
  await dialog.getByRole('button', { name: 'Snooze' }).click();
  await expect(dialog).toBeVisible();
  const tomorrow = new Date(Date.now() + 86_400_000);
  await field.fill(`${tomorrow.toISOString().slice(0, 10)}T10:30`);
  await dialog.getByRole('button', { name: 'Snooze' }).click();
  await expect(leo.getByText(/Snoozed until .*10:30/)).toBeVisible();
  await expect(card(leo, 'Galih Wirawan')).toHaveCount(0);
  await expectCount(leo, 'Assigned to me', 2);
  await leo.getByRole('button', { name: 'Shown: Open' }).click();
  await leo.getByRole('menuitemradio', { name: /^Snoozed/ }).click();
  await leo.keyboard.press('Escape');
  await expect(row).toBeVisible();

  // A message wakes it; closed, it is under Closed.
  await galih.says('One more thing');
  await expectCount(leo, 'Assigned to me', 3);
  await expect(bubble(leo, 'One more thing')).toBeVisible();
  await expect(owner(leo)).toHaveText(/You/);
  await leo.getByRole('button', { name: 'Close conversation' }).click();
  await expectCount(leo, 'Assigned to me', 2);
  await leo.getByRole('button', { name: 'Shown: Snoozed' }).click();
  await leo.getByRole('menuitemradio', { name: /^Closed/ }).click();
  await leo.keyboard.press('Escape');
  await expect(row).toBeVisible();
  await galih.leave();
});

test('contact details are edited in place: offline, pending, and without losing what a colleague changed meanwhile', async ({
  browser,
  relay,
}) => {
  const galih = new Customer(relay.address, 'Galih Wirawan');
  await galih.says('Hello');
  await galih.leave();
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  const ana = await signIn(await browser.newContext(), relay.address, 'Ana');
  for (const page of [leo, ana]) {
    await openFrom(page, 'Unassigned', 'Galih Wirawan');
    await page.getByRole('button', { name: 'Edit contact details' }).click();
  }
  const form = (page: typeof leo) => page.getByRole('dialog', { name: 'Edit contact details' });
  const details = (page: typeof leo) => page.getByRole('region', { name: 'Details' });
  await form(ana).getByLabel('E-mail').fill('galih@example.org');
  await form(ana).getByRole('button', { name: 'Save' }).click();
  await expect(details(leo)).toContainText('galih@example.org');
  await goOffline(leo.context());
  await expectOffline(leo);
  await form(leo).getByLabel('Telephone').fill('0811 2345');
  await form(leo).getByLabel('Another detail').fill('Frame size');
  await form(leo).getByRole('button', { name: 'Add' }).click();
  await form(leo).getByLabel('Frame size').fill('54');
  await form(leo).getByRole('button', { name: 'Save' }).click();
  await expect(details(leo)).toContainText('0811 2345');
  await expect(details(leo)).toContainText('Not confirmed yet');
  await goOnline(leo.context());
  await expect(details(leo)).not.toContainText('Not confirmed yet');
  for (const words of ['0811 2345', 'Frame size', '54', 'galih@example.org']) {
    await expect(details(ana)).toContainText(words);
  }
});
