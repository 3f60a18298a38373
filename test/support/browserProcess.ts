// A browser process with a profile that outlives it, to be killed by its pid: Playwright's own browsers end politely.

import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumArguments, chromiumPath } from '../../scripts/chromium.mjs';

export class BrowserProcess {
  readonly #profile = mkdtempSync(join(tmpdir(), 'estafet-profile-'));
  #process: ChildProcess | null = null;
  #browser: Browser | null = null;

  /** Another with a copy of its profile as it is now, as when somebody copies a disk. To be called while it is stopped. */
  copy(): BrowserProcess {
    const copy = new BrowserProcess();
    cpSync(this.#profile, copy.#profile, { recursive: true });
    return copy;
  }

  /** Starts it with the profile as it was left; the context is the profile's own. */
  async start(): Promise<BrowserContext> {
    const child = spawn(
      chromiumPath() ?? chromium.executablePath(),
      [
        ...chromiumArguments,
        '--headless=new',
        '--window-size=1440,900',
        '--remote-debugging-port=0',
        `--user-data-dir=${this.#profile}`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#process = child;
    const browser = await chromium.connectOverCDP(await addressOf(child), { timeout: 60_000 });
    this.#browser = browser;
    const [context] = browser.contexts();
    if (!context) throw new Error('a browser without a context');
    return context;
  }

  /** Starts it, with a page at this address. */
  async open(address: string): Promise<Page> {
    const page = await (await this.start()).newPage();
    await page.goto(address);
    return page;
  }

  /** As somebody closes it: what it keeps in memory of its profile, signing in for one, is written. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (!child || !this.#browser) return;
    const gone = once(child, 'exit');
    const session = await this.#browser.newBrowserCDPSession();
    // It may be gone before it has answered.
    await Promise.race([session.send('Browser.close').catch(() => undefined), gone]);
    await gone;
    this.#process = null;
  }

  /** As a crash or a power cut looks to it: nothing is finished. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    // Its children notice that it is gone a moment later, and may still be writing.
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** Goes on reading what it says: a full pipe would stop it. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', () => reject(new Error(`the browser did not start: ${said}`)));
  });
}
