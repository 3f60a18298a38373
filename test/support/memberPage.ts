// What members do in a browser, in the words of the interface; for tests in test/browser.

import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';

/** Signs in to the demo in a page of its own, and waits until everything is there. The door itself is firstConversation's. */
export async function signIn(context: BrowserContext, address: string, name: string): Promise<Page> {
  const page = await enter(context, address, name);
  await expectLive(page);
  return page;
}

/** As `signIn`, in whichever language, and without waiting. */
export async function enter(
  context: BrowserContext,
  address: string,
  name: string,
  path = '/inbox/assigned',
): Promise<Page> {
  const page = await context.newPage();
  const answer = await context.request.post(`${address}/api/demo/sign-in`, {
    data: { member: name.toLowerCase() },
    headers: { origin: address },
  });
  expect(answer.status()).toBe(200);
  await page.goto(`${address}/w/demo${path}`);
  return page;
}

export async function expectLive(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^Live/ })).toBeVisible();
}

export async function expectOffline(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^(Offline|Connecting)/ })).toBeVisible();
}

/** As when a network is back: no test waits for the pauses between tries, which grow. */
export async function wake(page: Page): Promise<void> {
  await page.evaluate(() => dispatchEvent(new Event('online')));
}

/** Until the app itself is on the device, so that it opens without a relay. */
export async function expectInstalled(page: Page): Promise<void> {
  const isKept = page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    for (;;) {
      const names = await caches.keys();
      const shells = await Promise.all(
        names
          .filter((name) => name.startsWith('estafet-app:'))
          .map((cacheName) => caches.match('/', { cacheName, ignoreVary: true })),
      );
      if (shells.some((shell) => shell !== undefined)) return true;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
  expect(await isKept).toBe(true);
}

/** Names of the copies that the browser keeps of documents. */
export function keptCopies(page: Page): Promise<string[]> {
  return page.evaluate(async () =>
    (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith('estafet/') ? [name] : [])),
  );
}

/** @param group the team that the list belongs to, where several teams have one of that name */
export async function openList(page: Page, name: string, group?: string): Promise<void> {
  const within = group === undefined ? page : page.getByRole('list', { name: group });
  await within.getByRole('link', { name: new RegExp(`^${name}( \\d|$)`) }).click();
}

export function card(page: Page, contact: string): Locator {
  return page.getByRole('list').getByRole('link', { name: new RegExp(contact) });
}

/** Opens a conversation from the list that is shown, and waits for what was said in it. */
export async function open(page: Page, contact: string): Promise<void> {
  await card(page, contact).click();
  await expect(page.getByRole('article').first()).toBeVisible();
}

/** Opens a conversation where it stands: in this list. */
export async function openFrom(page: Page, list: string, contact: string): Promise<void> {
  await openList(page, list);
  await open(page, contact);
}

/** Opens a conversation by the command palette, wherever in its list it is. */
export async function goTo(page: Page, contact: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const palette = page.locator('dialog[open]');
  await palette.getByRole('combobox').fill(contact);
  await palette.getByRole('option', { name: contact }).first().click();
  await expect(page.getByRole('heading', { name: contact, exact: true })).toBeVisible();
}

export async function reply(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await page.getByRole('button', { name: /^Send/ }).click();
  await expect(composer(page)).toHaveValue('');
}

export function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: /^Reply to/ });
}

export function bubble(page: Page, text: string): Locator {
  return page.getByRole('article').filter({ hasText: text });
}

export function owner(page: Page): Locator {
  return page.getByRole('button', { name: /^Assigned user/ });
}

/** @param choice as the menu offers it: "Assign to me", "Unassign" or a member's name */
export async function assign(page: Page, choice: string): Promise<void> {
  await owner(page).click();
  await page.getByRole('option', { name: choice }).click();
}

/** @param way as the page of one team offers it: its inbox, its queue or a member */
export async function assignVia(page: Page, team: string, way: string): Promise<void> {
  await assign(page, team);
  await page.getByRole('option', { name: way }).click();
}

export function noteField(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Internal note' });
}

export async function writeNote(page: Page, text: string): Promise<void> {
  await page.getByRole('tab', { name: 'Internal note' }).click();
  await noteField(page).fill(text);
  await page.getByRole('button', { name: 'Add note' }).click();
  await expect(noteField(page)).toHaveValue('');
}

/** Types `@` and the beginning of a name, takes who is offered first, goes on writing, and adds the note. */
export async function mention(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('tab', { name: 'Internal note' }).click();
  await noteField(page).pressSequentially(`@${name.slice(0, 2)}`);
  await expect(page.getByRole('listbox', { name: 'Mention somebody' })).toContainText(name);
  await page.keyboard.press('Enter');
  await noteField(page).pressSequentially(text);
  await page.keyboard.press('Enter');
  await expect(noteField(page)).toHaveValue('');
}

export async function addCollaborators(page: Page, ...names: string[]): Promise<void> {
  await page.getByRole('button', { name: 'Add collaborator' }).click();
  for (const name of names) await page.getByRole('option', { name }).click();
  await page
    .getByRole('button', { name: /^Add (collaborator|\d)/ })
    .last()
    .click();
}

/** The number beside a list in the navigation. */
export async function expectCount(page: Page, list: string, count: number): Promise<void> {
  const said = count === 0 ? '' : ` ${count} conversations?`;
  await expect(page.getByRole('link', { name: new RegExp(`^${list}${said}$`) })).toBeVisible();
}
