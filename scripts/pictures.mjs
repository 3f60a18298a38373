// The pictures of README.md and docs/pictures.md, of a relay with a fresh demo: npm run build, then npm run pictures [-- NAME or SIZE…]
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromiumArguments, chromiumPath } from './chromium.mjs';

const ROOT = new URL('..', import.meta.url).pathname;
const FOLDER = join(ROOT, 'docs/pictures');
const SIZES = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

const open = (name) => async (page) => {
  await page
    .getByRole('list')
    .getByRole('link', { name: new RegExp(name) })
    .first()
    .click();
  await page.getByRole('article').first().waitFor();
};
const press = (key) => (page) => page.keyboard.press(key);
const searchFor = (words) => async (page) => {
  await page.keyboard.press('/');
  await page.waitForTimeout(300);
  await page.keyboard.type(words);
};
const none = async () => undefined;

/** Name, size, theme, language, member, where in the workspace, and what is done there first. */
const PICTURES = [
  ['conversation', 'wide', 'light', 'en', 'mira', '/inbox/assigned', open('Lena Fischer')],
  ['conversation', 'phone', 'dark', 'id', 'rafi', '/inbox/assigned', open('Nadia Rahman')],
  ['inbox', 'wide', 'dark', 'id', 'ana', '/team/sales/unassigned', open('Budi Santoso')],
  ['inbox', 'phone', 'light', 'en', 'leo', '/team/sales/unassigned', none],
  ['guest', 'wide', 'light', 'id', 'dewi', '/inbox/mentioned', open('Maya Kusuma')],
  ['guest', 'phone', 'dark', 'en', 'dewi', '/inbox/mentioned', open('Maya Kusuma')],
  ['held', 'wide', 'light', 'en', 'ana', '/held', none],
  ['held', 'phone', 'dark', 'id', 'ana', '/held', none],
  ['palette', 'wide', 'dark', 'en', 'leo', '/inbox/assigned', press('Control+k')],
  ['search', 'wide', 'light', 'id', 'mira', '/inbox/assigned', searchFor('servis')],
  [
    'notifications',
    'wide',
    'dark',
    'en',
    'rafi',
    '/inbox/assigned',
    (page) => page.getByRole('button', { name: /^(Notifications|Notifikasi),/ }).click(),
  ],
  ['settings-members', 'wide', 'light', 'id', 'mira', '/settings/members', none],
  ['settings-teams', 'wide', 'dark', 'en', 'mira', '/settings/teams', none],
  ['settings-audit', 'phone', 'light', 'en', 'mira', '/settings/audit', none],
  ['chat', 'phone', 'light', 'id', null, '/chat/web', none],
];

async function startRelay(folder) {
  const env = {
    ...process.env,
    DATA_DIR: folder,
    PORT: '0',
    HOST: '127.0.0.1',
    DEMO: '1',
    LOG_LEVEL: 'error',
  };
  const relay = spawn(process.execPath, [join(ROOT, 'server/main.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: relay.stdout })) {
    const address = /http:\/\/[\w.:]+/.exec(line)?.[0];
    if (address) return { relay, address };
  }
  throw new Error('the relay did not start; run npm run build first');
}

async function take(browser, address, [name, size, theme, locale, member, path, prepare]) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: locale === 'id' ? 'id-ID' : 'en-GB',
  });
  try {
    if (member) {
      const headers = { origin: address };
      await context.request.post(`${address}/api/demo/sign-in`, { data: { member }, headers });
    }
    const page = await context.newPage();
    await page.goto(member ? `${address}/w/demo${path}` : `${address}${path}`);
    await page.getByRole('main').first().waitFor();
    await page.waitForTimeout(1200);
    await prepare(page);
    // What fades in and what is fetched late has no event of its own.
    await page.waitForTimeout(900);
    const file = join(FOLDER, `${name}-${size}.png`);
    await page.screenshot({ path: file, animations: 'disabled' });
    console.log(`${name}-${size}.png ${theme} ${locale}`);
  } finally {
    await context.close();
  }
}

const wanted = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'estafet-pictures-'));
const { relay, address } = await startRelay(folder);
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArguments });
try {
  for (const picture of PICTURES) {
    if (wanted.length > 0 && !wanted.includes(picture[0]) && !wanted.includes(picture[1])) continue;
    await take(browser, address, picture).catch((error) => {
      console.error(`${picture[0]}-${picture[1]}: ${error.message}`);
      process.exitCode = 1;
    });
  }
} finally {
  await browser.close();
  const gone = once(relay, 'exit');
  relay.kill('SIGTERM');
  await gone;
  rmSync(folder, { recursive: true, force: true });
}
