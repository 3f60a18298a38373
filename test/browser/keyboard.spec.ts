// Everything that members do, without a pointer: no click and no field filled by a script, only keys, and the focus where Tab and
// the app take it. The other tests of this folder do the same things with whatever is at hand.

import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { choose, palette, press, select, tabTo, take, write } from '../support/keyboard.ts';
import { bubble, composer, enter, expectLive, noteField, owner } from '../support/memberPage.ts';

const title = (page: Page, name: string | RegExp) => page.locator('#content h2').filter({ hasText: name });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const contactNote = (page: Page) => page.getByRole('textbox', { name: 'Contact note' });

test('A2 B1 C2 D1 E2 a day of a member, with the keyboard alone', async ({ page, relay }) => {
  await page.goto(relay.address);
  await press(page, button(page, /^Leo/));
  await expectLive(page);

  // An inbox by Tab, conversations by J, another by the palette.
  await press(page, page.getByRole('link', { name: /^Unassigned \d/ }));
  await expect(page).toHaveURL(/team\/sales\/unassigned$/);
  await page.keyboard.type('jj');
  await expect(page.locator('[data-row]').nth(1)).toHaveAttribute('aria-current', 'true');
  await palette(page, 'budi', 'Budi Santoso');

  // A2 every way to assign. The key is meant for what is on its way, and not for what is being left.
  await page.keyboard.press('a');
  await take(page, '', 'Assign to me');
  await expect(title(page, 'Budi Santoso')).toBeVisible();
  await expect(owner(page)).toHaveText(/You/);
  await expect(owner(page)).toBeFocused();
  for (const [way, option, then] of [
    ['queue', 'Auto-assign by queue', /Sales/],
    ['team inbox', 'Assign to team inbox', /Unassigned/],
    ['Ana', 'Ana', /Ana/],
  ] as const) {
    await page.keyboard.press('a');
    await take(page, 'Sales', 'Sales');
    await take(page, way, option);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(owner(page)).toHaveText(then);
  }
  // A hand that knows the way waits for nothing on the screen, and no key of it is lost.
  await page.keyboard.type('aRafi');
  await page.keyboard.press('Enter');
  await expect(owner(page)).toHaveText(/Rafi/);
  await page.keyboard.press('a');
  await take(page, 'unassign', 'Unassign');
  await expect(owner(page)).toHaveText(/Unassigned/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('assign to me');
  await page.keyboard.press('Enter');
  await expect(owner(page)).toHaveText(/You/);

  // B1 two collaborators at once; one is taken out again.
  await page.keyboard.press('c');
  await take(page, 'Dewi', 'Dewi');
  await take(page, 'Rafi', 'Rafi');
  await press(page, button(page, 'Add 2 collaborators'));
  const collaborators = page.getByRole('list', { name: 'Collaborators' });
  await expect(collaborators.getByRole('listitem')).toHaveCount(2);
  await press(page, collaborators.getByRole('button', { name: /Dewi/ }));
  await choose(page, page.getByRole('menuitem', { name: 'Remove Dewi' }));
  await expect(collaborators.getByRole('listitem')).toHaveCount(1);

  // A reply, a note with a mention, and the mention's early end.
  await palette(page, 'yusuf', 'Yusuf Hidayat');
  await expect(title(page, 'Yusuf Hidayat')).toBeVisible();
  await palette(page, 'budi', 'Budi Santoso');
  // No letter of it closes, assigns or goes anywhere, however early it comes.
  await page.keyboard.type('rIt is in stock.');
  await expect(composer(page)).toBeFocused();
  await expect(composer(page)).toHaveValue('It is in stock.');
  await page.keyboard.press('Enter');
  await expect(bubble(page, 'It is in stock.')).toBeVisible();
  await tabTo(page, page.getByRole('tab', { name: 'Reply' }), 'Shift+Tab');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, noteField(page));
  await page.keyboard.type('@De');
  await expect(page.getByRole('listbox', { name: 'Mention somebody' })).toContainText('Dewi');
  await page.keyboard.press('Enter');
  await page.keyboard.type('which size?');
  await page.keyboard.press('Enter');
  await press(page, bubble(page, 'which size?').getByRole('button', { name: 'End the access of Dewi now' }));
  await expect(page.getByText('You ended the access of Dewi early')).toBeVisible();

  // D1 the contact's note and details.
  await tabTo(page, contactNote(page));
  await page.keyboard.press('Control+b');
  await page.keyboard.type('Gravel');
  await page.keyboard.press('Control+b');
  await page.keyboard.press('Enter');
  await page.keyboard.type('- 54 cm');
  await expect(contactNote(page).locator('strong')).toHaveText('Gravel');
  await expect(contactNote(page).locator('li')).toHaveText('54 cm');
  await tabTo(page, button(page, 'Edit contact details'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await write(page, page.getByRole('textbox', { name: 'Another detail' }), 'City');
  await page.keyboard.press('Enter');
  await write(page, page.getByRole('textbox', { name: 'City' }), 'Bandung');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('Bandung');

  // Snoozed until a moment of one's own, and opened again.
  await press(page, button(page, 'Snooze'));
  await choose(page, page.getByRole('menuitem', { name: 'Choose date and time…' }));
  await tabTo(page, page.getByLabel('Date and time, in your own time zone'));
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Snoozed until/).first()).toBeVisible();
  await page.keyboard.press('e');
  await expect(button(page, 'Close conversation')).toBeVisible();

  // Closed, found again by the filter, in the other order.
  await page.keyboard.press('e');
  await expect(title(page, 'Budi Santoso')).toHaveCount(0);
  await press(page, button(page, 'Shown: Open'));
  await choose(page, page.getByRole('menuitemradio', { name: /^Closed/ }));
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/status=closed/);
  await press(page, button(page, 'Order: Newest first'));
  await choose(page, page.getByRole('menuitemradio', { name: 'Longest waiting first' }));
  await page.keyboard.press('Escape');
  await expect(button(page, 'Order: Longest waiting first')).toBeFocused();
  await palette(page, 'sales all', 'Sales: All');
});

test('A7 E1 F4 notifications, search, settings and the held shelf, with the keyboard alone', async ({
  context,
  relay,
}) => {
  const page = await enter(context, relay.address, 'Ana');
  await expectLive(page);

  // One notification is dismissed, one opened.
  await press(page, button(page, /^Notifications, \d+ unread/));
  const notices = page.getByRole('dialog', { name: 'Notifications' });
  const lines = notices.getByRole('listitem');
  await expect(lines.first()).toBeVisible();
  const before = await lines.count();
  await press(page, lines.first().getByRole('button', { name: /^Dismiss: / }));
  await expect(lines).toHaveCount(before - 1);
  await expect(lines.first().getByRole('button', { name: /^Dismiss: / })).toBeFocused();
  await tabTo(page, lines.first().getByRole('link'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(notices).toHaveCount(0);
  await expect(page.getByRole('article').first()).toBeVisible();

  await page.keyboard.press('/');
  await page.keyboard.type('potongan');
  await expect(page.getByRole('region', { name: 'Search' }).getByRole('link').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(bubble(page, 'potongan 8%')).toBeInViewport();

  // What is held is dropped, after the question; with nothing left the focus is where it was, and not at the top of the page.
  await palette(page, 'held', 'Held');
  const held = page.locator('#content').getByRole('article');
  await expect(held).toHaveCount(1);
  await press(page, held.first().getByRole('button', { name: 'Discard' }));
  await press(page, page.getByRole('dialog').getByRole('button', { name: 'Discard' }));
  await expect(held).toHaveCount(0);
  await expect(page.locator('#content')).toBeFocused();

  await palette(page, 'settings profile', 'Settings: Profile');
  await write(page, page.getByRole('textbox', { name: 'Your name' }), 'Ana Hartono');
  await page.keyboard.press('Enter');
  await expect(button(page, /^Ana Hartono/)).toBeVisible();
  await palette(page, 'settings tokens', 'Settings: API tokens');
  await write(page, page.getByRole('textbox', { name: 'Name of the new token' }), 'Reports');
  await page.keyboard.press('Enter');
  await press(page, button(page, 'I have copied it'));
  await press(page, button(page, 'Revoke: Reports'));
  await press(page, page.getByRole('dialog').getByRole('button', { name: 'Revoke' }));
  await expect(page.getByText('No tokens')).toBeVisible();
  await press(page, page.getByRole('link', { name: 'Language and theme' }));
  await tabTo(page, page.getByRole('radio', { name: 'Like the system' }));
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await tabTo(page, page.getByRole('radio', { name: 'English' }), 'Shift+Tab');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('html')).toHaveAttribute('lang', 'id');
});

test('A6 G1 an admin’s settings, with the keyboard alone', async ({ context, relay }) => {
  const page = await enter(context, relay.address, 'Mira', '/settings/members');
  await expectLive(page);
  const row = page
    .getByRole('list', { name: 'Working here' })
    .getByRole('listitem')
    .filter({ hasText: 'Leo' });
  await press(page, button(page, 'Make admin: Leo'));
  await expect(row).toContainText('Admin');
  await press(page, button(page, 'Make agent: Leo'));
  await expect(row).toContainText('Agent');
  await select(page, page.getByLabel('Role'), 'Admin');
  await press(page, button(page, 'Make a link'));
  await expect(page.getByRole('textbox', { name: 'Invite link' })).toHaveValue(/\/invite\//);
  await press(page, button(page, 'Deactivate Dewi'));
  await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
  await press(page, page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }));
  await press(page, button(page, 'Let back in: Dewi'));
  await expect(button(page, 'Deactivate Dewi')).toBeVisible();

  await press(page, page.getByRole('link', { name: 'Teams', exact: true }));
  await write(page, page.getByRole('textbox', { name: 'Team name' }), 'Workshop');
  await page.keyboard.press('Enter');
  const workshop = page.getByRole('region', { name: 'Workshop' });
  for (const name of ['Dewi', 'Leo']) {
    await select(page, workshop.getByLabel('Add a member to Workshop'), name);
    await press(page, workshop.getByRole('button', { name: 'Add', exact: true }));
  }
  await press(page, workshop.getByRole('button', { name: 'Move Leo up' }));
  await expect(workshop.getByRole('list').getByRole('listitem')).toHaveText([/Leo/, /Dewi/]);

  await press(page, page.getByRole('link', { name: 'Intake' }));
  await tabTo(page, page.getByRole('radio', { name: /^To (nobody|the inbox)/, checked: true }));
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /^To the/, checked: true })).toBeFocused();

  await press(page, page.getByRole('link', { name: 'Audit' }));
  const records = page.getByRole('list', { name: 'Audit' }).getByRole('listitem');
  await expect(records).toHaveCount(50);
  await select(page, page.getByLabel('What'), 'Role');
  await expect(records).toHaveCount(2);
  await press(page, button(page, 'Show everything'));
  await expect(records).toHaveCount(50);
});
