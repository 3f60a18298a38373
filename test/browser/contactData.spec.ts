// What a contact may ask for, as an admin does it: all that is known of them in a file, and that it be erased, with what will
// happen said first.

import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { openList, signIn } from '../support/memberPage.ts';

test('An admin exports a contact and erases it: it is told first what will happen, and then nothing of it is left', async ({
  browser,
  relay,
}) => {
  const mira = await signIn(await browser.newContext(), relay.address, 'Mira');
  await openList(mira, 'All conversations');
  const first = mira.getByRole('main').getByRole('listitem').getByRole('link').first();
  await first.click();
  const pane = mira.getByRole('region', { name: 'Contact', exact: true });
  const address = mira.url();
  const name = (await pane.locator('p').first().innerText()).trim();

  // V4: a name is what somebody says of themselves.
  const why = pane.getByText('what this customer says of themselves');
  await expect(why).toBeHidden();
  await pane.getByText('Not verified', { exact: true }).focus();
  await mira.keyboard.press('Enter');
  await expect(why).toBeVisible();

  const saved = mira.waitForEvent('download');
  await pane.getByRole('link', { name: 'Export' }).click();
  const path = await (await saved).path();
  const exported = JSON.parse(await readFile(path, 'utf8')) as {
    contact: { name: string };
    records: unknown[];
  };
  expect(exported.contact.name).toBe(name);
  expect(exported.records.length).toBeGreaterThan(0);

  await pane.getByRole('button', { name: 'Erase contact…' }).click();
  const dialog = mira.getByRole('dialog', { name: `Erase ${name}?` });
  await expect(dialog).toContainText('This cannot be undone.');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await pane.getByRole('button', { name: 'Erase contact…' }).click();
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await expect(mira.getByText(`${name} was erased.`)).toBeVisible();
  await expect(mira.getByRole('link', { name: new RegExp(name) })).toHaveCount(0);

  await mira.goto(address);
  await expect(mira.getByText(name)).toHaveCount(0);
});
