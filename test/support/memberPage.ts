// What members do in a browser, in the words of the interface; for tests in test/browser.

import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';

/** Signs in to the demo in a page of its own, and waits until everything is there. The door itself is firstConversation's. */
export async function signIn(context: BrowserContext, address: string, name: string): Promise<Page> {
  const page = await context.newPage();
  const answer = await context.request.post(`${address}/api/demo/sign-in`, {
    data: { member: name.toLowerCase() },
    headers: { origin: address },
  });
  expect(answer.status()).toBe(200);
  await page.goto(`${address}/w/demo/inbox/assigned`);
  await expectLive(page);
  return page;
}

export async function expectLive(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^Live/ })).toBeVisible();
}

export async function expectOffline(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^(Offline|Connecting)/ })).toBeVisible();
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

export async function openList(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: new RegExp(`^${name}( \\d|$)`) }).click();
}

export function card(page: Page, contact: string): Locator {
  return page.getByRole('list').getByRole('link', { name: new RegExp(contact) });
}

/** Opens a conversation from the list that is shown, and waits for what was said in it. */
export async function open(page: Page, contact: string): Promise<void> {
  await card(page, contact).click();
  await expect(page.getByRole('article').first()).toBeVisible();
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
