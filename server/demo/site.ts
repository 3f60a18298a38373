// A shop's site with the chat on it, as a company would have it: plain pages of another hand, with a strict policy and rough
// styles, that know nothing of the app but the one line.

import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import type { Env } from '../api/context.ts';

/** Under this the widget works: nothing inline, no markup made from text, one other place for scripts and frames. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

export function serveDemoSite(app: Hono<Env>): void {
  const [english, indonesian, style] = ['en.html', 'id.html', 'site.css'].map((name) =>
    readFileSync(new URL(`site/${name}`, import.meta.url), 'utf8'),
  );
  app.get('/demo/site', (context) => {
    context.header('Content-Security-Policy', POLICY);
    context.header('Cache-Control', 'no-cache');
    context.header('Vary', 'Accept-Language');
    // The first language of the two that the browser names.
    const spoken = /\b(en|id)\b/i.exec(context.req.header('accept-language') ?? '')?.[1]?.toLowerCase();
    return context.html((spoken === 'id' ? indonesian : english) ?? '');
  });
  app.get('/demo/site.css', (context) => {
    context.header('Cache-Control', 'no-cache');
    return context.body(style ?? '', 200, { 'Content-Type': 'text/css; charset=utf-8' });
  });
}
