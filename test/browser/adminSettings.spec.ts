// What admins set up: members, teams, intake, channels, and the audit of who did what. Two admins at once, and an agent who
// never sees any of it.

import { expect, type Browser, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { signIn } from '../support/memberPage.ts';
import { goOffline, goOnline } from '../support/network.ts';
import { HostedRelay } from '../support/hostedRelay.ts';

let relay: HostedRelay;

test.beforeEach(async () => {
  relay = await new HostedRelay().start();
});

test.afterEach(() => relay.remove());

const PARTS = {
  members: ['Members', 'Anggota'],
  teams: ['Teams', 'Tim'],
  intake: ['Intake', 'Percakapan baru'],
  channels: ['Channels', 'Channel'],
  audit: ['Audit', 'Audit'],
} as const;

async function settings(browser: Browser, name: string, part: keyof typeof PARTS): Promise<Page> {
  const page = await signIn(await browser.newContext(), relay.address, name);
  await show(page, part);
  return page;
}

async function show(page: Page, part: keyof typeof PARTS): Promise<void> {
  await page.goto(`${relay.address}/w/demo/settings/${part}`);
  await expect(
    page.locator('#content').getByRole('heading', { level: 2, name: PARTS[part][0] }),
  ).toBeVisible();
}

function member(page: Page, name: string) {
  return page.getByRole('list', { name: 'Working here' }).getByRole('listitem').filter({ hasText: name });
}

function queue(page: Page, team: string) {
  return page.getByRole('list', { name: `Members of ${team}, in the order of its queue` });
}

async function expectQueue(page: Page, team: string, names: string[]): Promise<void> {
  await expect(queue(page, team).getByRole('listitem')).toHaveText(names.map((name) => new RegExp(name)));
}

test('an agent is offered none of it, and an address shows none of it', async ({ browser }) => {
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  await leo.goto(`${relay.address}/w/demo/settings`);
  await expect(leo.getByRole('link', { name: 'Profile' })).toBeVisible();
  for (const [part, [name]] of Object.entries(PARTS)) {
    await expect(leo.getByRole('link', { name, exact: true })).toHaveCount(0);
    await leo.goto(`${relay.address}/w/demo/settings/${part}`);
    await expect(leo.getByText('For admins only')).toBeVisible();
  }
  for (const path of ['audit/demo', 'invites?workspace=demo', 'channels?workspace=demo'])
    expect((await leo.request.get(`${relay.address}/api/${path}`)).status()).toBe(403);
});

test('a new admin sees it at once, and no longer when they are an agent again', async ({ browser }) => {
  const mira = await settings(browser, 'Mira', 'members');
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  await leo.goto(`${relay.address}/w/demo/settings/members`);
  await expect(leo.getByText('For admins only')).toBeVisible();
  await mira.getByRole('button', { name: /Make admin: Leo/ }).click();
  await expect(member(leo, 'Leo')).toContainText('Admin');
  await leo.getByRole('button', { name: /Make agent: Mira/ }).click();
  await expect(mira.getByText('For admins only')).toBeVisible();
  // Leo is the last one now: nobody can take that away, and the row says why.
  const last = leo.getByRole('button', { name: /Make agent: Leo/ });
  await expect(last).toHaveAttribute('aria-disabled', 'true');
  await expect(last).toHaveAccessibleDescription(/admin/);
  await expect(leo.getByRole('button', { name: /Deactivate Leo/ })).toHaveAttribute('aria-disabled', 'true');
});

test('deactivating says first what happens to conversations, then ends access, and can be taken back', async ({
  browser,
}) => {
  const mira = await settings(browser, 'Mira', 'members');
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  await mira.getByRole('button', { name: /Deactivate Leo/ }).click();
  const dialog = mira.getByRole('dialog');
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Unassigned of Sales' })).toContainText(
    /\d+ open/,
  );
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(member(mira, 'Leo')).toBeVisible();

  await mira.getByRole('button', { name: /Deactivate Leo/ }).click();
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  const gone = mira.getByRole('list', { name: 'Deactivated' });
  await expect(gone.getByRole('listitem')).toContainText(['Leo']);
  await expect(member(mira, 'Leo')).toHaveCount(0);
  await expect(leo.getByRole('status').filter({ hasText: /^Live/ })).toHaveCount(0);

  await gone.getByRole('button', { name: /Let back in: Leo/ }).click();
  await expect(member(mira, 'Leo')).toContainText('Agent');
});

test('an invite is made, copied, opened by nobody else once it is revoked', async ({ browser }) => {
  const mira = await settings(browser, 'Mira', 'members');
  await mira.getByLabel('Role').selectOption('Admin');
  await mira.getByRole('button', { name: 'Make a link' }).click();
  const link = await mira.getByRole('textbox', { name: 'Invite link' }).inputValue();
  expect(link).toContain('/invite/');
  const open = mira.getByRole('list', { name: 'Open invites' }).getByRole('listitem');
  await expect(open).toHaveCount(1);
  await expect(open).toContainText('Admin');
  await open.getByRole('button', { name: 'Revoke' }).click();
  await expect(open).toHaveCount(0);
  const token = link.slice(link.lastIndexOf('/') + 1);
  expect((await mira.request.get(`${relay.address}/api/invites/${token}`)).status()).toBe(404);
});

test('A6 the order of a queue is changed with the keyboard alone, and two admins see one order', async ({
  browser,
}) => {
  const mira = await settings(browser, 'Mira', 'members');
  await mira.getByRole('button', { name: /Make admin: Ana/ }).click();
  await expect(member(mira, 'Ana')).toContainText('Admin');
  await show(mira, 'teams');
  const ana = await settings(browser, 'Ana', 'teams');
  await expectQueue(mira, 'Sales', ['Leo', 'Ana', 'Rafi']);

  const down = mira.getByRole('region', { name: 'Sales' }).getByRole('button', { name: /Move Leo .*down/ });
  await down.focus();
  await mira.keyboard.press('Enter');
  await expectQueue(mira, 'Sales', ['Ana', 'Leo', 'Rafi']);
  await expect(down).toBeFocused();
  await mira.keyboard.press('Enter');
  await expectQueue(mira, 'Sales', ['Ana', 'Rafi', 'Leo']);
  await expectQueue(ana, 'Sales', ['Ana', 'Rafi', 'Leo']);
  await expect(down).toBeFocused();
  await expect(down).toHaveAttribute('aria-disabled', 'true');

  // Ana changes it without having seen Mira's newest: it is held, with the list as it is now.
  await goOffline(ana.context());
  await ana
    .getByRole('region', { name: 'Sales' })
    .getByRole('button', { name: /Move Leo .*up/ })
    .click();
  await expectQueue(ana, 'Sales', ['Ana', 'Leo', 'Rafi']);
  await mira
    .getByRole('region', { name: 'Sales' })
    .getByRole('button', { name: /Move Ana .*down/ })
    .click();
  await expectQueue(mira, 'Sales', ['Rafi', 'Ana', 'Leo']);
  await goOnline(ana.context());
  await expectQueue(ana, 'Sales', ['Rafi', 'Ana', 'Leo']);
  await ana.goto(`${relay.address}/w/demo/held`);
  await expect(ana.getByText(/Somebody changed Sales/)).toBeVisible();
  await ana.getByRole('button', { name: 'Use my list' }).click();
  await expectQueue(mira, 'Sales', ['Ana', 'Leo', 'Rafi']);
});

test('a team is made, filled, renamed, emptied and archived', async ({ browser }) => {
  const mira = await settings(browser, 'Mira', 'teams');
  await mira.getByLabel('Team name').fill('Workshop');
  await mira.keyboard.press('Enter');
  const team = mira.getByRole('region', { name: 'Workshop' });
  await expect(team).toContainText('Nobody is in this team yet.');
  await team.getByLabel('Add a member to Workshop').selectOption({ label: await nameOf(team, /Dewi/) });
  await team.getByRole('button', { name: 'Add', exact: true }).click();
  await expectQueue(mira, 'Workshop', ['Dewi']);
  await expect(team).toContainText(/Next in the queue: Dewi/);

  // A second team of that name is none that anybody could tell apart.
  const second = mira.getByLabel('Team name');
  await second.fill('workshop ');
  await expect(mira.getByText('There is a team of this name already')).toBeVisible();
  await mira.keyboard.press('Enter');
  await expect(second).toHaveValue('workshop ');
  await second.fill('');

  await team.getByRole('button', { name: 'Rename Workshop' }).click();
  await team.getByLabel('Team name').fill('Repairs');
  await mira.keyboard.press('Enter');
  const renamed = mira.getByRole('region', { name: 'Repairs' });
  await renamed.getByRole('button', { name: /Take Dewi .*out/ }).click();
  await expect(mira.getByRole('dialog')).toContainText('No conversation changes.');
  await mira.getByRole('dialog').getByRole('button', { name: 'Take out' }).click();
  await expect(renamed).toContainText('Nobody is in this team yet.');

  // On the narrowest phone, with a name that has no place to break, its buttons stay in reach.
  await mira.getByLabel('Team name').fill('L'.repeat(70));
  await mira.keyboard.press('Enter');
  await mira.setViewportSize({ width: 320, height: 640 });
  const long = mira.getByRole('region', { name: /^L{40}/ });
  await long.scrollIntoViewIfNeeded();
  await expect(long).toBeInViewport({ ratio: 0.99 });
  await mira.setViewportSize({ width: 1440, height: 900 });

  await mira.getByRole('button', { name: 'Archive Sales' }).click();
  await expect(mira.getByRole('dialog')).toContainText(/stay with their owners/);
  await mira.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await expect(mira.getByRole('list', { name: 'Archived' })).toContainText('Sales');
  await expect(mira.getByRole('region', { name: 'Sales' })).toHaveCount(0);
});

function nameOf(team: ReturnType<Page['getByRole']>, name: RegExp): Promise<string> {
  return team.getByRole('option', { name }).innerText();
}

test('G1 the intake is chosen, and the web chat’s address opens what customers see', async ({ browser }) => {
  const mira = await settings(browser, 'Mira', 'intake');
  await mira.getByRole('radio', { name: /^To the queue of a team/ }).check();
  await mira.getByRole('radio', { name: 'Support' }).check();
  await mira.reload();
  await expect(mira.getByRole('radio', { name: /^To the queue of a team/ })).toBeChecked();
  await expect(mira.getByRole('radio', { name: 'Support' })).toBeChecked();
  await mira.getByRole('radio', { name: /^To nobody/ }).check();
  await expect(mira.getByRole('radio', { name: 'Support' })).toHaveCount(0);

  await show(mira, 'channels');
  const address = await mira.getByRole('textbox', { name: /^Address of/ }).inputValue();
  await mira.goto(address);
  await expect(mira.getByRole('textbox', { name: 'Your message' })).toBeVisible();
});

test('the audit says who did what, is filtered, goes back page by page, and was checked whole', async ({
  browser,
}) => {
  const mira = await settings(browser, 'Mira', 'members');
  await mira.getByRole('button', { name: /Make admin: Leo/ }).click();
  await expect(member(mira, 'Leo')).toContainText('Admin');
  await show(mira, 'audit');
  const records = mira.getByRole('list', { name: 'Audit' }).getByRole('listitem');
  await expect(records.first()).toContainText(/You made Leo .*admin/);
  await expect(mira.getByText(/^Checked up to record [\d,]+: each/)).toBeVisible();
  await expect(records).toHaveCount(50);
  await mira.getByRole('button', { name: /^Older than these/ }).click();
  await expect(records).toHaveCount(100);

  await mira.getByLabel('What').selectOption('Role');
  await expect(records).toHaveCount(1);
  await mira.getByLabel('Who').selectOption({ label: 'Customers' });
  await expect(mira.getByText('Nothing was found.')).toBeVisible();
  await mira.getByRole('button', { name: 'Show everything' }).click();
  await mira.getByLabel('What').selectOption('Customer wrote');
  await expect(records.first()).toContainText(/ wrote/);
  const contact = await records.first().getByRole('link').innerText();
  await records
    .first()
    .getByRole('button', { name: `Only ${contact}` })
    .click();
  await expect(mira.getByText(`Only the conversation with ${contact}`)).toBeVisible();
  await expect(records.filter({ hasNotText: contact })).toHaveCount(0);
});
