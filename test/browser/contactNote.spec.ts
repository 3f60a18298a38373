// The contact note and who is here, as two colleagues meet in them: each in a browser of their own.

import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { test } from '../support/browserTest.ts';
import { goOffline, goOnline } from '../support/network.ts';
import { HostedRelay } from '../support/hostedRelay.ts';

let relay: HostedRelay;

test.beforeEach(async () => {
  relay = await new HostedRelay().start();
});

test.afterEach(() => relay.remove());

/** A member looks at the first conversation of Sales without an owner. */
async function look(browser: Browser, name: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(relay.address);
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Live' })).toBeVisible();
  await page.goto(`${relay.address}/w/demo/team/sales/unassigned`);
  await page
    .getByRole('list')
    .getByRole('link', { name: /Budi Santoso/ })
    .click();
  await expect(note(page)).toBeVisible();
  return page;
}

function note(page: Page) {
  return page.getByRole('textbox', { name: 'Contact note' });
}

/** What stands in the note, without the names at other people's carets. */
function text(page: Page): Promise<string> {
  return note(page).evaluate((field) => {
    const copy = field.cloneNode(true) as HTMLElement;
    for (const caret of copy.querySelectorAll('.note-caret')) caret.remove();
    return [...copy.querySelectorAll('p')].map((line) => line.textContent).join('\n');
  });
}

function tool(page: Page, name: string) {
  return page.getByRole('toolbar', { name: 'Formatting' }).getByRole('button', { name });
}

/** The rest of the page is in accessibility.spec.ts. */
function axe(page: Page, view: string): Promise<void> {
  return expectAccessible(page, view, '.pane-contact');
}

test('D1 F5 two people write in the same note at once, each sees the other’s caret and name', async ({
  browser,
}) => {
  const [leo, ana] = [await look(browser, 'Leo'), await look(browser, 'Ana')];
  await note(leo).click();
  await leo.keyboard.type('Gravel bike, 54 cm.');
  await leo.keyboard.press('Enter');
  await expect.poll(() => text(ana)).toBe('Gravel bike, 54 cm.\n');
  await note(ana).click();
  await ana.keyboard.press('Control+Home');
  await Promise.all([
    leo.keyboard.type('Calls after 16:00, never on Mondays.', { delay: 15 }),
    ana.keyboard.type('VIP since 2019. Speaks Dutch. ', { delay: 18 }),
  ]);
  const both = 'VIP since 2019. Speaks Dutch. Gravel bike, 54 cm.\nCalls after 16:00, never on Mondays.';
  for (const page of [leo, ana]) await expect.poll(() => text(page)).toBe(both);
  await expect(note(leo).locator('.note-caret-name')).toHaveText('Ana');
  await expect(note(ana).locator('.note-caret-name')).toHaveText('Leo');
  await expect(leo.getByRole('list', { name: 'Also editing this note' })).toContainText('Ana');
  // Undo is one's own, and goes back by what was written without a pause.
  await expect(async () => {
    await leo.keyboard.press('Control+z');
    expect(await text(ana)).not.toContain('Mondays');
  }).toPass();
  expect(await text(ana)).toContain('VIP since 2019. Speaks Dutch.');
});

test('D1 F1 one goes offline for a while: both texts are on both screens afterwards, and after a reload', async ({
  browser,
}) => {
  const [leo, ana] = [await look(browser, 'Leo'), await look(browser, 'Ana')];
  await note(leo).click();
  await leo.keyboard.type('Begun together.');
  await expect.poll(() => text(ana)).toBe('Begun together.');
  await goOffline(ana.context());
  await note(ana).click();
  await ana.keyboard.press('Control+End');
  await ana.keyboard.type(' Ana, on the train.');
  await leo.keyboard.press('Control+Home');
  await leo.keyboard.type('Leo, at his desk. ');
  expect(await text(ana)).toBe('Begun together. Ana, on the train.');
  expect(await text(leo)).toBe('Leo, at his desk. Begun together.');
  await goOnline(ana.context());
  const both = 'Leo, at his desk. Begun together. Ana, on the train.';
  for (const page of [leo, ana]) await expect.poll(() => text(page), { timeout: 30_000 }).toBe(both);
  for (const page of [leo, ana]) {
    await page.reload();
    await expect.poll(() => text(page)).toBe(both);
  }
});

test('D1 bold, lists and links by keyboard; a link leads to the web or to mail and nowhere else', async ({
  browser,
}) => {
  const [leo, ana] = [await look(browser, 'Leo'), await look(browser, 'Ana')];
  await note(leo).click();
  await leo.keyboard.press('Control+b');
  await leo.keyboard.type('Important');
  await leo.keyboard.press('Control+b');
  await leo.keyboard.press('Enter');
  await leo.keyboard.type('- first');
  await leo.keyboard.press('Enter');
  await leo.keyboard.type('shop: ');
  await leo.keyboard.press('Control+k');
  const address = leo.getByRole('textbox', { name: 'Link address' });
  await address.fill('javascript:alert(1)');
  await address.press('Enter');
  await expect(leo.getByRole('alert')).toContainText('web or mail address');
  await address.fill('toko.example/gear');
  await address.press('Enter');
  await expect(note(leo)).toBeFocused();
  await leo.keyboard.type(' and more');
  await expect(note(ana).locator('strong')).toHaveText('Important');
  await expect(note(ana).locator('ul > li')).toHaveText(['first', /^shop: toko.example\/gear and more/]);
  const link = note(ana).getByRole('link');
  await expect(link).toHaveText('toko.example/gear');
  await expect(link).toHaveAttribute('href', 'https://toko.example/gear');
  await expect(link).toHaveAttribute('rel', /noopener/);
  await expect(tool(leo, 'Bulleted list')).toHaveAttribute('aria-pressed', 'true');
  // The toolbar is one stop; arrows move in it.
  await tool(leo, 'Bold').focus();
  await leo.keyboard.press('ArrowRight');
  await expect(tool(leo, 'Italic')).toBeFocused();
  await leo.keyboard.press('Tab');
  await expect(tool(leo, 'Italic')).not.toBeFocused();
});

test('what is pasted becomes what a note knows: no style, no class, no picture, no script', async ({
  browser,
}) => {
  const leo = await look(browser, 'Leo');
  await note(leo).click();
  await note(leo).evaluate((field) => {
    const html =
      '<h1 style="position:fixed" class="fixed">Title</h1><p onclick="alert(1)">a <b>bold</b> <a href="javascript:alert(1)">bad</a>' +
      ' <a href="https://toko.example" class="fixed" style="color:red">good</a></p><img src="x" onerror="alert(1)"><script>alert(1)</script>' +
      '<table><tr><td>cell</td></tr></table>';
    const data = new DataTransfer();
    data.setData('text/html', html);
    field.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await expect.poll(() => text(leo)).toContain('Title\na bold bad good');
  const made = await note(leo).evaluate((field) =>
    [...field.querySelectorAll('*')].map(
      (one) => `${one.tagName} ${one.getAttribute('class') ?? ''} ${one.getAttribute('style') ?? ''}`,
    ),
  );
  expect(made.filter((one) => /fixed|color|SCRIPT|TABLE|H1|IMG (?!ProseMirror)/.test(one))).toEqual([]);
  await expect(note(leo).getByRole('link')).toHaveText(['good']);
});

test('F4 who is here and who writes: a reply, a note, and nobody after leaving', async ({ browser }) => {
  const [leo, ana] = [await look(browser, 'Leo'), await look(browser, 'Ana')];
  const here = leo.getByRole('list', { name: 'Also here' });
  await expect(here).toContainText('Ana');
  await ana.getByRole('textbox', { name: /^Reply to/ }).pressSequentially('Hel');
  await expect(leo.getByRole('status').filter({ hasText: 'Ana is writing a reply' })).toBeVisible();
  await ana.getByRole('textbox', { name: /^Reply to/ }).fill('');
  await expect(leo.getByText('Ana is writing')).toHaveCount(0);
  await ana.getByRole('tab', { name: 'Internal note' }).click();
  await ana.getByRole('textbox', { name: /note$/i, exact: false }).first().pressSequentially('Look');
  await expect(leo.getByText('Ana is writing an internal note')).toBeVisible();
  await ana.close();
  await expect(here).toHaveCount(0);
  await expect(leo.getByText('Ana is writing')).toHaveCount(0);
});

test('the contact note is accessible: empty, with somebody else’s caret, with its field for links', async ({
  browser,
}) => {
  const [leo, ana] = [await look(browser, 'Leo'), await look(browser, 'Ana')];
  await axe(leo, 'empty');
  await note(leo).click();
  await leo.keyboard.type('- see toko.example ');
  await note(ana).click();
  await ana.keyboard.type('Hi');
  await expect(note(leo).locator('.note-caret-name')).toHaveText('Ana');
  await axe(leo, 'with a caret');
  await leo.keyboard.press('Control+k');
  await axe(leo, 'a link');
});

test('the contact note on a phone, in Indonesian', async ({ browser }) => {
  const viewport = { width: 390, height: 844 };
  const page = await (await browser.newContext({ viewport, locale: 'id-ID' })).newPage();
  await page.goto(relay.address);
  await page.getByRole('button', { name: /^Leo/ }).click();
  // Going on before the answer to the sign-in would leave it behind.
  await page.waitForURL('**/w/demo/**');
  await page.goto(`${relay.address}/w/demo/team/sales/unassigned`);
  await page
    .getByRole('list')
    .getByRole('link', { name: /Budi Santoso/ })
    .click();
  await page.getByRole('button', { name: /kontak/i }).click();
  const field = page.getByRole('textbox', { name: 'Catatan (Info Kontak)' });
  await field.click();
  await page.keyboard.type('Minta dihubungi sore.');
  await expect(page.getByText(/tidak memberi akses/)).toBeVisible();
  await axe(page, 'on a phone');
});
