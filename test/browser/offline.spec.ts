// Without a network the app is the same app: section F of the mission, in real browsers against a real relay process.

import { expect } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import {
  addCollaborators,
  assign,
  bubble,
  card,
  composer,
  expectInstalled,
  expectLive,
  expectOffline,
  open,
  openFrom,
  openList,
  owner,
  reply,
  signIn,
  writeNote,
} from '../support/memberPage.ts';
import { goOffline, goOnline } from '../support/network.ts';

test.use({ serviceWorkers: 'allow' });

test('F1 F3 relay stopped, tab opened cold: lists, thread, replies, a note, a collaborator and assignments work; relay started: all decided, in order, once', async ({
  browser,
  relay,
}) => {
  const context = await browser.newContext();
  const leo = await signIn(context, relay.address, 'Leo');
  await openFrom(leo, 'Unassigned', 'Budi Santoso');
  const said = await leo.getByRole('article').first().textContent();
  const address = leo.url();
  await expectInstalled(leo);
  await relay.stop();
  await leo.close();

  const cold = await context.newPage();
  await cold.goto(address);
  await expectOffline(cold);
  await expect(card(cold, 'Hannah Wijaya')).toBeVisible();
  await expect(cold.getByRole('article').first()).toHaveText(said ?? '');
  await assign(cold, 'Assign to me');
  await expect(owner(cold)).toContainText('You');
  for (const text of ['First answer', 'Second answer', 'Third answer']) await reply(cold, text);
  await addCollaborators(cold, 'Dewi');
  await writeNote(cold, 'Counted the stock on paper.');
  await expect(cold.getByRole('status').filter({ hasText: '6 waiting' })).toBeVisible();
  await assign(cold, 'Rafi');
  await expect(bubble(cold, 'Third answer')).toContainText('Not confirmed yet');

  await relay.start();
  await expectLive(cold);
  await expect(cold.getByText('waiting', { exact: false }).filter({ hasText: /\d waiting/ })).toHaveCount(0);
  await expect(bubble(cold, 'Third answer')).not.toContainText('Not confirmed yet');

  // Rafi sees what the relay has: everything, in order, once.
  const rafi = await signIn(await browser.newContext(), relay.address, 'Rafi');
  await openFrom(rafi, 'Assigned to me', 'Budi Santoso');
  await expect(bubble(rafi, 'Third answer')).toBeVisible();
  const replies = rafi.getByRole('article').filter({ hasText: /(First|Second|Third) answer/ });
  await expect(replies).toHaveText([/First answer/, /Second answer/, /Third answer/]);
  await expect(bubble(rafi, 'Counted the stock on paper.')).toHaveCount(1);
  await expect(rafi.getByRole('list', { name: 'Collaborators' }).getByRole('listitem')).toHaveCount(1);
  await expect(owner(rafi)).toContainText('You');
  await expect(cold.getByRole('link', { name: /^Held for you/ })).toHaveCount(0);
});

test('F2 F3 what waits is visible and can be taken back; the browser is asked to keep it; a full disk is told of and stops nothing', async ({
  browser,
  relay,
}) => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    navigator.storage.persist = () => {
      document.documentElement.dataset['askedToKeep'] = 'yes';
      return Promise.resolve(true);
    };
    navigator.storage.persisted = () => Promise.resolve(false);
  });
  const leo = await signIn(context, relay.address, 'Leo');
  await openFrom(leo, 'Unassigned', 'Budi Santoso');
  await relay.stop();
  await expectOffline(leo);
  const asked = leo.locator('html[data-asked-to-keep]');
  await expect(asked).toHaveCount(0);
  await assign(leo, 'Ana');
  await expect(asked).toHaveCount(1);
  await expect(owner(leo)).toContainText('Ana');
  const line = leo.getByText('You assigned the conversation to Ana');
  await expect(line).toBeVisible();
  await expect(leo.getByRole('status').filter({ hasText: '1 waiting' })).toBeVisible();
  await leo.getByRole('button', { name: 'Take back' }).click();
  await expect(line).toHaveCount(0);
  await expect(owner(leo)).toContainText('Unassigned');

  await reply(leo, 'Too hasty');
  await expect(bubble(leo, 'Too hasty')).toContainText('Not confirmed yet');
  await bubble(leo, 'Too hasty').getByRole('button', { name: 'Take back' }).click();
  await expect(composer(leo)).toHaveValue('Too hasty');
  await composer(leo).fill('');

  await relay.start();
  await expectLive(leo);
  await expect(bubble(leo, 'Too hasty')).toHaveCount(0);
  await expect(owner(leo)).toContainText('Unassigned');

  await leo.evaluate(() => {
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('The disk is full', 'QuotaExceededError');
    };
  });
  await composer(leo).pressSequentially('Nowhere to keep this');
  await expect(
    leo.getByRole('alert').filter({ hasText: 'This device cannot store anything now' }),
  ).toBeVisible();
  await leo.keyboard.press('Control+Enter');
  await expect(bubble(leo, 'Nowhere to keep this')).toContainText('Sent');
});

test('A2 F3 two members offline assign the same conversation differently: the first back wins, the other is asked', async ({
  browser,
  relay,
}) => {
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  const ana = await signIn(await browser.newContext(), relay.address, 'Ana');
  for (const page of [leo, ana]) {
    await openFrom(page, 'Unassigned', 'Budi Santoso');
  }
  await goOffline(leo.context());
  await goOffline(ana.context());
  await assign(leo, 'Assign to me');
  await assign(ana, 'Rafi');
  await expect(owner(ana)).toContainText('Rafi');

  await goOnline(leo.context());
  await expectLive(leo);
  await expect(leo.getByText('You became the contact owner')).not.toContainText('Not confirmed yet');
  await goOnline(ana.context());
  await expect(owner(ana)).toContainText('Leo');
  await ana.getByRole('link', { name: /Held for you/ }).click();
  await ana.waitForURL('**/held');
  const held = ana.getByRole('article').filter({ hasText: 'Budi Santoso' });
  await expect(held).toContainText('Assign to Rafi');
  await expect(held).toContainText(
    'Leo changed the assignment after what you had seen. It belongs to Leo now.',
  );
  await held.getByRole('button', { name: 'Assign anyway' }).click();
  await expect(held).toHaveCount(0);
  await expect(owner(leo)).toContainText('Rafi');
});

test('F4 two tabs offline show each other’s work; a second device has the same drafts and read marks', async ({
  browser,
  relay,
}) => {
  const context = await browser.newContext();
  const one = await signIn(context, relay.address, 'Leo');
  await openFrom(one, 'Unassigned', 'Budi Santoso');
  await expectInstalled(one);
  const two = await context.newPage();
  await two.goto(one.url());
  await expectLive(two);
  await relay.stop();
  await expectOffline(one);
  await expectOffline(two);
  await reply(one, 'From the first tab');
  await expect(bubble(two, 'From the first tab')).toContainText('Not confirmed yet');
  await assign(two, 'Unassign');
  await expect(owner(one)).toContainText('Unassigned');
  await composer(two).fill('Half a thought');
  await expect(composer(one)).toHaveValue('Half a thought');

  await relay.start();
  await expectLive(one);
  const phone = await signIn(await browser.newContext(), relay.address, 'Leo');
  await openList(phone, 'Unassigned');
  await expect(card(phone, 'Budi Santoso')).not.toContainText('unread');
  await expect(card(phone, 'Hannah Wijaya')).toContainText('unread');
  await open(phone, 'Budi Santoso');
  await expect(bubble(phone, 'From the first tab')).toBeVisible();
  await expect(composer(phone)).toHaveValue('Half a thought');
  await composer(phone).fill('Half a thought, and the rest');
  await expect(composer(two)).toHaveValue('Half a thought, and the rest');
  await open(phone, 'Hannah Wijaya');
  await expect(card(two, 'Hannah Wijaya')).not.toContainText('unread');
});
