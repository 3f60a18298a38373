// M19 V1 Text that tries to be more than text, in every field that somebody else fills, seen in the views of members and of
// the customer under the policy that the relay really sends. It stays text, and no page reports anything.

import { expect, type Page } from '@playwright/test';
import { DEMO_WORKSPACE } from '../../server/demo/people.ts';
import { test } from '../support/browserTest.ts';
import { Colleague } from '../support/colleague.ts';
import { Customer } from '../support/customer.ts';
import { HOSTILE_NAMES, HOSTILE_TEXTS } from '../support/hostileText.ts';
import { signIn } from '../support/memberPage.ts';

const [CONTACT = '', MEMBER = '', TEAM = '', WORKSPACE = '', CHANGED = ''] = HOSTILE_NAMES;

interface Watched {
  reports: string[];
}

/** Hears of everything that a policy refused, a script broke, or a page asked of somebody else. */
async function watch(page: Page, address: string): Promise<Watched> {
  const watched: Watched = { reports: [] };
  await page.exposeFunction('estafetReport', (report: string) => void watched.reports.push(report));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = `${event.violatedDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile}`;
      (globalThis as unknown as { estafetReport(report: string): void }).estafetReport(report);
    });
  });
  page.on('dialog', (dialog) => void watched.reports.push(`dialog ${dialog.message()}`));
  page.on('pageerror', (error) => void watched.reports.push(`error ${error.message}`));
  page.on('console', (line) => {
    if (/Content Security Policy|Trusted/i.test(line.text())) watched.reports.push(line.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    const ours = origin === address || protocol === 'data:' || protocol === 'blob:';
    if (!ours) watched.reports.push(`asked ${request.url()}`);
  });
  return watched;
}

async function isBroken(page: Page): Promise<boolean> {
  return page.evaluate(() => 'broken' in globalThis);
}

/** Everybody does their worst. */
async function fill(address: string): Promise<{ customer: Customer; mira: Colleague; conversation: string }> {
  const customer = new Customer(address, CONTACT);
  for (const text of HOSTILE_TEXTS.slice(0, 15)) await customer.says(text);
  const mira = await Colleague.signIn(address, 'mira');
  const conversation = await mira.conversationWith(CONTACT);
  const fields = Object.fromEntries(HOSTILE_NAMES.map((text, index) => [`field${index}`, text]));
  await mira.does(
    { kind: 'rename-member', member: 'ana', name: MEMBER },
    { kind: 'rename-team', team: 'sales', name: TEAM },
    { kind: 'rename-workspace', name: WORKSPACE },
    { kind: 'assign', conversation, to: { kind: 'me' } },
    { kind: 'add-collaborators', conversation, members: ['ana', 'leo'] },
    { kind: 'update-contact', conversation, name: CHANGED, fields },
  );
  const text = HOSTILE_TEXTS.join('\n').slice(0, 9_000);
  await mira.does({ kind: 'reply', conversation, text, attachments: [] });
  // The shortest last: what is not on the screen is not in the page, and more of those fit.
  for (const note of [...HOSTILE_TEXTS].sort((one, other) => other.length - one.length)) {
    await mira.does({ kind: 'note', conversation, text: note, attachments: [], mention: null });
  }
  return { customer, mira, conversation };
}

test('hostile text stays text in every view, with no report', async ({ browser, relay }) => {
  const { customer, mira, conversation } = await fill(relay.address);
  const context = await browser.newContext();
  const page = await signIn(context, relay.address, 'Mira');
  const seen = await watch(page, new URL(relay.address).origin);
  const home = `${relay.address}/w/${DEMO_WORKSPACE}`;

  await page.goto(`${home}/c/${conversation}`);
  await expect(page.getByRole('article').first()).toBeVisible();
  await expect(page.getByText(CHANGED).first()).toBeVisible();
  for (const path of ['all', 'inbox/assigned', 'unassigned', 'held', 'settings/profile', 'team/sales/all']) {
    await page.goto(`${home}/${path}`);
    await expect(page.getByRole('status').filter({ hasText: /^Live/ })).toBeVisible();
    expect([path, await isBroken(page)]).toEqual([path, false]);
  }
  await expect(page.getByText(TEAM).first()).toBeAttached();
  expect(seen.reports).toEqual([]);

  const chat = await context.newPage();
  const shown = await watch(chat, new URL(relay.address).origin);
  await chat.goto(`${relay.address}/chat/web`);
  await chat.getByRole('textbox', { name: 'Your name' }).fill(CONTACT);
  const field = chat.getByRole('textbox', { name: 'Your message' });
  for (const text of HOSTILE_NAMES) {
    await field.fill(text);
    await field.press('Enter');
    await expect(field).toHaveValue('');
  }
  await expect(chat.getByRole('log')).toContainText(HOSTILE_NAMES.at(-1) ?? '');
  expect(await isBroken(chat)).toBe(false);
  expect(shown.reports).toEqual([]);
  await customer.leave();
  await mira.leave();
});

test('the policy does refuse what is not text, and the watch hears of it', async ({ browser, relay }) => {
  const page = await (await browser.newContext()).newPage();
  const seen = await watch(page, new URL(relay.address).origin);
  await page.goto(relay.address);
  await expect(page.getByRole('button', { name: /^Mira/ })).toBeVisible();
  await page.evaluate(() => {
    const place = document.createElement('div');
    document.body.append(place);
    try {
      place.innerHTML = '<img src=x onerror="window.broken=1">';
    } catch {
      // Trusted Types refuse the very assignment.
    }
    const script = document.createElement('script');
    script.append('window.broken=1');
    document.body.append(script);
  });
  expect(await isBroken(page)).toBe(false);
  await expect.poll(() => seen.reports.join('\n')).toMatch(/require-trusted-types-for/);
});
