// Makes static/icons from static/icon.svg; its output is committed. To be run when the icon changes: npm run icons
import { mkdirSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './chromium.mjs';

const svg = readFileSync('static/icon.svg', 'utf8');
const background = /<rect [^>]*fill="([^"]+)"/.exec(svg)?.[1];
if (background === undefined) throw new Error('static/icon.svg has no <rect> for its background any more');

/** `full`: to the edges, for systems that cut icons to a shape of their own. `inner`: how much of it the drawing fills. */
const icons = [
  { name: '192', size: 192, full: false, inner: 1 },
  { name: '512', size: 512, full: false, inner: 1 },
  // iOS rounds the corners itself, and paints what is transparent black.
  { name: '180', size: 180, full: true, inner: 1 },
  // What lies outside of a circle of 80 % may be cut off.
  { name: 'maskable-512', size: 512, full: true, inner: 0.8 },
];

const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArguments });
try {
  mkdirSync('static/icons', { recursive: true });
  for (const { name, size, full, inner } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const side = Math.round(size * inner);
    await page.setContent(
      `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${full ? background : 'transparent'}">
        <div style="width:${side}px;height:${side}px">${svg}</div>`,
    );
    await page.screenshot({ path: `static/icons/${name}.png`, omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
