// What a relay can do to open tabs: fall silent, or begin a new epoch.

import { expect } from '@playwright/test';
import { test } from '../support/browserTest.ts';
import { bubble, expectLive, keptCopies, openFrom, reply, signIn } from '../support/memberPage.ts';
import { goOffline, goOnline } from '../support/network.ts';

/** Ten seconds between pings and five for an answer; a busy machine is slower and not wrong. */
const NOTICED_MS = 15_000;

test('F1 a relay that falls silent without a word is noticed, work goes on, and all is sent when it wakes', async ({
  browser,
  relayProcess: relay,
}) => {
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  await openFrom(leo, 'Unassigned', 'Budi Santoso');
  relay.signal('SIGSTOP');
  const stoppedAt = Date.now();
  await expect(leo.getByRole('status').filter({ hasText: /^Live/ })).toHaveCount(0, {
    timeout: 2 * NOTICED_MS,
  });
  console.log(`a silent relay was noticed after ${((Date.now() - stoppedAt) / 1_000).toFixed(1)} s`);
  await reply(leo, 'Written into the silence');
  await expect(bubble(leo, 'Written into the silence')).toContainText('Not confirmed yet');
  relay.signal('SIGCONT');
  await expectLive(leo);
  await expect(bubble(leo, 'Written into the silence')).not.toContainText('Not confirmed yet');
  await expect(bubble(leo, 'Written into the silence')).toHaveCount(1);
});

test('F3 the relay is rebuilt while one tab is open and another member is offline: both go on in the new epoch', async ({
  browser,
  relay,
}) => {
  const leo = await signIn(await browser.newContext(), relay.address, 'Leo');
  const ana = await signIn(await browser.newContext(), relay.address, 'Ana');
  for (const page of [leo, ana]) {
    await openFrom(page, 'Unassigned', 'Budi Santoso');
  }
  await goOffline(ana.context());
  await reply(ana, 'Ana, before the rebuild');
  await relay.stop();
  await relay.command('rebuild');
  await relay.start();
  await expectLive(leo);
  await reply(leo, 'Leo, after the rebuild');
  await expect(bubble(leo, 'Leo, after the rebuild')).not.toContainText('Not confirmed yet');
  await goOnline(ana.context());
  await expectLive(ana);
  await expect(bubble(ana, 'Leo, after the rebuild')).toHaveCount(1);
  // Leo's answer made him the owner: what Ana wrote before she knew is kept for her.
  await expect(ana.getByRole('link', { name: /^Held for you\D*2\b/ })).toBeVisible();
  // Copies of the epoch before have left both devices.
  for (const page of [leo, ana]) {
    const folders = async (): Promise<Set<string>> =>
      new Set(
        (await keptCopies(page)).map((name) => name.split('/')[3] ?? '').filter((folder) => folder !== 'own'),
      );
    await expect.poll(async () => (await folders()).size).toBe(1);
  }
});
