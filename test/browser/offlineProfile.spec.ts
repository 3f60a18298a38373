// C8 C9: profiles of browsers that were copied or put back from a backup. Two browsers then believe to be one device; each of
// them has to be a process with a profile on the disk, which is what these seconds go to.

import { expect, type Page } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { BrowserProcess } from '../support/browserProcess.ts';
import { bubble, expectLive, expectOffline, openFrom, reply, signIn } from '../support/memberPage.ts';
import { goOffline, goOnline } from '../support/network.ts';

test('F3 F4 a copied profile and an older one that is put back work on beside each other: all is sent, once, in order', async ({
  relay,
}) => {
  const original = new BrowserProcess();
  const first = await signIn(await original.start(), relay.address, 'Leo');
  await openFrom(first, 'Unassigned', 'Budi Santoso');
  const address = first.url();
  await goOffline(first.context());
  await expectOffline(first);
  // It waits in the profile, and so in each copy of it.
  await reply(first, 'Waits in all of them');
  await original.stop();
  const clone = original.copy();
  const backup = original.copy();

  const one = await original.open(address);
  const two = await clone.open(address);
  const both = [one, two];
  for (const page of both) await expectLive(page);
  for (const page of both) await goOffline(page.context());
  await reply(one, 'From the original, one');
  await reply(two, 'From the copy, one');
  await reply(one, 'From the original, two');
  for (const page of both) await goOnline(page.context());
  const texts = ['From the copy, one', 'From the original, one', 'From the original, two'];
  for (const page of both) await expectSent(page, ['Waits in all of them', ...texts]);
  await expectOrder(two, 'From the original, one', 'From the original, two');
  await original.stop();

  const restored = await backup.open(address);
  await expectLive(restored);
  await reply(restored, 'From the backup');
  for (const page of [two, restored]) {
    await expectSent(page, ['Waits in all of them', ...texts, 'From the backup']);
  }
  for (const browser of [original, clone, backup]) await browser.remove();
});

/** Each is there once, and the relay has it. */
async function expectSent(page: Page, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await expect(bubble(page, text)).toHaveCount(1);
    await expect(bubble(page, text)).toContainText('Sent');
  }
  await expect(page.getByRole('link', { name: /^Held for you\D*\d/ })).toHaveCount(0);
}

async function expectOrder(page: Page, ...texts: string[]): Promise<void> {
  const replies = page.getByRole('article').filter({ hasText: /From the original/ });
  await expect(replies).toHaveText(texts.map((text) => new RegExp(text)));
}
