// Passwords and devices, as somebody has them who came by an invite.

import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { signIn } from '../support/memberPage.ts';

const EASY = 'siti@example.com';
const FIRST = 'correct horse battery';
const SECOND = 'kursi terbang biru';

async function copied(page: Page, label: string): Promise<string> {
  const field = page.getByRole('textbox', { name: label });
  await expect(field).toHaveValue(/^http/);
  return field.inputValue();
}

test('somebody who was invited forgets the password, gets a link from an admin, and sees where they are signed in', async ({
  browser,
  relay,
}) => {
  const mira = await signIn(await browser.newContext(), relay.address, 'Mira');
  await mira.goto(`${relay.address}/w/demo/settings/members`);
  await mira.getByRole('button', { name: 'Make a link' }).click();
  const invite = await copied(mira, 'Invite link');

  const desk = await (await browser.newContext()).newPage();
  await desk.goto(invite);
  await desk.getByLabel('Your name').fill('Siti');
  await desk.getByLabel('E-mail').fill(EASY);
  await desk.getByLabel('Password').fill(EASY);
  await desk.getByRole('button', { name: 'Join' }).click();
  await expect(desk.getByRole('alert')).toContainText('easy to guess');
  await desk.getByLabel('Password').fill(FIRST);
  await desk.getByRole('button', { name: 'Join' }).click();
  await expect(desk).toHaveURL(/\/inbox\//);

  await mira.getByRole('button', { name: 'Sign-in of Siti' }).click();
  const dialog = mira.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  const reset = await copied(mira, 'Link for a new password');

  const phone = await (await browser.newContext()).newPage();
  await phone.goto(reset);
  await phone.getByRole('textbox', { name: 'New password' }).fill(SECOND);
  await phone.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(phone).toHaveURL(/\/inbox\//);
  // Whoever held the old password is out, also where a socket was open.
  await expect(desk.getByText('Signed out').first()).toBeVisible();

  await phone.goto(`${relay.address}/w/demo/settings/security`);
  const devices = phone.getByRole('list', { name: 'Where you are signed in' });
  await expect(devices.getByRole('listitem')).toHaveText([/Chrome, Linux[^]*this device/]);
  await phone.getByLabel('Current password').fill(FIRST);
  await phone.getByRole('textbox', { name: 'New password' }).fill(FIRST);
  await phone.getByRole('button', { name: 'Change password' }).click();
  await expect(phone.getByRole('alert')).toContainText('not your password');
  await phone.getByLabel('Current password').fill(SECOND);
  await phone.getByRole('button', { name: 'Change password' }).click();
  await expect(phone.getByText('Your password is changed')).toBeVisible();

  await mira.goto(reset);
  await expect(mira.getByText('This link is unknown, used or over')).toBeVisible();
});

test('a member signs another device of theirs out', async ({ browser, relay }) => {
  const desk = await signIn(await browser.newContext(), relay.address, 'Leo');
  const phone = await signIn(await browser.newContext(), relay.address, 'Leo');
  await desk.goto(`${relay.address}/w/demo/settings/security`);
  await desk.getByRole('button', { name: /^Sign out: Chrome/ }).click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(phone.getByText('Signed out').first()).toBeVisible();
  await expect(desk.getByRole('button', { name: /^Sign out: Chrome/ })).toHaveCount(0);
});
