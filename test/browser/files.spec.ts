// Files: both ways between a customer and a member, without a connection too, and never for whoever may not see them.

import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { expectLive, goTo, signIn } from '../support/memberPage.ts';
import { goOffline, goOnline } from '../support/network.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from('%PDF-1.7\nan invoice\n%%EOF');
const HOSTILE = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg"><script>opener.ran = true</script></svg>',
);
const DAY_MS = 86_400_000;

async function attach(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer });
  await expect(page.getByRole('list', { name: 'Attached files' }).getByText(name)).toBeVisible();
}

async function saved(page: Page, click: () => Promise<void>): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return readFile(await download.path());
}

test('M8 M20 a picture comes, a PDF goes back from somebody offline, a guest loses it, and nothing runs', async ({
  browser,
  relay,
}) => {
  const budi = await (await browser.newContext()).newPage();
  await budi.goto(`${relay.address}/chat/web`);
  await budi.getByRole('textbox', { name: 'Your name' }).fill('Budi Berkas');
  await attach(budi, 'struk.png', PNG);
  await attach(budi, 'jahat.svg', HOSTILE);
  // What is attached outlives the page, as the text does.
  await budi.reload();
  await expect(budi.getByRole('list', { name: 'Attached files' }).getByText('jahat.svg')).toBeVisible();
  await budi.getByRole('textbox', { name: 'Your name' }).fill('Budi Berkas');
  await budi.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(budi.getByRole('log').getByRole('button', { name: 'Save struk.png' })).toBeVisible();

  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  await goTo(leo, 'Budi Berkas');
  const article = leo.getByRole('article').filter({ hasText: 'struk.png' });
  await expect(article.locator('canvas')).toBeVisible();
  // What says that it is a picture and is a page is saved, and nothing of it runs.
  expect(await saved(leo, () => article.getByRole('link', { name: 'jahat.svg' }).click())).toEqual(HOSTILE);
  expect(await leo.evaluate(() => 'ran' in window)).toBe(false);

  await goOffline(leo.context());
  await article.getByRole('button', { name: 'Save jahat.svg' }).click();
  await expect(article.getByRole('alert')).toHaveText(/needs a connection/);
  await attach(leo, 'faktur.pdf', PDF);
  await leo.getByRole('textbox', { name: /^Reply to/ }).fill('Terlampir.');
  await leo.getByRole('button', { name: /^Send/ }).click();
  const sent = leo.getByRole('article').filter({ hasText: 'faktur.pdf' });
  await expect(sent.getByText('Waiting to be uploaded')).toBeVisible();
  await goOnline(leo.context());
  await expectLive(leo);
  await expect(sent.getByRole('link', { name: 'faktur.pdf' })).toBeVisible();
  const answered = budi.getByRole('log').getByRole('button', { name: 'Save faktur.pdf' });
  expect(await saved(budi, () => answered.click())).toEqual(PDF);

  await leo.getByRole('tab', { name: 'Internal note' }).click();
  await leo.getByRole('textbox', { name: 'Internal note' }).fill('@Dewi ');
  await attach(leo, 'catatan.pdf', PDF);
  await leo.getByRole('button', { name: 'Add note' }).click();
  const noted = leo.getByRole('article').filter({ hasText: 'catatan.pdf' });
  const address = await noted.getByRole('link', { name: 'catatan.pdf' }).getAttribute('href');
  const dewi = await browser.newContext();
  await signIn(dewi, relay.address, 'Dewi');
  const ask = async (): Promise<number> => (await dewi.request.get(`${relay.address}${address}`)).status();
  expect(await ask()).toBe(200);
  await relay.moveClock(DAY_MS);
  expect(await ask()).toBe(404);
});
