// Section A of the mission as people do it: who owns a conversation, where it then is, and what the queue decides.

import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { writes } from '../support/customer.ts';
import {
  assign,
  assignVia,
  bubble,
  card,
  composer,
  expectCount,
  expectLive,
  expectOffline,
  goTo,
  open,
  openFrom,
  openList,
  owner,
  reply,
  signIn,
  writeNote,
} from '../support/memberPage.ts';
import { goOffline, goOnline } from '../support/network.ts';

test('A1 A2 A3 A7 A8 A9 one owner at a time: to me, to a colleague, to a member of the team, outside the team, to nobody', async ({
  browser,
  relay,
}) => {
  await writes(relay.address, 'Galih Wirawan', 'Is the blue one in stock?');
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  const ana = await signIn(await browser.newContext(), relay.address, 'Ana');
  const dewi = await signIn(await browser.newContext(), relay.address, 'Dewi');
  await openFrom(leo, 'Unassigned', 'Galih Wirawan');
  await assign(leo, 'Assign to me');
  await expect(owner(leo)).toHaveText(/You/);
  await openList(ana, 'Unassigned');
  await expect(card(ana, 'Galih Wirawan')).toHaveCount(0);
  await openList(ana, 'All');
  await expect(card(ana, 'Galih Wirawan')).toContainText('Leo');

  // To a member of the team: hers, and still in the inbox of the team.
  await assignVia(leo, 'Sales', 'Ana');
  await expect(owner(leo)).toHaveText(/Ana/);
  await openList(ana, 'Assigned to me');
  await expect(card(ana, 'Galih Wirawan')).toBeVisible();
  await openList(leo, 'Assigned to me');
  await expect(card(leo, 'Galih Wirawan')).toHaveCount(0);
  await openList(leo, 'All');
  await expect(card(leo, 'Galih Wirawan')).toContainText('Ana');

  // To somebody outside of it: theirs alone, and in the inboxes of their own teams.
  await openFrom(ana, 'Assigned to me', 'Galih Wirawan');
  await assign(ana, 'Dewi');
  await openList(dewi, 'Assigned to me');
  await expect(card(dewi, 'Galih Wirawan')).toBeVisible();
  await openList(dewi, 'All');
  await expect(card(dewi, 'Galih Wirawan')).toBeVisible();
  await expect(card(leo, 'Galih Wirawan')).toHaveCount(0);
  await expect(ana.getByRole('alert')).toContainText('no longer have access');

  // To nobody: it came through no team any more, so everybody may take it.
  await open(dewi, 'Galih Wirawan');
  await assign(dewi, 'Unassign');
  await expect(owner(dewi)).toHaveText(/Unassigned/);
  await openList(leo, 'Unassigned, no team');
  await expect(card(leo, 'Galih Wirawan')).toBeVisible();
});

test('A4 A5 E2 to a team inbox: all of the team see it unread under Unassigned, and the first who replies owns it', async ({
  browser,
  relay,
}) => {
  await writes(relay.address, 'Galih Wirawan', 'My chain broke.');
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  const dewi = await signIn(await browser.newContext(), relay.address, 'Dewi');
  const rafi = await signIn(await browser.newContext(), relay.address, 'Rafi');
  await openList(dewi, 'Unassigned');
  await openFrom(leo, 'Unassigned', 'Galih Wirawan');
  await assignVia(leo, 'Support', 'Assign to team inbox');
  for (const page of [dewi, rafi]) {
    if (page === rafi) await openList(page, 'Unassigned', 'Support');
    await expect(card(page, 'Galih Wirawan')).toContainText('My chain broke.');
    await expect(card(page, 'Galih Wirawan')).toContainText('unread');
    await card(page, 'Galih Wirawan').click();
    await expect(page.getByRole('button', { name: 'Send and take over' })).toBeVisible();
  }
  await reply(dewi, 'Bring it in, we are open.');
  await expect(owner(dewi)).toHaveText(/You/);
  // The other one is told who answers, and may not answer by accident.
  await expect(rafi.getByText('Dewi is answering Galih Wirawan.')).toBeVisible();
  await expect(rafi.getByRole('button', { name: 'Send' })).toHaveCount(0);
  await rafi.getByRole('button', { name: 'Write a note instead' }).click();
  await writeNote(rafi, 'We have that chain.');
  await expect(bubble(dewi, 'We have that chain.')).toBeVisible();
  await rafi.getByRole('tab', { name: 'Reply' }).click();
  await rafi.getByRole('button', { name: 'Join as collaborator' }).click();
  await reply(rafi, 'It is the narrow one.');
  await expect(bubble(dewi, 'It is the narrow one.')).toBeVisible();
  await expect(owner(rafi)).toHaveText(/Dewi/);
});

/** Asks the queue of Sales for each of these. */
async function queue(page: Page, contacts: string[]): Promise<void> {
  for (const contact of contacts) {
    await goTo(page, contact);
    await assignVia(page, 'Sales', 'Auto-assign by queue');
  }
}

test('A6 thirty assignments by queue from two browsers that come online at once, one of three away: fifteen and fifteen; who returns gets what waits, oldest first', async ({
  browser,
  relay,
}) => {
  const contacts = Array.from({ length: 30 }, (_, index) => `Visitor ${index + 100}`);
  for (const contact of contacts) await writes(relay.address, contact, 'Hello');
  const mira = await signIn(await browser.newContext(), relay.address, 'Mira');
  const ana = await signIn(await browser.newContext(), relay.address, 'Ana');
  await ana.getByRole('button', { name: /^Ana/ }).click();
  await ana.getByRole('menuitemradio', { name: 'Away' }).click();
  await ana.keyboard.press('Escape');
  await openList(ana, 'Unassigned');
  await openList(mira, 'All conversations');
  const [first, second] = [0, 1].map((half) => contacts.filter((_, index) => index % 2 === half));
  for (const page of [ana, mira]) {
    await expect(card(page, 'Visitor 129')).toBeVisible();
    // Browser tests run without the service worker: what menus need is loaded before the network goes.
    await open(page, 'Visitor 129');
    await owner(page).click();
    await expect(page.getByRole('option', { name: 'Sales' })).toBeVisible();
    await page.keyboard.press('Escape');
    await goTo(page, 'Visitor 128');
    await goOffline(page.context());
    await expectOffline(page);
  }
  await Promise.all([queue(ana, first ?? []), queue(mira, second ?? [])]);
  // What nobody can know here is not guessed: the wish is a line of its own, and can be taken back.
  const asked = ana.getByText('You asked the queue of Sales: the relay decides whose turn it is');
  await expect(asked).toBeVisible();
  await expect(owner(ana)).toHaveText(/Next in the queue of Sales/);
  await ana.getByRole('button', { name: 'Take back' }).click();
  await expect(asked).toHaveCount(0);
  await expect(owner(ana)).toHaveText(/Unassigned/);
  await assignVia(ana, 'Sales', 'Auto-assign by queue');

  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  const rafi = await signIn(await browser.newContext(), relay.address, 'Rafi');
  await expectCount(leo, 'Assigned to me', 2);
  await expectCount(rafi, 'Assigned to me', 2);
  await Promise.all([ana, mira].map((page) => goOnline(page.context())));
  for (const page of [ana, mira]) await expectLive(page);
  await expectCount(leo, 'Assigned to me', 17);
  await expectCount(rafi, 'Assigned to me', 17);
  await expectCount(ana, 'Assigned to me', 1);
  // How busy each is stands in the menu, for who is about to give somebody one more.
  await owner(mira).click();
  await expect(mira.getByRole('option', { name: /Leo/ })).toContainText('Available · 17 open');
  await expect(mira.getByRole('option', { name: /Ana/ })).toContainText('Away · 1 open');
  await mira.keyboard.press('Escape');

  // All away: what is asked for waits, and who comes back gets it, the oldest first.
  for (const [page, name] of [
    [leo, 'Leo'],
    [rafi, 'Rafi'],
  ] as const) {
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    await page.getByRole('menuitemradio', { name: 'Away' }).click();
    await page.keyboard.press('Escape');
  }
  for (const contact of ['Visitor 104', 'Visitor 102']) {
    // Wherever in the list it is by now.
    await goTo(mira, contact);
    await assignVia(mira, 'Sales', 'Auto-assign by queue');
    await expect(
      mira.getByText('Nobody in Sales is available: the conversation waits in its queue'),
    ).toBeVisible();
  }
  await ana.getByRole('button', { name: /^Ana/ }).click();
  await ana.getByRole('menuitemradio', { name: 'Available' }).click();
  await ana.keyboard.press('Escape');
  await expectCount(ana, 'Assigned to me', 3);
});

test('F3 a reply from offline after a colleague’s is held with what was said meanwhile, and sent with one click', async ({
  browser,
  relay,
}) => {
  await writes(relay.address, 'Galih Wirawan', 'Hello');
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  const ana = await signIn(await browser.newContext(), relay.address, 'Ana');
  await openFrom(leo, 'Unassigned', 'Galih Wirawan');
  await reply(leo, 'Leo here.');
  await openFrom(ana, 'All', 'Galih Wirawan');
  await ana.getByRole('button', { name: 'Join as collaborator' }).click();
  await expect(composer(ana)).toBeVisible();
  await expect(ana.getByText('You joined as collaborator')).toBeVisible();
  await goOffline(ana.context());
  await expectOffline(ana);
  await reply(ana, 'We open at nine.');
  await reply(leo, 'We open at eight.');
  await goOnline(ana.context());
  await ana.getByRole('link', { name: /held/i }).click();
  const held = ana.getByRole('article').filter({ hasText: 'We open at nine.' });
  await expect(held).toContainText('Leo answered the customer');
  await expect(held).toContainText('Newest message there: “We open at eight.”');
  await held.getByRole('button', { name: 'Send anyway' }).click();
  await expect(bubble(leo, 'We open at nine.')).toBeVisible();
});
