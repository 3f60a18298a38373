import { defineConfig } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './scripts/chromium.mjs';

// Each test starts what it needs (test/support/startRelay): there is no shared server and no order between tests.
export default defineConfig({
  testDir: 'test/browser',
  testMatch: '**/*.spec.ts',
  globalSetup: './test/support/demoOnce.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  // One more than the processors of the smallest machine: each test waits now and then for a browser, a disk or a person.
  workers: 3,
  // A test that passes the second time has found something; it is not run twice.
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  // For hangs only: a test that starts processes and three browsers is slow on a busy machine and not wrong.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    // It brings the whole app into every new browser; the tests that are about it ask for it.
    serviceWorkers: 'block',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    // A third of what a test costs; `npm run test:browser -- -g "…" --trace on` has one of what failed.
    trace: 'off',
    screenshot: 'off',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { executablePath: chromiumPath(), args: chromiumArguments },
  },
});
