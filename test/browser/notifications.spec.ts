// Who is told of what, where, and what becomes of it; as people see it.

import {
  expect,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { assign, bubble, openFrom, openList, signIn } from '../support/memberPage.ts';
import { goOffline, goOnline } from '../support/network.ts';

async function customer(browser: Browser, address: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${address}/chat/web`);
  await page.getByRole('textbox', { name: 'Your name' }).fill('Budi Hartono');
  await say(page, 'Do you repair gears?');
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your message' }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

async function member(browser: Browser, address: string, name: string): Promise<Page> {
  return signIn(await browser.newContext(), address, name);
}

function toasts(page: Page): Locator {
  return page.getByRole('region', { name: 'New notifications' }).getByRole('link');
}

function bell(page: Page, unread?: number): Locator {
  const name = unread === undefined ? /^Notifications, \d+ unread$/ : `Notifications, ${unread} unread`;
  return page.getByRole('button', { name });
}

function lines(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Notifications' }).getByRole('listitem');
}

/** Nothing from the demo's own story is left in the list. */
async function clear(page: Page): Promise<void> {
  await bell(page).click();
  await page.getByRole('button', { name: 'Dismiss all' }).click();
  await expect(page.getByText('Nothing new')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bell(page, 0)).toBeFocused();
}

test('A5 a conversation for a team is told to each of its members in front of the app, and opens', async ({
  browser,
  relay,
}) => {
  const leo = await member(browser, relay.address, 'Leo');
  const ana = await member(browser, relay.address, 'Ana');
  const dewi = await member(browser, relay.address, 'Dewi');
  for (const page of [leo, ana, dewi]) await clear(page);
  const budi = await customer(browser, relay.address);
  await expect(toasts(ana)).toContainText('A conversation waits in the team inbox of Sales');
  await expect(bell(leo, 1)).toBeVisible();
  await expect(leo).toHaveTitle(/^\(1\) /);
  await toasts(leo).click();
  await expect(bubble(leo, 'Do you repair gears?')).toBeVisible();
  await expect(toasts(leo)).toHaveCount(0);
  await expect(bell(leo, 0)).toBeVisible();
  await expect(leo).toHaveTitle(/^Budi Hartono · /);
  await say(budi, 'Today, if you can');
  await expect(toasts(ana)).toContainText('Today, if you can');
  // The one whose conversation is open sees the message itself.
  await expect(bubble(leo, 'Today, if you can')).toBeVisible();
  await expect(toasts(leo)).toHaveCount(0);
  await expect(bell(dewi, 0)).toBeVisible();
  await expect(toasts(dewi)).toHaveCount(0);
});

test('A7 A10 B4 C3 whoever is assigned, added or mentioned is told, and nobody of what they did themselves', async ({
  browser,
  relay,
}) => {
  const mira = await member(browser, relay.address, 'Mira');
  const leo = await member(browser, relay.address, 'Leo');
  const ana = await member(browser, relay.address, 'Ana');
  const dewi = await member(browser, relay.address, 'Dewi');
  for (const page of [mira, leo, ana, dewi]) await clear(page);
  await customer(browser, relay.address);
  await openFrom(mira, 'All conversations', 'Budi Hartono');
  await assign(mira, 'Leo');
  await expect(toasts(leo)).toContainText('Mira assigned the conversation to you');
  await toasts(leo).click();
  await leo.getByRole('button', { name: /^Add collaborator/ }).click();
  await leo.getByRole('option', { name: 'Ana' }).click();
  await leo.getByRole('dialog').getByRole('button', { name: 'Add collaborator' }).click();
  await expect(toasts(ana).filter({ hasText: 'Leo added you as collaborator' })).toBeVisible();
  await leo.getByRole('tab', { name: 'Internal note' }).click();
  await leo.getByRole('textbox', { name: 'Internal note' }).fill('@Dewi can you check this?');
  await leo.keyboard.press('Escape');
  await leo.getByRole('button', { name: 'Add note' }).click();
  await expect(toasts(dewi)).toContainText('Leo mentioned you in an internal note');
  await toasts(dewi).click();
  await expect(bubble(dewi, 'can you check this?')).toBeVisible();
  await expect(bell(mira, 0)).toBeVisible();
  await expect(bell(leo, 0)).toBeVisible();
});

test('F4 notifications are dismissed with the keyboard alone, one or all, in every tab and offline', async ({
  browser,
  relay,
}) => {
  const leo = await member(browser, relay.address, 'Leo');
  const tab = await leo.context().newPage();
  await tab.goto(`${relay.address}/w/demo/inbox/assigned`);
  await clear(leo);
  await expect(bell(tab, 0)).toBeVisible();
  const mira = await member(browser, relay.address, 'Mira');
  await customer(browser, relay.address);
  await openFrom(mira, 'All conversations', 'Budi Hartono');
  await assign(mira, 'Leo');
  await expect(bell(tab, 2)).toBeVisible();
  await bell(leo, 2).focus();
  await leo.keyboard.press('Enter');
  await expect(lines(leo)).toHaveCount(2);
  const dismiss = lines(leo).first().getByRole('button', { name: 'Dismiss: Budi Hartono' });
  await dismiss.focus();
  await leo.keyboard.press('Enter');
  await expect(lines(leo)).toHaveCount(1);
  await expect(bell(tab, 1)).toBeVisible();
  await goOffline(leo.context());
  await leo.getByRole('button', { name: 'Dismiss all' }).focus();
  await leo.keyboard.press('Enter');
  await expect(leo.getByText('Nothing new')).toBeVisible();
  await expect(bell(tab, 0)).toBeVisible();
  await goOnline(leo.context());
  await leo.keyboard.press('Escape');
  await expect(bell(leo, 0)).toBeFocused();
  const phone = await member(browser, relay.address, 'Leo');
  await expect(bell(phone, 0)).toBeVisible();
});

/** A browser that lets us show its notifications, and writes down which. `front(page, false)` sends a tab to the back. */
async function withNotifications(browser: Browser, options?: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  await context.addInitScript(() => {
    const shown: object[] = [];
    class Recorded {
      static permission = 'granted';
      onclick: (() => void) | null = null;
      title: string;
      body: string;
      closed = false;
      constructor(title: string, { body }: { body: string }) {
        this.title = title;
        this.body = body;
        shown.push(this);
      }
      close(): void {
        this.closed = true;
      }
    }
    let front = true;
    Object.assign(window, {
      Notification: Recorded,
      shown,
      toFront: (now: boolean) => {
        front = now;
        document.dispatchEvent(new Event('visibilitychange'));
      },
    });
    Object.defineProperty(document, 'visibilityState', { get: () => (front ? 'visible' : 'hidden') });
    document.hasFocus = () => front;
  });
  return context;
}

async function front(page: Page, now: boolean): Promise<void> {
  await page.evaluate(`toFront(${now})`);
}

function shownIn(page: Page): Promise<{ title: string; body: string; closed: boolean }[]> {
  return page.evaluate('shown.map(({ title, body, closed }) => ({ title, body, closed }))');
}

test('A7 behind other windows exactly one tab shows the notification of the browser; a click opens the conversation', async ({
  browser,
  relay,
}) => {
  const context = await withNotifications(browser);
  const leo = await signIn(context, relay.address, 'Leo');
  const tab = await context.newPage();
  await tab.goto(`${relay.address}/w/demo/inbox/assigned`);
  await expect(bell(tab)).toBeVisible();
  const budi = await customer(browser, relay.address);
  // One of them is in front: it is told there, and nowhere else.
  await front(tab, false);
  await expect(toasts(leo)).toContainText('Budi Hartono');
  await front(leo, false);
  await say(budi, 'Anybody there?');
  const both = async () => [...(await shownIn(leo)), ...(await shownIn(tab))];
  await expect.poll(both).toEqual([{ title: 'Budi Hartono', body: 'Anybody there?', closed: false }]);
  const speaker = (await shownIn(leo)).length === 1 ? leo : tab;
  await front(speaker, true);
  await speaker.evaluate('shown[0].onclick()');
  await expect(bubble(speaker, 'Anybody there?')).toBeVisible();
  await expect.poll(both).toMatchObject([{ closed: true }]);
});

test('A7 where pages may show no notifications, the service worker does; choosing one opens the conversation', async ({
  browser,
  relay,
}) => {
  const context = await withNotifications(browser, { serviceWorkers: 'allow' });
  // As Chrome on Android has it.
  await context.addInitScript(() => {
    const shown: object[] = [];
    const refusing = Object.assign(
      function () {
        throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.');
      },
      { permission: 'granted' },
    );
    Object.assign(window, { Notification: refusing, shown });
    ServiceWorkerRegistration.prototype.showNotification = (title, { body, data } = {}) => {
      shown.push({ title, body, data: data as unknown, closed: false });
      return Promise.resolve();
    };
  });
  const leo = await signIn(context, relay.address, 'Leo');
  await leo.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await front(leo, false);
  await customer(browser, relay.address);
  await expect.poll(() => shownIn(leo)).toMatchObject([{ title: 'Budi Hartono' }]);
  const data = await leo.evaluate('shown[0].data');
  const [worker] = context.serviceWorkers();
  await worker?.evaluate((chosen) => {
    const notification = { close: () => undefined, data: chosen };
    dispatchEvent(
      Object.assign(new Event('notificationclick'), { notification, waitUntil: () => undefined }),
    );
  }, data);
  await expect(leo.locator('#content').getByRole('heading', { name: 'Budi Hartono' })).toBeVisible();
});

test('A7 a kind of notification that was switched off is told nowhere', async ({ browser, relay }) => {
  const leo = await member(browser, relay.address, 'Leo');
  const ana = await member(browser, relay.address, 'Ana');
  for (const page of [leo, ana]) await clear(page);
  await leo.goto(`${relay.address}/w/demo/settings/notifications`);
  await leo.getByRole('switch', { name: 'Conversations assigned to my teams' }).uncheck();
  await leo.getByRole('switch', { name: 'Messages of customers' }).uncheck();
  await customer(browser, relay.address);
  await expect(toasts(ana)).toBeVisible();
  await openList(leo, 'Unassigned');
  await expect(leo.getByRole('list').getByRole('link', { name: /Budi Hartono/ })).toBeVisible();
  await expect(bell(leo, 0)).toBeVisible();
  await expect(toasts(leo)).toHaveCount(0);
});
