// Before all browser tests: one relay fills a data folder with the demo, and each test's relay begins with a copy of it.

import { DEMO_COPY } from './relayData.ts';
import { RelayProcess } from './relayProcess.ts';

export default async function demoOnce(): Promise<() => Promise<void>> {
  const relay = await new RelayProcess().start();
  await relay.stop();
  process.env[DEMO_COPY] = relay.folder;
  return () => relay.remove();
}
