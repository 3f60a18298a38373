// A Chromium for the browser tests: Debian's small one where it can be had, or the one that is there, or Playwright's.
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { chromiumPath, headlessShell } from './chromium.mjs';
import { run } from './lib/run.mjs';

const isThere = () => existsSync(chromiumPath() ?? chromium.executablePath());
const isDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version');

if (isDebian && !process.env.CHROMIUM_PATH && !existsSync(headlessShell)) {
  console.log('Installing Chromium from Debian …');
  // Without a network nobody waits: the browser that is there does as well, only slower.
  const patience = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20'];
  if ((await run('apt-get', ['update', '-qq', ...patience])) === 0) {
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...patience];
    if ((await run('apt-get', [...install, 'chromium-headless-shell'])) !== 0 && !isThere()) {
      await run('apt-get', [...install, 'chromium']);
    }
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
