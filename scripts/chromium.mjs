import { existsSync } from 'node:fs';

/** Chromium without the parts that draw a window: the same pages for half of the processor's time. */
export const headlessShell = '/usr/lib/chromium/chromium-headless-shell';

/** The Chromium that tests and pictures use: CHROMIUM_PATH, Debian's, or (undefined) Playwright's own download. */
export function chromiumPath() {
  return process.env.CHROMIUM_PATH ?? [headlessShell, '/usr/bin/chromium'].find((path) => existsSync(path));
}

/** No sandbox, because containers run as root; the rest keeps the browser from talking to anybody but us. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
