import { existsSync } from 'node:fs';

/** The Chromium that tests and pictures use: CHROMIUM_PATH, Debian's, or (undefined) Playwright's own download. */
export function chromiumPath() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  return existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined;
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
