// `test` for test/browser: Playwright's own, with a relay for each test that asks for one, and nothing left behind.

import { test as base } from '@playwright/test';
import { HostedRelay } from './hostedRelay.ts';
import { RelayProcess } from './relayProcess.ts';
import { startMailServers, stopMailServers, type MailServers } from './testMailbox.ts';

interface Fixtures {
  /** A relay of this test's own, with the demo in it and a clock that the test may move. */
  relay: HostedRelay;
  /** The same in a process of its own, which can be killed and frozen. */
  relayProcess: RelayProcess;
  /** A mailbox, and what takes mails, of real servers. */
  mailServers: MailServers;
  /** Playwright closes no context that a test made itself: its pages would go on asking for their relay until the last test. */
  contextsClosed: undefined;
}

export const test = base.extend<Fixtures>({
  relay: async ({}, use) => {
    const relay = await new HostedRelay().start();
    await use(relay);
    await relay.remove();
  },
  relayProcess: async ({}, use) => {
    const relay = await RelayProcess.withMovableClock().start();
    await use(relay);
    await relay.remove();
  },
  mailServers: async ({}, use) => {
    const servers = await startMailServers();
    await use(servers);
    await stopMailServers(servers);
  },
  contextsClosed: [
    async ({ browser }, use) => {
      await use(undefined);
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
});
