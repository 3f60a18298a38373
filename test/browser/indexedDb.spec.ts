// The device's disk, in a real browser: what is called kept is kept, and whatever goes wrong never reaches whoever edits.

import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { bundle, openWith } from '../support/inBrowser.ts';
import type { OpenHere } from '../support/storesInBrowser.ts';

let code: string;
test.beforeAll(async () => {
  code = await bundle('test/support/storesInBrowser.ts');
});

async function opened(page: Page, name = 'estafet/demo/one'): Promise<void> {
  await openWith(page, code);
  await page.evaluate(async (of) => void (window.here = await window.ready.open(of)), name);
}
const entries = (page: Page): Promise<ReturnType<OpenHere['entries']>> =>
  page.evaluate(() => window.here.entries());
const write = (page: Page, entry: string): Promise<boolean> =>
  page.evaluate((text) => {
    window.here.add(text);
    return window.here.store.stored();
  }, entry);
const problems = (page: Page): Promise<string[]> => page.evaluate(() => window.ready.problems);

test('keeps what it says is kept', async ({ page }) => {
  await opened(page);
  expect(await write(page, 'one')).toBe(true);
  expect(await write(page, 'two')).toBe(true);
  await opened(page);
  expect(await entries(page)).toEqual(['one', 'two']);
  expect(await problems(page)).toEqual([]);
});

test('keeps what was written before the disk had answered', async ({ page }) => {
  await openWith(page, code);
  const stored = await page.evaluate(async () => {
    const opening = window.ready.open('estafet/demo/early');
    window.here = await opening;
    window.here.add('early');
    return window.here.store.stored();
  });
  expect(stored).toBe(true);
  await opened(page, 'estafet/demo/early');
  expect(await entries(page)).toEqual(['early']);
});

test('loses nothing when two tabs write at the same time', async ({ page, context }) => {
  const other = await context.newPage();
  await opened(page);
  await opened(other);
  const many = (tab: Page, letter: string): Promise<boolean> =>
    tab.evaluate(async (prefix) => {
      for (let n = 0; n < 150; n += 1) window.here.add(`${prefix}${n}`);
      return window.here.store.stored();
    }, letter);
  expect(await Promise.all([many(page, 'a'), many(other, 'b')])).toEqual([true, true]);
  await opened(page);
  expect(await entries(page)).toHaveLength(300);
});

test('does not grow when it is opened again and again', async ({ page }) => {
  await openWith(page, code);
  const rows = await page.evaluate(async () => {
    for (let n = 0; n < 130; n += 1) {
      const here = await window.ready.open('estafet/demo/often');
      if (n === 0) here.add('one');
      await here.store.stored();
      await here.store.close();
    }
    return new Promise<number>((resolve) => {
      const request = indexedDB.open('estafet/demo/often');
      request.onsuccess = () => {
        const count = request.result.transaction(['updates']).objectStore('updates').count();
        count.onsuccess = () => resolve(count.result);
      };
    });
  });
  expect(rows).toBeLessThan(110);
});

test('never throws into an edit after another tab has deleted it, and does not come back', async ({
  page,
  context,
}) => {
  await opened(page);
  await write(page, 'one');
  const other = await context.newPage();
  await openWith(other, code);
  await other.evaluate(() => window.ready.stores.erase('estafet/demo/one'));
  expect(await write(page, 'after')).toBe(false);
  expect(await page.evaluate(() => window.here.heard())).toBe(2);
  expect(await entries(page)).toEqual(['one', 'after']);
  expect(await other.evaluate(() => window.ready.stores.names('estafet/'))).toEqual([]);
});

test('says when a write came to nothing, and keeps everything once it can', async ({ page }) => {
  await opened(page);
  await write(page, 'before');
  // A full disk aborts the transaction after the request.
  await page.evaluate(() => {
    const add = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'add')
      ?.value as IDBObjectStore['add'];
    let left = 1;
    IDBObjectStore.prototype.add = function (...values) {
      const request = add.apply(this, values);
      left -= 1;
      if (left >= 0) this.transaction.abort();
      return request;
    };
  });
  expect(await write(page, 'during')).toBe(false);
  expect(await page.evaluate(() => window.ready.stores.problem)).not.toBeNull();
  expect(await write(page, 'after')).toBe(true);
  expect(await page.evaluate(() => window.ready.stores.problem)).toBeNull();
  await opened(page);
  expect(await entries(page)).toEqual(['before', 'during', 'after']);
});

test('names what it has, and erases it while it is open', async ({ page }) => {
  await opened(page, 'estafet/demo/a');
  await write(page, 'one');
  expect(await page.evaluate(() => window.ready.stores.names('estafet/demo/'))).toEqual(['estafet/demo/a']);
  await page.evaluate(() => window.ready.stores.erase('estafet/demo/a'));
  expect(await page.evaluate(() => window.ready.stores.names('estafet/'))).toEqual([]);
});
