// Serves the built app: its files, and its one page for every address that is none of them.

import type { ApiContext } from '../api/context.ts';
import { allowApp } from './securityHeaders.ts';
import type { StaticFile, StaticFiles } from './staticFiles.ts';

export function serveApp(files: StaticFiles, context: ApiContext): Response {
  const { path } = context.req;
  const file = files.find(path) ?? (isFileName(path) ? null : files.shell);
  if (file) {
    allowApp(context, files.policy);
    return send(file, context);
  }
  if (files.shell) return context.text('Not found', 404);
  return context.text('The app is not built yet: npm run build', 503);
}

/** A page's address has no dot in its last part. A missing script must not be answered with a page that is then cached. */
function isFileName(path: string): boolean {
  return path.startsWith('/_app/') || path.slice(path.lastIndexOf('/')).includes('.');
}

function send(file: StaticFile, context: ApiContext): Response {
  context.header('ETag', file.etag);
  context.header('Cache-Control', file.cacheControl);
  context.header('Vary', 'Accept-Encoding');
  if (context.req.header('if-none-match') === file.etag) return context.body(null, 304);
  context.header('Content-Type', file.type);
  const compressed = acceptsBrotli(context) ? file.compressed() : null;
  if (!compressed) return context.body(file.body);
  context.header('Content-Encoding', 'br');
  return context.body(compressed);
}

function acceptsBrotli(context: ApiContext): boolean {
  return /(^|,)\s*br\s*(,|;(?!\s*q=0(\.0*)?\s*(,|$))|$)/.test(context.req.header('accept-encoding') ?? '');
}
