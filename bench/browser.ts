// What a member waits for, in a real Chromium beside a real relay on the loopback: with 5,000 cards and 300 conversations on
// the device, and the relay stopped but where it says otherwise. Under each figure stands what the same browser needs for
// something plain in the same run. `npm run build` first.

import { cpus, loadavg } from 'node:os';
import type { Page } from '@playwright/test';
import { CARDS_MAX, COMMANDS_AT_ONCE, COMMANDS_PER_SECOND } from '#lib/rules/limits.ts';
import { ADMIN, fillFolder, LONG, MEMBER } from './browserData.ts';
import { Device } from './browserDevice.ts';
import { demoFolder, startRelay, type BenchRelay } from './relay.ts';
import { median, percentile, row } from './report.ts';

const ROUNDS = 5;
const KEPT = 300;
const KEYS = 100;
/** Of an admin's list of all conversations: more than a document holds, so that the relay has the older ones. */
const LISTED = 5_000;
const QUEUED = 500;
/** What a screen shows in a second is 60 frames. */
const FRAME_MS = 1_000 / 60;
/** Ten seconds of scrolling from end to end: fast, and as long as anybody would. */
const SCROLL_FRAMES = 600;

const COMPOSER = 'textarea';
const TIMELINE = '[role="region"][aria-label^="Messages with"]';
const LIST = 'section.pane-list > .overflow-y-auto';

export async function benchBrowser(): Promise<void> {
  console.log(
    `${cpus().length} processors, load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
  await benchSmall();
  const folder = await demoFolder();
  const begun = performance.now();
  await fillFolder(folder);
  row('filling the data folder: 5,000 conversations, 10,000 entries', once(performance.now() - begun, 'ms'));
  const relay = await startRelay(folder);
  await benchLongList(relay.address);
  const device = new Device(relay.address, MEMBER);
  await device.prepare(KEPT);
  await relay.pause();
  await coldStarts(device, 'cold start to the first list: 5,000 cards, 300 threads');
  await benchViews(device);
  const again = await benchQueue(device, folder);
  await again.stop();
  device.remove();
  console.log(
    `load at the end ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
}

/** The same app with next to nothing: what is left of a start when the data is taken away. */
async function benchSmall(): Promise<void> {
  const relay = await startRelay();
  const device = new Device(relay.address, MEMBER);
  await device.prepare(1);
  await relay.stop();
  await coldStarts(device, 'cold start to the first list: the demo');
  const blank: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { page, close } = await device.open();
    await page.goto('data:text/html,<p data-row>Hello', { waitUntil: 'commit' });
    blank.push(await page.evaluate(() => window.bench.list));
    await close();
  }
  row('  beside it: a page of one word', figures(blank));
  device.remove();
}

async function coldStarts(device: Device, what: string): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { page, close } = await device.open('/inbox/assigned');
    times.push(await page.evaluate(() => window.bench.list));
    await close();
  }
  row(what, figures(times));
}

/** With the relay: it has what a document does not hold, page after page as somebody scrolls. */
async function benchLongList(address: string): Promise<void> {
  const device = new Device(address, ADMIN);
  await device.prepare(1);
  const { page, close } = await device.open('/all');
  row(
    `all conversations, cold start to its first ${CARDS_MAX} cards`,
    once(await page.evaluate(() => window.bench.list), 'ms'),
  );
  const filled = await page.evaluate(([list, rows]) => window.bench.filled(list, rows), [
    LIST,
    LISTED,
  ] as const);
  row(`its older cards fetched by scrolling on, until it has ${LISTED}`, once(filled / 1_000, 's'));
  await scroll(page, LIST, 'top', `the list of ${LISTED} cards, scrolled through`);
  await close();
  device.remove();
}

async function benchViews(device: Device): Promise<void> {
  const opening: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { page, close } = await device.open('/inbox/assigned');
    await page.evaluate(() => window.bench.list);
    opening.push(await openLong(page));
    await close();
  }
  row('a timeline of 10,000 entries, opened', figures(opening));
  const { page, close } = await device.open('/inbox/assigned');
  await page.evaluate(() => window.bench.list);
  await openLong(page);
  row('a character typed in its composer', figures(await typeIn(page)));
  await scroll(page, TIMELINE, 'top', 'a timeline of 10,000 entries, scrolled through');
  const opened = await page.evaluate(() =>
    window.bench.opened(
      ['a[href="/w/demo/team/sales/all"]', ''],
      ['[data-row][href^="/w/demo/team/sales/all"]'],
    ),
  );
  row(`a list of ${CARDS_MAX} cards (the most an inbox has), opened`, once(opened, 'ms'));
  await scroll(page, LIST, 'bottom', 'the list, scrolled through');
  await page.goto('data:text/html,<textarea></textarea>');
  row('  beside it: a character typed in a bare textarea', figures(await typeIn(page)));
  for (const rows of [LONG.entries, LISTED, CARDS_MAX]) {
    const shown = await page.evaluate((count) => window.bench.plain(count), rows);
    row(`  beside it: ${rows} plain rows`, once(shown, 'ms'));
    await scroll(page, '#plain', 'bottom', `  beside it: ${rows} plain rows, scrolled through`);
  }
  await close();
}

function openLong(page: Page): Promise<number> {
  return page.evaluate(
    ({ contact, last }) => window.bench.opened(['[data-row]', contact], ['[role="region"] article', last]),
    LONG,
  );
}

async function typeIn(page: Page): Promise<number[]> {
  await page.locator(COMPOSER).focus();
  await page.evaluate(() => window.bench.typed());
  // Not in step with the screen: as people type, whenever they do.
  await page.keyboard.type('a reply '.repeat(KEYS / 8), { delay: 37 });
  await page.waitForFunction((count) => window.bench.keys.length >= count, KEYS - 4);
  return page.evaluate(() => window.bench.keys);
}

async function scroll(page: Page, selector: string, to: 'top' | 'bottom', what: string): Promise<void> {
  const frames = await page.evaluate(([where, end, count]) => window.bench.scrolled(where, end, count), [
    selector,
    to,
    SCROLL_FRAMES,
  ] as const);
  const dropped = frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0);
  row(`${what}: a frame`, figures(frames));
  row(`${what}: the longest frame`, once(Math.max(...frames), 'ms'));
  row(`${what}: dropped of ${frames.length + dropped}`, once(dropped, 'frames'));
}

/** Notes, which anybody may write and nothing makes stale: written while there is no relay, then decided by it. */
async function benchQueue(device: Device, folder: string): Promise<BenchRelay> {
  const { page, close } = await device.open('/inbox/assigned');
  await page.evaluate(() => window.bench.list);
  await page.evaluate(() => window.bench.opened(['[data-row]', 'Customer 2'], ['[role="region"] article']));
  await page.getByRole('tab', { name: 'Internal note' }).click();
  const field = page.getByRole('textbox', { name: 'Internal note' });
  const begun = performance.now();
  for (let index = 0; index < QUEUED; index += 1) {
    await field.fill(`Note ${index}`);
    await field.press('Enter');
    await page.waitForFunction(() => document.querySelector('textarea')?.value === '');
  }
  row(
    'a note written offline, kept, the field empty again',
    once((performance.now() - begun) / QUEUED, 'ms'),
  );
  const relay = await startRelay(folder, new URL(device.address).port);
  const decided = await page.evaluate(async () => {
    const at = performance.now();
    window.dispatchEvent(new Event('online'));
    const waits = (): boolean =>
      [...document.querySelectorAll('[role="status"]')].some((status) => /waiting/.test(status.textContent));
    while (waits()) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - at;
  });
  row(`${QUEUED} commands queued offline, decided after the relay is back`, once(decided / 1_000, 's'));
  const floor = (QUEUED - COMMANDS_AT_ONCE) / COMMANDS_PER_SECOND;
  row('  beside it: what the limit of commands a second makes of them', once(floor, 's'));
  await close();
  return relay;
}

function figures(times: number[]): { median: number; p99: number; unit: string } {
  return { median: median(times), p99: percentile(times, 99), unit: 'ms' };
}

function once(value: number, unit: string): { median: number; unit: string } {
  return { median: value, unit };
}
