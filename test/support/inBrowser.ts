// Modules of the client in a real browser, without the app: bundled on the spot and served from no server.

import type { Page } from '@playwright/test';
import { build } from 'vite';

/** Any origin will do, as long as browsers trust it as much as https. */
export const ORIGIN = 'http://localhost:4';

/** @param entry a module, from the root of the project; what it puts on `window` is there for the test */
export async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, target: 'es2023', lib: { entry, formats: ['es'] } },
  });
  const [output] = [built].flat();
  if (!output || !('output' in output)) throw new Error(`${entry} gave nothing`);
  return output.output[0].code;
}

/** An empty page with the module in it; reloading it keeps what the browser keeps. */
export async function openWith(page: Page, code: string): Promise<void> {
  await page.route(`${ORIGIN}/**`, (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: code })
      : route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/module.js"></script>' }),
  );
  await page.goto(`${ORIGIN}/`);
  await page.waitForFunction(() => 'ready' in window);
}
