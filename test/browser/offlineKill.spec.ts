// C1: the browser is killed while somebody types. What was typed up to a quarter of a second before is on the disk.

import { expect } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { BrowserProcess } from '../support/browserProcess.ts';
import { composer, expectLive, open, openList, signIn } from '../support/memberPage.ts';
import { goOffline } from '../support/network.ts';

const KILLS = 5;
/** What may be lost: the last of what was typed, by the clock of the browser that typed it. */
const LOST_MS = 250;

interface Keystroke {
  text: string;
  at: number;
}

test('F3 a browser that is killed while somebody types loses no more than the last 250 ms, five times', async ({
  relay,
}) => {
  const browser = new BrowserProcess();
  let context = await browser.start();
  let page = await signIn(context, relay.address, 'Leo');
  await openList(page, 'Unassigned');
  await open(page, 'Budi Santoso');
  const address = page.url();
  await browser.stop();
  context = await browser.start();
  page = await context.newPage();
  await page.goto(address);
  await expectLive(page);
  const lost: number[] = [];
  let typed = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const log: Keystroke[] = [];
    let enough: (() => void) | null = null;
    const reached = new Promise<void>((resolve) => (enough = resolve));
    // Another length each time, so that the kill falls at another moment of what the app does.
    const count = 20 + 7 * kill;
    await page.exposeFunction('keystroke', (text: string, at: number) => {
      log.push({ text, at });
      if (log.length === count) enough?.();
    });
    await page.evaluate(() => {
      addEventListener('input', ({ target }) => {
        if (target instanceof HTMLTextAreaElement) {
          (window as unknown as { keystroke: (text: string, at: number) => void }).keystroke(
            target.value,
            Date.now(),
          );
        }
      });
    });
    // Nothing of it reaches the relay: what is there afterwards comes from the disk.
    await goOffline(context);
    await composer(page).press('End');
    const typing = composer(page)
      .pressSequentially('abcdefghij'.repeat(20), { delay: 25 })
      .catch(() => undefined);
    await reached;
    const killedAt = Date.now();
    await browser.kill();
    await typing;

    context = await browser.start();
    page = await context.newPage();
    await page.goto(address);
    await expect(composer(page)).toHaveValue(/abc/);
    const kept = await composer(page).inputValue();
    const last = log.findLast(({ text }) => text === kept);
    const missing = log.filter(({ text, at }) => at <= killedAt && !kept.startsWith(text));
    expect(last ?? missing.length, 'what was kept is what was typed').toBeTruthy();
    lost.push(missing.length === 0 ? 0 : killedAt - (missing[0]?.at ?? killedAt));
    typed += log.length;
  }
  await browser.remove();
  console.log(
    `tried ${KILLS} kills of the browser, ${typed} keystrokes; typed before the kill and lost: ${lost.join(', ')} ms`,
  );
  expect(lost.filter((age) => age > LOST_MS)).toEqual([]);
});
