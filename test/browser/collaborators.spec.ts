// Section B of the mission as people do it: colleagues with full access, and one owner all the while.

import { expect } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { Customer } from '../support/customer.ts';
import {
  addCollaborators,
  assign,
  bubble,
  card,
  expectOffline,
  mention,
  openFrom,
  openList,
  owner,
  reply,
  signIn,
} from '../support/memberPage.ts';
import { goOffline, goOnline } from '../support/network.ts';

test('B1 B2 B3 B4 several at once: they find it under Collaborating, read all, reply, write notes and mention; the owner stays until one takes over', async ({
  browser,
  relay,
}) => {
  const galih = new Customer(relay.address, 'Galih Wirawan');
  await galih.says('The brake squeals.');
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  const dewi = await signIn(await browser.newContext(), relay.address, 'Dewi');
  await openFrom(leo, 'Unassigned', 'Galih Wirawan');
  await reply(leo, 'Leo here.');
  await addCollaborators(leo, 'Dewi', 'Mira');
  const people = leo.getByRole('list', { name: 'Collaborators' });
  await expect(people.getByRole('button')).toHaveCount(2);
  await expect(leo.getByText('You added Dewi and Mira as collaborators')).toBeVisible();

  await openFrom(dewi, 'Collaborating', 'Galih Wirawan');
  await expect(bubble(dewi, 'The brake squeals.')).toBeVisible();
  await reply(dewi, 'Dewi here, too.');
  await mention(dewi, 'Rafi', 'have you got pads?');
  await expect(bubble(leo, 'have you got pads?')).toContainText('Rafi can see and reply');
  await expect(owner(leo)).toHaveText(/You/);
  await expect.poll(() => galih.saw).toEqual(['The brake squeals.', 'Leo here.', 'Dewi here, too.']);
  await galih.leave();

  // Removed by two presses: at once, wherever it is open.
  await people.getByRole('button', { name: 'Dewi' }).click();
  await leo.getByRole('menuitem', { name: 'Remove Dewi' }).click();
  await expect(dewi.getByRole('alert')).toContainText('You no longer have access');
  await expect(card(dewi, 'Galih Wirawan')).toHaveCount(0);
  await addCollaborators(leo, 'Dewi');
  await openFrom(dewi, 'Collaborating', 'Galih Wirawan');

  // Offline too: on its way, and to be taken back.
  await goOffline(leo.context());
  await expectOffline(leo);
  await addCollaborators(leo, 'Ana');
  await expect(people.getByRole('button')).toHaveCount(3);
  await leo.getByRole('button', { name: 'Take back' }).click();
  await expect(people.getByRole('button')).toHaveCount(2);
  await goOnline(leo.context());

  // A collaborator who becomes owner stops being one, and the owner before does not become one.
  await assign(dewi, 'Assign to me');
  await expect(owner(dewi)).toHaveText(/You/);
  await expect(dewi.getByRole('list', { name: 'Collaborators' }).getByRole('button')).toHaveText(['M']);
  await openList(dewi, 'Assigned to me');
  await expect(card(dewi, 'Galih Wirawan')).toBeVisible();
  await openList(dewi, 'Collaborating');
  await expect(card(dewi, 'Galih Wirawan')).toHaveCount(0);
  await expect(leo.getByRole('alert')).toContainText('You no longer have access');
});
