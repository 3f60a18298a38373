// A picture of a page: node scripts/shot.mjs URL out.png [1440x900] [light|dark] [en|id] [--full]
// Scripts are run by whatever Node there is; run it as `npm run shot -- …` for the project's own.
import { chromium } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './chromium.mjs';

const [url, file, size = '1440x900', theme = 'light', locale = 'en'] = process.argv
  .slice(2)
  .filter((argument) => !argument.startsWith('--'));
if (!url || !file) {
  console.error('usage: node scripts/shot.mjs URL out.png [1440x900] [light|dark] [en|id] [--full]');
  process.exit(2);
}
const [width = 1440, height = 900] = size.split('x').map(Number);

const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArguments });
try {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    locale: locale === 'id' ? 'id-ID' : 'en-GB',
  });
  page.on('console', (message) => console.log(`[${message.type()}] ${message.text()}`));
  page.on('pageerror', (error) => console.log(`[error] ${error.message}`));
  // Not `networkidle`: a page with an open socket and a poll may never be idle.
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(800);
  await page.screenshot({ path: file, fullPage: process.argv.includes('--full') });
  console.log(`${file} ${width}x${height} ${theme} ${locale}`);
} finally {
  await browser.close();
}
