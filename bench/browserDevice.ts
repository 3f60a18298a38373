// A device: a folder in which Chromium keeps what the app keeps. Each opening is a browser that was not running.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { chromiumArguments, chromiumPath } from '../scripts/chromium.mjs';
import { WORKSPACE } from './browserData.ts';
import { installProbe } from './browserProbe.ts';

const PATIENCE_MS = 300_000;

export class Device {
  readonly #folder = mkdtempSync(join(tmpdir(), 'estafet-device-'));
  readonly address: string;
  readonly #member: string;

  constructor(address: string, member: string) {
    this.address = address;
    this.#member = member;
  }

  /** A new browser with one page, which the probe is in. */
  async open(path?: string): Promise<{ page: Page; close: () => Promise<void> }> {
    const context = await chromium.launchPersistentContext(this.#folder, {
      ...(chromiumPath() === undefined ? {} : { executablePath: chromiumPath() }),
      args: chromiumArguments,
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
    });
    await context.addInitScript(installProbe);
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(PATIENCE_MS);
    if (path !== undefined) await page.goto(this.urlOf(path), { waitUntil: 'commit' });
    return { page, close: () => context.close() };
  }

  urlOf(path: string): string {
    return `${this.address}/w/${WORKSPACE}${path}`;
  }

  /** Signs in, and waits until the app and as many conversations are on the device. */
  async prepare(threads: number): Promise<void> {
    const { page, close } = await this.open();
    await signIn(page.context(), this.address, this.#member);
    await page.goto(this.urlOf('/inbox/assigned'));
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.waitForFunction(
      (wanted) => {
        const key = Object.keys(localStorage).find((name) => name.endsWith('threads'));
        const kept = JSON.parse((key && localStorage.getItem(key)) ?? '{}') as { threads?: object };
        return Object.keys(kept.threads ?? {}).length >= wanted;
      },
      threads,
      { polling: 500 },
    );
    await page.waitForFunction(async () => {
      const names = (await caches.keys()).filter((name) => name.startsWith('estafet-app:'));
      const shells = await Promise.all(
        names.map((cacheName) => caches.match('/', { cacheName, ignoreVary: true })),
      );
      return shells.some((shell) => shell !== undefined);
    });
    await close();
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function signIn(context: BrowserContext, address: string, member: string): Promise<void> {
  const answer = await context.request.post(`${address}/api/demo/sign-in`, {
    data: { member },
    headers: { origin: address },
  });
  if (!answer.ok()) throw new Error(`signing in: ${answer.status()}`);
}
