// A person who has no pointer: keys only, and the focus goes where Tab and the app take it.

import { expect, type Locator, type Page } from '@playwright/test';

/** More stops than any view has: whoever needs more has left it, and does not come back. */
const STOPS_MAX = 150;

/** Goes on with Tab until `target` has the focus. @param key Shift+Tab to go back */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < STOPS_MAX; stops += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}

/** The same, and presses it. */
export async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Goes to a field by Tab and writes in it in the place of what it holds. */
export async function write(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

/** Types in the list that has just opened until `option` is the one that Enter takes, and takes it. */
export async function take(page: Page, words: string, option: string): Promise<void> {
  const field = page.locator('[role="combobox"]:focus');
  await expect(field).toHaveValue('');
  await page.keyboard.type(words);
  await expect.poll(() => field.evaluate(activeOption)).toContain(option);
  await page.keyboard.press('Enter');
}

function activeOption(field: Element): string {
  return document.getElementById(field.getAttribute('aria-activedescendant') ?? '')?.textContent ?? '';
}

/** Opens the command palette, types, and takes what is first. */
export async function palette(page: Page, words: string, option: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await take(page, words, option);
  await expect(page.locator('dialog[open]')).toHaveCount(0);
}

/** In a native list of choices, by typing the beginning of one. */
export async function select(page: Page, field: Locator, option: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(option);
  await expect(field.locator('option:checked')).toHaveText(option);
}

/** In a menu that has just opened: down to an entry, and chosen. */
export async function choose(page: Page, entry: Locator): Promise<void> {
  await expect(entry).toBeVisible();
  for (let stops = 0; stops < STOPS_MAX; stops += 1) {
    if (await entry.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await expect(entry).toBeFocused();
  await page.keyboard.press('Enter');
}
