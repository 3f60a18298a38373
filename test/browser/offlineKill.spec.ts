// C1: the browser is killed while somebody types. What was typed up to a quarter of a second before is on the disk: the app
// brings it there every tenth of a second (doc/client/drafts.ts), and the rest is what the disk takes.

import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { BrowserProcess } from '../support/browserProcess.ts';
import { composer, expectLive, openFrom, signIn } from '../support/memberPage.ts';
import { goOffline } from '../support/network.ts';

const KILLS = 5;
/** What may be lost: the last of what was typed, by the clock of the browser that typed it. */
const LOST_MS = 250;

interface Keystroke {
  /** All that stood in the composer after it. */
  text: string;
  /** Epoch milliseconds. */
  at: number;
}

test('F3 a browser that is killed while somebody types loses no more than the last 250 ms, five times', async ({
  relay,
}) => {
  const browser = new BrowserProcess();
  const address = await enterOnce(browser, relay.address);
  let page = await browser.open(address);
  await expectLive(page);
  const lost: number[] = [];
  let typed = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    // Another length each time, so that the kill falls at another moment of what the app does.
    const { keystrokes, killedAt } = await typeUntilKilled(browser, page, 20 + 7 * kill);
    page = await browser.open(address);
    await expect(composer(page)).toHaveValue(/abc/);
    lost.push(lostMs(keystrokes, await composer(page).inputValue(), killedAt));
    typed += keystrokes.length;
  }
  await browser.remove();
  console.log(
    `tried ${KILLS} kills of the browser, ${typed} keystrokes; typed before the kill and lost: ${lost.join(', ')} ms`,
  );
  expect(lost.filter((age) => age > LOST_MS)).toEqual([]);
});

/** Signs in, opens a conversation and closes the browser: its address, which the profile now opens without a relay. */
async function enterOnce(browser: BrowserProcess, relay: string): Promise<string> {
  const page = await signIn(await browser.start(), relay, 'Leo');
  await openFrom(page, 'Unassigned', 'Budi Santoso');
  const address = page.url();
  await browser.stop();
  return address;
}

/** Nothing of it reaches the relay: what is there afterwards comes from the disk. */
async function typeUntilKilled(
  browser: BrowserProcess,
  page: Page,
  count: number,
): Promise<{ keystrokes: Keystroke[]; killedAt: number }> {
  const log = await listen(page, count);
  await goOffline(page.context());
  await composer(page).press('End');
  const typing = composer(page)
    .pressSequentially('abcdefghij'.repeat(20), { delay: 25 })
    .catch(() => undefined);
  await log.full;
  const killedAt = Date.now();
  await browser.kill();
  await typing;
  return { keystrokes: log.keystrokes.filter(({ at }) => at <= killedAt), killedAt };
}

/** Every keystroke is known here at once: the page that saw it is about to be gone. */
async function listen(page: Page, count: number): Promise<{ keystrokes: Keystroke[]; full: Promise<void> }> {
  const keystrokes: Keystroke[] = [];
  let resolve = (): void => undefined;
  const full = new Promise<void>((done) => (resolve = done));
  await page.exposeFunction('keystroke', (text: string, at: number) => {
    keystrokes.push({ text, at });
    if (keystrokes.length === count) resolve();
  });
  await page.evaluate(() => {
    const { keystroke } = window as unknown as { keystroke: (text: string, at: number) => void };
    addEventListener('input', ({ target }) => {
      if (target instanceof HTMLTextAreaElement) keystroke(target.value, Date.now());
    });
  });
  return { keystrokes, full };
}

/** How old the first keystroke was that is gone; 0 if none is. @throws if what was kept was never typed */
function lostMs(keystrokes: readonly Keystroke[], kept: string, killedAt: number): number {
  const last = keystrokes.findLastIndex(({ text }) => text === kept);
  const beforeAll = keystrokes[0]?.text.startsWith(kept) === true;
  if (last === -1 && !beforeAll) throw new Error(`nobody typed “${kept}”`);
  const first = keystrokes[last + 1];
  return first ? killedAt - first.at : 0;
}
