// A Chromium for the browser tests: the one that is there, or Debian's, or Playwright's.
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { chromiumPath } from './chromium.mjs';
import { run } from './lib/run.mjs';

const isThere = () => existsSync(chromiumPath() ?? chromium.executablePath());

if (!isThere() && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
  console.log('Installing Chromium from Debian …');
  if ((await run('apt-get', ['update', '-qq'])) === 0) {
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  }
}
if (!isThere() && !process.env.CHROMIUM_PATH) {
  console.log("Downloading Playwright's Chromium …");
  await run('playwright', ['install', 'chromium']);
}
if (!isThere()) {
  console.error(
    'No Chromium for the browser tests. Install one (`apt-get install chromium`, or `npx playwright install chromium`),\n' +
      'or say where it is: CHROMIUM_PATH=/path/to/chromium npm test',
  );
  process.exit(1);
}
console.log(chromiumPath() ?? chromium.executablePath());
